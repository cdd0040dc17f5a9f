using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Hosting;

/// <summary>Runs a timer at its occurrences; one that was missed while the process was down runs at once.</summary>
sealed partial class TimerLoop(
    TimerLease lease,
    IServiceProvider services,
    IOptions<StandAloneOptions> options,
    TimeProvider time,
    ILogger<TimerLoop> log
)
{
    // A laptop that slept and a clock that was set are noticed within so long.
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    public async Task RunAsync(TimerTrigger timer, CancellationToken cancel)
    {
        var schedule = options.Value.Schedules.GetValueOrDefault(timer.Name, timer.Schedule);
        DateTimeOffset? last = null;
        var known = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (!known)
                    (last, known) = (await lease.LastRunAsync(timer.Name, cancel), true);
                last = await RunWhenDueAsync(timer, schedule, last, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                Failed(log, e, timer.Name);
                await Task.Delay(AfterFailure, time, cancel);
            }
        }
    }

    async Task<DateTimeOffset?> RunWhenDueAsync(
        TimerTrigger timer,
        string schedule,
        DateTimeOffset? last,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var due = last is { } ran ? TimerSchedule.Next(schedule, ran) ?? DateTimeOffset.MaxValue : now;
        if (due > now)
        {
            await Task.Delay(due - now < LongestWait ? due - now : LongestWait, time, cancel);
            return last;
        }
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        await lease.RunAsync(timer.Name, now, ct => timer.Run(services, ct), bounded.Token);
        return now;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed")]
    static partial void Failed(ILogger log, Exception error, string function);
}
