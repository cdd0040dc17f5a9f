using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Collect;

/// <summary>Decides each minute which indicators are due.</summary>
public sealed class CollectionSchedule(StorageSetup setup, WatchTable watches, QueueSender queue, TimeProvider time)
{
    static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    /// <summary>Asks for each indicator with an occurrence of its schedule in the minute that ends now.</summary>
    public async Task QueueDueAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var now = time.GetUtcNow();
        foreach (var id in await watches.ListAsync(cancel))
            if (await watches.ReadAsync(id, cancel) is { } watch)
                await QueueAsync(id, watch.Definition.Indicators.Where(i => IsDue(i, now)), cancel);
    }

    /// <summary>Asks for indicators whatever their schedules say, such as ones that were just defined.</summary>
    public Task QueueAsync(string watch, IEnumerable<Indicator> indicators, CancellationToken cancel) =>
        Task.WhenAll(
            indicators
                .Where(i => i.Source is not null)
                .Select(i => queue.SendAsync(QueueNames.Collect, new CollectMessage(watch, i), cancel))
        );

    static bool IsDue(Indicator indicator, DateTimeOffset now) =>
        indicator is { Schedule: { } schedule, Source: not null } && TimerSchedule.Next(schedule, now - Tick) <= now;
}
