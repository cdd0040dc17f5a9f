using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Deliver;

/// <summary>Finds outbox entries and sends that no message speaks for, and asks for them. Deliveries that are over are not looked at.</summary>
public sealed partial class DeliveryRecovery(
    StorageSetup setup,
    WatchTable watches,
    Outbox outbox,
    AlertDelivery delivery,
    DeliveryIndex index,
    SendTable sends,
    Sending sending,
    DeliveryEnd end,
    QueueSender queue,
    TimeProvider time,
    ILogger<DeliveryRecovery> log
)
{
    // Whoever is due may wait its turn; so long after it was, its message is lost.
    static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    public async Task RecoverAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        foreach (var watch in await watches.ListAsync(cancel))
        foreach (var entry in (await outbox.ListAsync(watch, cancel)).Where(delivery.IsOverdue))
        {
            // Its own message may still be under way: the tags let only one of them plan.
            Recovered(log, entry.Watch, entry.Id);
            await queue.SendAsync(QueueNames.Deliver, new DeliverMessage(entry.Watch, entry.Id), cancel);
        }
        var open = new List<Send>();
        foreach (var id in await index.ListOpenAsync(cancel))
        {
            var waiting = await sends.OpenAsync(id, cancel);
            open.AddRange(waiting);
            if (waiting.Count == 0)
                await end.TryFinishAsync(id, cancel);
        }
        await RecoverAsync(open, cancel);
    }

    async Task RecoverAsync(List<Send> open, CancellationToken cancel)
    {
        var overdue = open.Where(s => sending.Wait(s) == TimeSpan.Zero && IsOverdue(s)).ToList();
        // While the provider is closed or the queue is long, messages wait their turn: more of them would only make it longer.
        if (overdue.Count == 0 || await queue.CountAsync(QueueNames.Send, cancel) >= open.Count)
            return;
        foreach (var send in overdue)
        {
            Recovered(log, send.Delivery, send.Id);
            await queue.SendAsync(QueueNames.Send, new SendMessage(send.Delivery, send.Id), cancel);
        }
    }

    bool IsOverdue(Send send) => time.GetUtcNow() - (send.NextAttemptAt ?? send.ClaimedAt ?? send.CreatedAt) >= Overdue;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing speaks for {Delivery} {Part}: asking for it")]
    static partial void Recovered(ILogger log, string delivery, string part);
}
