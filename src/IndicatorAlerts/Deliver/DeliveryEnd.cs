using IndicatorAlerts.Alerts;

namespace IndicatorAlerts.Deliver;

/// <summary>Sees when nothing is left to do for a delivery, and tells its alerts how it went.</summary>
public sealed partial class DeliveryEnd(
    Deliveries deliveries,
    DeliveryIndex index,
    SendTable sends,
    AlertRows alerts,
    TimeProvider time,
    ILogger<DeliveryEnd> log
)
{
    /// <summary>Ends a delivery unless something is still to be planned or sent; harmless when repeated.</summary>
    public async Task TryFinishAsync(string id, CancellationToken cancel)
    {
        if (await sends.AnyOpenAsync(id, cancel) || await deliveries.FindAsync(id, cancel) is not { } delivery)
            return;
        if (delivery.State == DeliveryState.Planning)
            return;
        if (!delivery.IsOver)
        {
            var all = await sends.SummariesAsync(id, cancel);
            foreach (var alert in delivery.Alerts)
                await alerts.RecordAsync(delivery.Watch!, alert, _ => Told(alert, all), cancel);
            var ended = delivery with
            {
                State = all.Any(s => s.State == SendState.Refused) ? DeliveryState.GivenUp : DeliveryState.Done,
                FinishedAt = time.GetUtcNow(),
            };
            if (await deliveries.TryWritePageAsync(ended, null, [], cancel) is null)
                return;
            delivery = ended;
            var readers = all.Where(s => s.State == SendState.Taken).Sum(s => s.Readers);
            Ended(log, id, readers, all.Count);
        }
        await index.CloseAsync(delivery, cancel);
        // Sends may have been added meanwhile, and must not be out of the recovery's sight.
        if (await sends.AnyOpenAsync(id, cancel))
            await index.NoteAsync(delivery, cancel);
    }

    /// <summary>Notes on the alerts of a send why it could not be made yet.</summary>
    public async Task NoteFailureAsync(Send send, CancellationToken cancel)
    {
        if (await deliveries.FindAsync(send.Delivery, cancel) is not { Watch: { } watch, IsOver: false })
            return;
        foreach (var alert in send.Content.Alerts.Where(a => a.Watch == watch))
            await alerts.RecordAsync(
                alert.Watch,
                alert.Id,
                before =>
                    before.DeliveredAt is null
                        ? before with
                        {
                            Failure = send.Failure,
                            NextAttemptAt = send.NextAttemptAt,
                        }
                        : before,
                cancel
            );
    }

    DeliveryRecord Told(string alert, IReadOnlyList<SendSummary> all)
    {
        var mine = all.Where(s => s.Content.Alerts.Any(a => a.Id == alert)).ToList();
        var taken = mine.Where(s => s.State == SendState.Taken).ToList();
        var refused = mine.Where(s => s.State == SendState.Refused).ToList();
        return new()
        {
            // Whom it does not concern need not be told: it is delivered to all whom it does.
            DeliveredAt = taken.Count > 0 || refused.Count == 0 ? taken.Max(s => s.TakenAt) ?? time.GetUtcNow() : null,
            MessageId = taken.FirstOrDefault()?.MessageId,
            Readers = taken.Sum(s => s.Readers),
            Failure = refused.FirstOrDefault()?.Failure,
        };
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Delivered {Delivery} to {Readers} readers in {Sends} sends"
    )]
    static partial void Ended(ILogger log, string delivery, int readers, int sends);
}
