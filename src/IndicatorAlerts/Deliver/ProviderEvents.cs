using System.Text.Json;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>What the provider tells of one mail to one reader, as far as it matters.</summary>
/// <param name="Delivery">The mark of the request that brought it; null for mail that has none.</param>
/// <param name="Send">The same.</param>
/// <param name="MessageId">The provider's name for the request.</param>
/// <param name="Reader">The reader's id.</param>
/// <param name="Suppress">Why the reader must not be written to any more; null when it may.</param>
/// <param name="At">When it happened, UTC, to the second; null when the provider does not say.</param>
public sealed record ProviderEvent(
    string? Delivery,
    string? Send,
    string? MessageId,
    string? Reader,
    SuppressionReason? Suppress,
    DateTimeOffset? At = null
)
{
    /// <summary>Reads one event; null for what is none of ours.</summary>
    public static ProviderEvent? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        var read = new ProviderEvent(
            Key(json, SendMarks.Delivery),
            Key(json, SendMarks.Send),
            Key(json, "sg_message_id")?.Split('.')[0],
            Key(json, SendMarks.Reader) is { Length: 2 * ReaderIds.Bytes } id && id.All(char.IsAsciiHexDigitLower)
                ? id
                : null,
            Reason(Key(json, "event"), Key(json, "type"), Key(json, "reason")),
            Time(json)
        );
        return read is { Delivery: not null, Send: not null } or { Reader: not null, Suppress: not null } ? read : null;
    }

    /// <summary>Whether an event means that mail to the reader must end: not for what may get through another time.</summary>
    public static SuppressionReason? Reason(string? name, string? type, string? reason) =>
        name switch
        {
            "bounce" when type != "blocked" => SuppressionReason.HardBounce,
            "spamreport" => SuppressionReason.Complaint,
            "unsubscribe" or "group_unsubscribe" => SuppressionReason.ProviderUnsubscribe,
            // Other reasons, such as "Spam Content" or a quota, are about us.
            "dropped" => reason?.ToLowerInvariant() switch
            {
                "spam reporting address" => SuppressionReason.Complaint,
                "unsubscribed address" => SuppressionReason.ProviderUnsubscribe,
                "bounced address" or "invalid" => SuppressionReason.HardBounce,
                _ => null,
            },
            _ => null,
        };

    static DateTimeOffset? Time(JsonElement json) =>
        json.TryGetProperty("timestamp", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds >= 0
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    // Keys of rows: what no row can be named by is nobody's.
    static string? Key(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text
        && (name == "reason" || TableKey.IsValid(text))
            ? text
            : null;
}

/// <summary>Settles sends by what the provider tells, and suppresses readers whose mail must end.</summary>
public sealed partial class ProviderEvents(
    SendTable sends,
    SendRecorder recorder,
    Suppressions suppressions,
    ILogger<ProviderEvents> log
)
{
    const int AtOnce = 8;

    /// <summary>Takes a batch; the same again changes nothing.</summary>
    public async Task TakeAsync(IReadOnlyList<ProviderEvent> events, CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(
            events.Where(e => e is { Delivery: not null, Send: not null }).DistinctBy(e => (e.Delivery, e.Send)),
            options,
            async (e, stop) => await SettleAsync(e, stop)
        );
        await Parallel.ForEachAsync(
            events.Where(e => e is { Reader: not null, Suppress: not null }).DistinctBy(e => (e.Reader, e.Suppress)),
            options,
            async (e, stop) => await suppressions.SuppressAsync(e.Reader!, e.Suppress!.Value, e.At, stop)
        );
    }

    // One event of one letter proves that the provider took the request as a whole.
    async Task SettleAsync(ProviderEvent told, CancellationToken cancel)
    {
        if (await sends.FindAsync(told.Delivery!, told.Send!, cancel) is not { IsOver: false } send)
            return;
        await recorder.TakenAsync(send, told.MessageId, cancel);
        Settled(log, send.Delivery, send.Id);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Delivery} {Send} was taken, as the provider's events say")]
    static partial void Settled(ILogger log, string delivery, string send);
}
