using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Deliver;

/// <summary>Finds outbox entries that no message speaks for, and sends them on.</summary>
public sealed partial class DeliveryRecovery(
    StorageSetup setup,
    WatchTable watches,
    AlertRows rows,
    AlertDelivery delivery,
    QueueSender queue,
    ILogger<DeliveryRecovery> log
)
{
    public async Task RecoverAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        foreach (var watch in await watches.ListAsync(cancel))
        foreach (var entry in (await rows.OutboxAsync(watch, cancel)).Where(delivery.IsDue))
        {
            // Its own message may still be under way: the claim lets only one of them send.
            Recovered(log, entry.Watch, entry.Id);
            await queue.SendAsync(QueueNames.Deliver, new DeliverMessage(entry.Watch, entry.Id), cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox holds {Watch}/{Alert}: delivering it")]
    static partial void Recovered(ILogger log, string watch, string alert);
}
