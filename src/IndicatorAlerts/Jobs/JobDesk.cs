using System.Text.Json;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Preview;

namespace IndicatorAlerts.Jobs;

/// <summary>Takes orders for long work, and cancels and forgets it.</summary>
public sealed class JobDesk(JobTable table, QueueSender queue, StorageSetup setup, TimeProvider time)
{
    const int MostOpen = 10;
    const int MostConflicts = 10;
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <returns>Null when too many of the watch's wait already.</returns>
    public async Task<Job?> StartAsync(PreviewOrder order, Caller caller, CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var open = 0;
        await foreach (var other in table.ListAsync(cancel))
            open += other.Watch == order.Draft.Id && !other.IsOver ? 1 : 0;
        if (open >= MostOpen)
            return null;
        var now = time.GetUtcNow();
        var job = new Job(Guid.CreateVersion7(now).ToString("N"), order.Draft.Id, caller.Name, now);
        var content = JsonSerializer.SerializeToUtf8Bytes(order, PreviewJson.Default.PreviewOrder);
        await table.WriteAsync(job.Id, JobFile.Order, content, cancel);
        await table.AddAsync(job, cancel);
        await queue.SendAsync(QueueNames.Jobs, new JobMessage(job.Id), cancel);
        return job;
    }

    /// <summary>One that is over stays as it is.</summary>
    /// <returns>False when others change it at the same time, again and again.</returns>
    public async Task<bool> CancelAsync(Job job, CancellationToken cancel)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            if (job.IsOver)
                return true;
            var cancelled = job with { State = JobState.Cancelled, EndedAt = time.GetUtcNow() };
            if (await table.TryUpdateAsync(cancelled, cancel) is not null)
                return true;
            if (await table.FindAsync(job.Id, cancel) is not { } now)
                return true;
            job = now;
        }
        return false;
    }

    /// <summary>Deletes jobs of more than a week ago.</summary>
    public async Task ExpireAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        await foreach (var job in table.ListAsync(cancel))
            if (job.CreatedAt < time.GetUtcNow() - Kept)
                await table.RemoveAsync(job, cancel);
    }
}
