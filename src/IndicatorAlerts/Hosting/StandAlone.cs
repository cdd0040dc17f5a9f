namespace IndicatorAlerts.Hosting;

/// <summary>How triggers are driven where there is no Functions host.</summary>
public sealed record StandAloneOptions
{
    /// <summary>How long a received message stays invisible to others unless it is renewed, in seconds.</summary>
    public double VisibilitySeconds { get; set; } = 30;

    /// <summary>How often a message may be received before it goes to the poison queue.</summary>
    public int MaxDequeueCount { get; set; } = 5;

    /// <summary>The longest time that one run may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 300;

    /// <summary>Schedules that stand in for the built-in ones, by the function's name: cron with six fields, in UTC.</summary>
    public Dictionary<string, string> Schedules { get; set; } = [];
}

/// <summary>Drives the same list of triggers in process: timers under a lease, queues by pumps.</summary>
public static class StandAlone
{
    public static void AddStandAlone(this IServiceCollection services)
    {
        services
            .AddOptions<StandAloneOptions>()
            .BindConfiguration("StandAlone")
            .Validate(
                o => o.VisibilitySeconds is >= 1 and <= 3600,
                "StandAlone__VisibilitySeconds must be from 1 to 3600."
            )
            .Validate(o => o.MaxDequeueCount is >= 1 and <= 100, "StandAlone__MaxDequeueCount must be from 1 to 100.")
            .Validate(o => o.TimeoutSeconds is >= 1 and <= 3600, "StandAlone__TimeoutSeconds must be from 1 to 3600.")
            .Validate(
                o =>
                    o.Schedules.All(s =>
                        TimerSchedule.IsValid(s.Value) && Triggers.All.Any(t => t is TimerTrigger && t.Name == s.Key)
                    ),
                "StandAlone__Schedules__NAME must name a timer of this service and be cron with six fields, such as '0 * * * * *'."
            )
            .ValidateOnStart();
        services.AddSingleton<QueuePump>();
        services.AddSingleton<TimerLease>();
        services.AddSingleton<TimerLoop>();
        services.AddHostedService<StandAloneService>();
    }
}

/// <summary>Runs every timer and every queue until the process stops.</summary>
sealed partial class StandAloneService(
    StorageSetup setup,
    QueuePump pump,
    TimerLoop timers,
    TimeProvider time,
    ILogger<StandAloneService> log
) : BackgroundService
{
    static readonly TimeSpan RetrySetup = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the start-up path: the first HTTP answer must not wait for Storage.
        await Task.Yield();
        while (!await IsSetUpAsync(stoppingToken))
            await Task.Delay(RetrySetup, time, stoppingToken);
        await Task.WhenAll(
            Triggers.All.Select(t =>
                t switch
                {
                    TimerTrigger timer => timers.RunAsync(timer, stoppingToken),
                    QueueTrigger queue => pump.RunAsync(queue, stoppingToken),
                    _ => Task.CompletedTask,
                }
            )
        );
    }

    async Task<bool> IsSetUpAsync(CancellationToken cancel)
    {
        try
        {
            await setup.EnsureAsync(cancel);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            StorageUnreachable(log, e.InnerException?.Message ?? e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage is not ready, trying again in 5 s: {Reason}")]
    static partial void StorageUnreachable(ILogger log, string reason);
}
