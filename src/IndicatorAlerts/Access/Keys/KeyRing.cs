using System.Collections.Concurrent;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Access.Keys;

/// <summary>Keys as they were read a few seconds ago at most, so that not every request costs a read of Storage.</summary>
public sealed partial class KeyRing(KeyTable table, TimeProvider time, ILogger<KeyRing> log)
{
    /// <summary>How long a key that was revoked elsewhere still opens here; one that was revoked here opens nothing at once.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    static readonly TimeSpan UseWritten = TimeSpan.FromMinutes(5);

    // Only ids that exist are held, so that nobody can fill it.
    readonly ConcurrentDictionary<string, Held> held = new();

    /// <summary>The key of an id; null when there is none.</summary>
    public async ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (held.TryGetValue(id, out var known) && now - known.ReadAt < Fresh)
            return known.Key;
        var key = await table.FindAsync(id, cancel);
        if (key is null)
            held.TryRemove(id, out _);
        else
            held[id] = new(key, now, Later(known?.UsedAt, key.LastUsedAt));
        return key;
    }

    /// <summary>Whether an id was seen to exist: asking for it again is no guess.</summary>
    public bool Knows(string id) => held.ContainsKey(id);

    /// <summary>Writes down that a key was used, once in some minutes.</summary>
    public async Task UsedAsync(ApiKey key, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (!held.TryGetValue(key.Id, out var known) || now - known.UsedAt < UseWritten)
            return;
        if (!held.TryUpdate(key.Id, known with { UsedAt = now }, known))
            return;
        try
        {
            await table.SetLastUsedAsync(key.Id, now, cancel);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            // What the caller came for is worth more than this note.
            NotWritten(log, key.Id, StorageAccount.Explain(e));
        }
    }

    /// <summary>The key is read again at its next use.</summary>
    public void Forget(string id) => held.TryRemove(id, out _);

    static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other : one;

    sealed record Held(ApiKey Key, DateTimeOffset ReadAt, DateTimeOffset? UsedAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of key {Id} was not written down: {Reason}")]
    static partial void NotWritten(ILogger log, string id, string reason);
}
