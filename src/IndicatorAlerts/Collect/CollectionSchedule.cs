using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Collect;

/// <summary>Decides each minute which indicators are due.</summary>
public sealed partial class CollectionSchedule(
    StorageSetup setup,
    WatchTable watches,
    QueueSender queue,
    TimeProvider time,
    ILogger<CollectionSchedule> log
)
{
    static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    /// <summary>Asks for each indicator with an occurrence of its schedule since this ran last, however long ago that was.</summary>
    public async Task QueueDueAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var now = time.GetUtcNow();
        var since = await watches.LastCollectionAsync(cancel) ?? now - Tick;
        foreach (var id in await watches.ListAsync(cancel))
            await QueueDueAsync(id, since, now, cancel);
        await watches.SetLastCollectionAsync(now, cancel);
    }

    // One watch that is broken must not keep the others from being collected.
    async Task QueueDueAsync(string id, DateTimeOffset since, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            if (await watches.ReadAsync(id, cancel) is { } watch)
                await QueueAsync(id, watch.Definition.Indicators.Where(i => IsDue(i, since, now)), 0, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Failed(log, e, id);
        }
    }

    /// <summary>Asks at once for indicators whatever their schedules say and whatever failed, such as ones that were just defined.</summary>
    public Task QueueNowAsync(Watch watch, CancellationToken cancel) =>
        QueueAsync(watch.Id, watch.Indicators, CollectMessage.AtOnce, cancel);

    Task QueueAsync(string watch, IEnumerable<Indicator> indicators, int attempt, CancellationToken cancel) =>
        Task.WhenAll(
            indicators
                .Where(i => i.Source is not null)
                .Select(i =>
                    queue.SendAsync(
                        QueueNames.Collect,
                        new CollectMessage(watch, i.Id, attempt),
                        cancel,
                        attempt == 0 ? Jitter.Of(watch, i, time.GetUtcNow()) : TimeSpan.Zero
                    )
                )
        );

    static bool IsDue(Indicator indicator, DateTimeOffset since, DateTimeOffset now) =>
        indicator is { Schedule: { } schedule, Source: not null }
        && TimerSchedule.Next(schedule, since, indicator.ScheduleZone) <= now;

    [LoggerMessage(Level = LogLevel.Error, Message = "The indicators of {Watch} cannot be asked for")]
    static partial void Failed(ILogger log, Exception error, string watch);
}
