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
        var open = 0;
        var overdue = new List<SendMessage>();
        foreach (var id in await index.ListOpenAsync(cancel))
        {
            var waiting = await sends.OpenAsync(id, cancel);
            open += waiting.Count;
            overdue.AddRange(waiting.Where(IsOverdue).Select(s => new SendMessage(s.Delivery, s.Id)));
            if (waiting.Count == 0)
                await end.TryFinishAsync(id, cancel);
        }
        // While the provider is closed or the queue is long, messages wait their turn: more of them would only make it longer.
        if (overdue.Count == 0 || await queue.CountAsync(QueueNames.Send, cancel) >= open)
            return;
        foreach (var message in overdue)
        {
            Recovered(log, message.Delivery, message.Send);
            await queue.SendAsync(QueueNames.Send, message, cancel);
        }
    }

    bool IsOverdue(Send send) =>
        sending.Wait(send) == TimeSpan.Zero
        && time.GetUtcNow() - (send.NextAttemptAt ?? send.ClaimedAt ?? send.CreatedAt) >= Overdue;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing speaks for {Delivery} {Part}: asking for it")]
    static partial void Recovered(ILogger log, string delivery, string part);
}
