using System.Security.Cryptography;
using System.Text.Json;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Status;

/// <summary>The whole status as it is sent.</summary>
/// <param name="Json">The answer's body.</param>
/// <param name="Tag">Of what it says of watches; the instant at which it was asked for aside, and weak therefore.</param>
public sealed record WrittenStatus(byte[] Json, string Tag);

/// <summary>The whole status as it was read a moment ago: however many ask for it, Storage is asked once a second.</summary>
public sealed class RecentStatus(StatusReader status, TimeProvider time)
{
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // While it is read anew, nobody waits as long as the one before is no older.
    static readonly TimeSpan Oldest = TimeSpan.FromSeconds(2);

    readonly Lock gate = new();
    (DateTimeOffset At, Task<WrittenStatus> Answer)? last;
    (DateTimeOffset At, Task<WrittenStatus> Answer)? coming;

    /// <summary>Shared: one who stops waiting does not stop it for the others.</summary>
    public Task<WrittenStatus> ReadAsync()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (coming is { Answer.IsCompleted: true } arrived)
                (last, coming) = (arrived.Answer.IsCompletedSuccessfully ? arrived : null, null);
            if (last is { } known && now - known.At <= Moment)
                return known.Answer;
            coming ??= (now, Task.Run(WriteAsync));
            return last is { } old && now - old.At <= Oldest ? old.Answer : coming.Value.Answer;
        }
    }

    async Task<WrittenStatus> WriteAsync()
    {
        var read = await status.ReadAsync(CancellationToken.None);
        var watches = JsonSerializer.SerializeToUtf8Bytes(read with { At = default }, WatchJson.Default.ServiceStatus);
        var tag = Convert.ToHexStringLower(SHA256.HashData(watches).AsSpan(0, 8));
        return new(JsonSerializer.SerializeToUtf8Bytes(read, WatchJson.Default.ServiceStatus), $"W/\"{tag}\"");
    }
}
