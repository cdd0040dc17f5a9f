using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Jobs;

/// <summary>Takes orders for long work, and cancels and forgets it.</summary>
public sealed class JobDesk(JobTable table, QueueSender queue, StorageSetup setup, TimeProvider time)
{
    // Enough to import a watch whole, an indicator each.
    const int MostOpen = 50;
    const int MostConflicts = 10;
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>A job that is to be started: what belongs to it can be stored under its id before.</summary>
    /// <returns>Null when too many of the watch's wait already.</returns>
    public async Task<Job?> OpenAsync(IJobWork work, string watch, Caller caller, CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var open = 0;
        await foreach (var other in table.ListAsync(cancel))
            open += other.Watch == watch && !other.IsOver ? 1 : 0;
        var now = time.GetUtcNow();
        return open < MostOpen ? new(Guid.CreateVersion7(now).ToString("N"), work.Kind, watch, caller.Name, now) : null;
    }

    /// <summary>Has it done.</summary>
    public async Task StartAsync(Job job, byte[] order, CancellationToken cancel)
    {
        await table.WriteAsync(job.Id, JobFile.Order, order, cancel);
        await table.AddAsync(job, cancel);
        await queue.SendAsync(QueueNames.Jobs, new JobMessage(job.Id), cancel);
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

    /// <summary>Deletes jobs of more than a week ago, and files of that age that belong to none.</summary>
    public async Task ExpireAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var before = time.GetUtcNow() - Kept;
        await foreach (var job in table.ListAsync(cancel))
            if (job.CreatedAt < before)
                await table.RemoveAsync(job, cancel);
        await table.RemoveFilesAsync(before, cancel);
    }
}
