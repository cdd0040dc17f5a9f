using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Starts the delivery of outbox entries, and plans what was started.</summary>
public sealed partial class AlertDelivery(
    Outbox outbox,
    AlertRows rows,
    DeliveryPlanner planner,
    QueueSender queue,
    IOptions<TellingOptions> options,
    TimeProvider time,
    ILogger<AlertDelivery> log
)
{
    const int MostConflicts = 10;
    static readonly TimeSpan LongestPlanning = TimeSpan.FromMinutes(2);

    TimeSpan Window => TimeSpan.FromSeconds(options.Value.GroupSeconds);

    /// <summary>Delivers an entry, or sees that it is asked for again when its time has come; one that is gone is planned.</summary>
    public async Task DeliverAsync(DeliverMessage message, CancellationToken cancel)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var entries = await outbox.ListAsync(message.Watch, cancel);
            if (entries.FirstOrDefault(e => e.Id == message.Outbox) is not { } entry)
                return;
            if (entry.StartedAt is null)
            {
                var group = Grouping.Of(entry.Id, entries, time.GetUtcNow(), Window);
                if (group.Wait > TimeSpan.Zero)
                {
                    await queue.SendAsync(QueueNames.Deliver, message, cancel, group.Wait);
                    return;
                }
                if (await StartAsync(group, cancel) is not { } started)
                {
                    if (conflicts < MostConflicts)
                        continue;
                    throw new InvalidOperationException($"The outbox of {message.Watch} changes again and again.");
                }
                entry = started;
            }
            if (await planner.PlanAsync(entry, cancel))
                await outbox.RemoveAsync(entry, cancel);
            return;
        }
    }

    /// <summary>Whether an entry ought to be further, so that its message may have been lost.</summary>
    public bool IsOverdue(OutboxEntry entry) =>
        time.GetUtcNow() >= (entry.StartedAt is { } started ? started + LongestPlanning : entry.CreatedAt + Window);

    async Task<OutboxEntry?> StartAsync(Grouping group, CancellationToken cancel)
    {
        var (watch, first) = (group.Together[0].Watch, group.Together[0]);
        var ids = group.Together.SelectMany(e => e.Alerts).ToList();
        var alerts = await Task.WhenAll(ids.Select(id => rows.FindAsync(watch, id, cancel)));
        if (alerts.Contains(null))
            throw new InvalidOperationException($"The outbox of {watch} names an alert that does not exist.");
        // The worst stands first in the mail, then what happened first.
        var ordered = alerts
            .OrderByDescending(a => a!.RedLine.Severity)
            .ThenBy(a => a!.At)
            .ThenBy(a => a!.Late is null)
            .ThenBy(a => a!.Id, StringComparer.Ordinal)
            .Select(a => a!.Id)
            .ToList();
        var started = await outbox.TryStartAsync(
            first with
            {
                Alerts = ordered,
                StartedAt = time.GetUtcNow(),
            },
            group.Together.Skip(1),
            cancel
        );
        if (started is not null)
            Started(log, watch, first.Id, ordered.Count, group.Reason);
        return started;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Delivering {Watch}|{Outbox} with {Alerts} alerts: {Reason}"
    )]
    static partial void Started(ILogger log, string watch, string outbox, int alerts, string reason);
}
