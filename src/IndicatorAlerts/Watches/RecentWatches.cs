using System.Collections.Concurrent;

namespace IndicatorAlerts.Watches;

/// <summary>Watches as they were read a moment ago: indicators that are collected together share one read of their watch.</summary>
public sealed class RecentWatches(WatchTable watches, TimeProvider time)
{
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);
    readonly ConcurrentDictionary<string, (DateTimeOffset At, Task<StoredWatch?> Watch)> recent = new(
        StringComparer.Ordinal
    );

    /// <param name="id">The watch's id.</param>
    /// <param name="afresh">Whatever was read before, such as when the definition was just changed.</param>
    /// <returns>The watch, null when there is none; and when it was read, UTC.</returns>
    public async Task<(StoredWatch? Watch, DateTimeOffset ReadAt)> ReadAsync(string id, bool afresh)
    {
        var now = time.GetUtcNow();
        if (afresh || !recent.TryGetValue(id, out var known) || now - known.At > Moment || known.Watch.IsFaulted)
            // Shared: one who stops waiting must not stop it for the others.
            recent[id] = known = (now, watches.ReadAsync(id, CancellationToken.None));
        return (await known.Watch, known.At);
    }
}
