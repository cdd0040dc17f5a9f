using System.Text.Json;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>Whom to look for; one of the two.</summary>
/// <param name="Reader">The reader's id: 32 hexadecimal digits.</param>
/// <param name="Address">The reader's address; in a body, for addresses have no place in an URL.</param>
public sealed record WhyQuestion(string? Reader = null, string? Address = null);

/// <summary>Why people were sent an alert, or were not.</summary>
public static class WhyEndpoints
{
    const int MostBytes = 4096;

    public static void MapWhy(this RouteGroupBuilder api)
    {
        api.MapGet("alerts/{watch}/{alert}/why", CountsAsync)
            .Require(Role.Reader)
            .Describe(
                "countReasons",
                "How many readers were sent an alert, or were not, for each reason.",
                "deliveries"
            )
            .Gives<WhyAnswer>()
            .Refuses(404);
        api.MapPost("alerts/{watch}/{alert}/why", ReaderAsync)
            .Require(Role.Admin)
            .Describe("findReason", "Why one reader was sent an alert, or was not.", "deliveries")
            .Takes<WhyQuestion>()
            .Gives<WhyAnswer>()
            .Refuses(400, 404);
    }

    static Task<IResult> CountsAsync(string watch, string alert, WhyNot why, CancellationToken cancel) =>
        AnswerAsync(why, watch, alert, null, cancel);

    static async Task<IResult> ReaderAsync(
        string watch,
        string alert,
        HttpRequest request,
        WhyNot why,
        ReaderSecrets secrets,
        CancellationToken cancel
    )
    {
        var question = await ReadAsync(request, cancel);
        var reader = question switch
        {
            { Reader: { Length: 32 } id, Address: null } when id.All(char.IsAsciiHexDigitLower) => id,
            { Reader: null, Address: { Length: > 0 } text } when ReaderAddress.Read(text, out var address) is null =>
                secrets.IdOf(address!),
            _ => null,
        };
        return reader is null
            ? Problems.Invalid(
                "The body must name one reader.",
                [new("reader", "Its id, 32 hexadecimal digits; or 'address' with its address.")]
            )
            : await AnswerAsync(why, watch, alert, reader, cancel);
    }

    static async Task<WhyQuestion?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var bytes = new byte[MostBytes];
        var length = await request.Body.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancel);
        try
        {
            return length == MostBytes
                ? null
                : JsonSerializer.Deserialize(bytes.AsSpan(0, length), DeliveryJson.Default.WhyQuestion);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static async Task<IResult> AnswerAsync(
        WhyNot why,
        string watch,
        string alert,
        string? reader,
        CancellationToken cancel
    ) =>
        TableKey.IsValid(watch)
        && TableKey.IsValid(alert)
        && await why.AskAsync(new(watch, alert), reader, cancel) is { } answer
            ? TypedResults.Json(answer, DeliveryJson.Default.WhyAnswer)
            : Problems.NotFound($"There is no alert '{alert}' of a watch '{watch}'.");
}
