using System.Text.Json;
using IndicatorAlerts.Access.Guards;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Where SendGrid's event webhook posts what became of mail.</summary>
public static class EventEndpoints
{
    // Several times what SendGrid posts at once.
    const int MostBytes = 4 << 20;
    const int MostDepth = 8;

    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapPost("sendgrid/events", PostAsync)
            .TakesAtMost(MostBytes)
            .Describe("postEvents", "Takes the events of SendGrid's webhook, which it has signed.", "deliveries")
            .Takes<List<object>>()
            .Header(EventSignature.Signature, "ECDSA over the timestamp and the body.", isRequired: true)
            .Header(EventSignature.Timestamp, "When it was signed, in seconds since 1970.", isRequired: true)
            .GivesNothing()
            .Refuses(400, 403, 404, 413);

    static async Task<IResult> PostAsync(
        HttpRequest request,
        EventSignature signature,
        ProviderEvents events,
        IOptions<MailOptions> options,
        CancellationToken cancel
    )
    {
        if (!options.Value.HasWebhook)
            return Problems.NotFound("This service hears no events: the setting Mail__WebhookKey is not set.");
        if (await ReadAsync(request, cancel) is not { } body)
            return Problems.TooLarge($"A batch of events has at most {MostBytes} bytes.");
        var wrong = signature.Check(
            body,
            request.Headers[EventSignature.Signature],
            request.Headers[EventSignature.Timestamp]
        );
        if (wrong is not null)
            return Problems.Forbidden(wrong);
        if (Parse(body) is not { } batch)
            return Problems.Invalid("The body must be a JSON array of events.", []);
        await events.TakeAsync(batch, cancel);
        return TypedResults.NoContent();
    }

    static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MostBytes)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes)
                return null;
        }
        return body.ToArray();
    }

    static List<ProviderEvent>? Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new() { MaxDepth = MostDepth });
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(ProviderEvent.Read).OfType<ProviderEvent>()]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
