using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Evaluate;

/// <summary>Asks each minute for the watches whose verdict can change with time alone: windows empty, and inputs grow stale.</summary>
public sealed class EvaluationSchedule(StorageSetup setup, WatchTable watches, QueueSender queue)
{
    public async Task QueueAllAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        foreach (var id in await watches.ListAsync(cancel))
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(id), cancel);
    }
}
