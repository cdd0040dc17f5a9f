using System.Collections.Concurrent;
using System.Text.Json;

namespace IndicatorAlerts.Hosting;

/// <summary>Puts messages on the queues.</summary>
public sealed class QueueSender(StorageAccount storage)
{
    readonly ConcurrentDictionary<string, SemaphoreSlim> nudges = new();

    /// <summary>Sends one message.</summary>
    /// <param name="queue">Of <see cref="QueueNames"/>.</param>
    /// <param name="message">At most 48 KiB as JSON.</param>
    /// <param name="cancel">Stops the call.</param>
    /// <param name="delay">How long it stays invisible.</param>
    public async Task SendAsync<T>(string queue, T message, CancellationToken cancel, TimeSpan delay = default)
        where T : notnull
    {
        var text = JsonSerializer.Serialize(message, typeof(T), MessageJson.Default);
        // Storage counts whole seconds and would cut what is less to nothing.
        var whole = TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
        await storage.Queues.GetQueueClient(queue).SendMessageAsync(text, whole, cancellationToken: cancel);
        if (delay == TimeSpan.Zero && Nudge(queue) is { CurrentCount: 0 } nudge)
            nudge.Release();
    }

    /// <summary>About how many messages there are, invisible ones too.</summary>
    public async Task<int> CountAsync(string queue, CancellationToken cancel) =>
        (await storage.Queues.GetQueueClient(queue).GetPropertiesAsync(cancel)).Value.ApproximateMessagesCount;

    /// <summary>Released when this very process has sent to the queue, so that its own pump need not wait for its next poll.</summary>
    public SemaphoreSlim Nudge(string queue) => nudges.GetOrAdd(queue, _ => new(0));
}
