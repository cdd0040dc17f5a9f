using System.Text.Json;
using System.Text.Json.Serialization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Indicators;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Http.Features;

namespace IndicatorAlerts.Push;

/// <summary>Admins bring observations: measured elsewhere, judged by an analyst, or history.</summary>
public static class PushEndpoints
{
    const long MostBytes = 10 * 1024 * 1024;
    const string KeyHeader = "Idempotency-Key";
    const int LongestKey = 255;

    public static void AddPush(this IServiceCollection services)
    {
        services.AddSingleton<ObservationPush>();
        services.AddSingleton<PushKeys>();
        services.AddSingleton<PushRequests>();
    }

    public static void MapPush(this RouteGroupBuilder api)
    {
        Describe(
            api.MapPost("watches/{watch}/indicators/{id}/observations", PostAsync).Require(Role.Editor),
            "pushObservationsOfWatch"
        );
        Describe(
            api.MapPost("indicators/{id}/observations", PostAsync).Require(Role.Editor, checksWatch: true),
            "pushObservations"
        );
    }

    static void Describe(RouteHandlerBuilder endpoint, string id) =>
        endpoint
            .Describe(id, "Stores observations; what is stored already changes nothing.", "observations")
            .Takes<List<PushedObservation>>("application/json", "application/x-ndjson", "text/csv")
            .Header(KeyHeader, "The same key and body again gets the same answer for two days.")
            .Gives<PushAnswer>()
            .Gives<PushAnswer>(StatusCodes.Status207MultiStatus)
            .Refuses(400, 404, 409, 413, 415, 422);

    static async Task<IResult> PostAsync(
        HttpRequest request,
        IndicatorFinder finder,
        PushRequests pushes,
        CancellationToken cancel
    )
    {
        if (PushReader.FormatOf(request.ContentType) is not { } format)
            return Problems.Unsupported("Send application/json, application/x-ndjson or text/csv as the Content-Type.");
        if (request.ContentLength > MostBytes)
            return TooLarge();
        var key = (string?)request.Headers[KeyHeader];
        if (key is not null && (key.Length is 0 or > LongestKey || key.Any(c => c is < '!' or > '~')))
            return Problems.Invalid(
                "The key of idempotency is no key.",
                [new(KeyHeader, $"It has at most {LongestKey} visible ASCII characters.")]
            );
        var (found, problem) = await finder.FindAsync(request, cancel);
        if (found is null)
            return problem!;
        if (!request.HttpContext.Caller().MayTouch(found.Watch))
            return Problems.Forbidden($"You may not touch the watch '{found.Watch}'.");
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            MostBytes;
        try
        {
            return await pushes.AnswerAsync(found, request.Body, format, key, cancel);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }
    }

    static IResult TooLarge() =>
        Problems.TooLarge(
            $"A push has at most {MostBytes} bytes: send several, or use 'IndicatorAlerts indicator push'."
        );
}

/// <summary>Answers pushes, each key of idempotency once.</summary>
public sealed class PushRequests(ObservationPush push, PushKeys keys, TimeProvider time)
{
    public async Task<IResult> AnswerAsync(
        FoundIndicator found,
        Stream content,
        PushFormat format,
        string? key,
        CancellationToken cancel
    )
    {
        await using var body = new HashingStream(content);
        if (key is null)
            return Result(await PushAsync(found, body, format, cancel));
        var claim = await keys.ClaimAsync(found.Watch, found.Definition.Id, key, cancel);
        if (claim is null)
            return Problems.Conflict("A push with this key is on its way. Ask again when it is done.");
        if (claim.Body is not null)
            return await body.FinishAsync(cancel) == claim.Body
                ? TypedResults.Text(claim.Answer, "application/json; charset=utf-8", claim.Status)
                : Problems.Unprocessable("This key was used for another body. Use a new key for new observations.");
        try
        {
            var answer = await PushAsync(found, body, format, cancel);
            if (IsRefused(answer))
                await keys.ReleaseAsync(claim, cancel);
            else
                await keys.KeepAsync(claim, await body.FinishAsync(cancel), StatusOf(answer), Json(answer), cancel);
            return Result(answer);
        }
        catch
        {
            // Also when the caller has gone: who comes back with the key should not have to wait.
            await keys.ReleaseAsync(claim, CancellationToken.None);
            throw;
        }
    }

    Task<PushAnswer> PushAsync(FoundIndicator found, Stream body, PushFormat format, CancellationToken cancel)
    {
        var entries = PushReader.ReadAsync(body, format, new(time.GetUtcNow(), null), cancel);
        return push.PushAsync(found.Watch, found.Definition, entries, null, cancel);
    }

    static IResult Result(PushAnswer answer) =>
        IsRefused(answer)
            ? Problems.Invalid("Nothing could be read.", answer.Errors)
            : TypedResults.Json(answer, PushJson.Default.PushAnswer, statusCode: StatusOf(answer));

    static bool IsRefused(PushAnswer answer) => answer is { Accepted: 0, Unchanged: 0, Rejected: > 0 };

    static int StatusOf(PushAnswer answer) =>
        answer.Rejected == 0 ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus;

    static byte[] Json(PushAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, PushJson.Default.PushAnswer);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(List<PushedObservation>))]
sealed partial class PushJson : JsonSerializerContext;
