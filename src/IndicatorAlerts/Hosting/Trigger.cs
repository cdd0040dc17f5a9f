namespace IndicatorAlerts.Hosting;

/// <summary>What makes the service act. A trigger is a plain method; what drives it is decided elsewhere.</summary>
public abstract record Trigger(string Name);

/// <summary>Runs on a schedule.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Schedule">Cron with six fields, seconds first, in UTC.</param>
/// <param name="Run">The method.</param>
public sealed record TimerTrigger(string Name, string Schedule, Func<IServiceProvider, CancellationToken, Task> Run)
    : Trigger(Name);

/// <summary>Runs for each message of a queue.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Queue">The queue; a message that fails too often goes to the queue <c>NAME-poison</c>.</param>
/// <param name="Run">The method; throwing makes the message come back.</param>
public sealed record QueueTrigger(
    string Name,
    string Queue,
    Func<IServiceProvider, string, CancellationToken, Task> Run
) : Trigger(Name);

/// <summary>Answers requests under a route.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Route">An explicit prefix, never a catch-all at the root: the host calls the other triggers on the same port.</param>
/// <param name="Methods">The methods that the host lets through.</param>
public sealed record HttpTrigger(string Name, string Route, IReadOnlyList<string> Methods) : Trigger(Name);
