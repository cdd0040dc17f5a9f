using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Jobs;

/// <summary>Does a job, tells how far it is, and stops when it is cancelled.</summary>
public sealed partial class JobRun(JobTable table, IEnumerable<IJobWork> works, TimeProvider time, ILogger<JobRun> log)
{
    const int MostAttempts = 3;

    // A Functions host ends what takes longer than host.json says: ten minutes.
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(9);
    static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public async Task RunAsync(JobMessage message, CancellationToken cancel)
    {
        if (await table.FindAsync(message.Job, cancel) is not { IsOver: false } job)
            return;
        var order = await table.ReadAsync(job.Id, JobFile.Order, cancel);
        if (job.Attempts >= MostAttempts || order is null)
        {
            var text = $"It was begun {job.Attempts} times and never came to an end.";
            await EndAsync(job, JobState.Failed, text, cancel);
            return;
        }
        var begun = job with { State = JobState.Running, Attempts = job.Attempts + 1 };
        if (await table.TryUpdateAsync(begun, cancel) is { } running)
            await RunAsync(running, order, cancel);
    }

    async Task RunAsync(Job job, byte[] order, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        var share = 0.0;
        var work = WorkAsync(job, order, done => Volatile.Write(ref share, done), stop.Token);
        while (await Task.WhenAny(work, Task.Delay(Between, time, cancel)) != work && !cancel.IsCancellationRequested)
            if (await table.TryUpdateAsync(job with { Progress = Volatile.Read(ref share) }, cancel) is { } told)
                job = told;
            else
                await stop.CancelAsync();
        try
        {
            await work;
            await EndAsync(job with { Progress = 1 }, JobState.Done, null, cancel);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            var text = $"It took longer than {Longest.TotalMinutes} minutes: ask for less at once.";
            await EndAsync(job, JobState.Failed, text, cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Stopped(log, job.Id);
        }
    }

    async Task WorkAsync(Job job, byte[] order, Action<double> tell, CancellationToken cancel)
    {
        await using var result = await table.CreateAsync(job.Id, JobFile.Result(job), cancel);
        await works.First(w => w.Kind == job.Kind).RunAsync(new(job.Id, order, result, tell), cancel);
    }

    async Task EndAsync(Job job, JobState state, string? problem, CancellationToken cancel)
    {
        var over = job with { State = state, Problem = problem, EndedAt = time.GetUtcNow() };
        if (await table.TryUpdateAsync(over, cancel) is null)
            Stopped(log, job.Id);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The job {Job} was cancelled, or goes on elsewhere")]
    static partial void Stopped(ILogger log, string job);
}
