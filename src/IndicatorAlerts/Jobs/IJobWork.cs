namespace IndicatorAlerts.Jobs;

/// <summary>What a job works on and with.</summary>
/// <param name="Id">The job's.</param>
/// <param name="Order">What it was asked, as its kind writes it.</param>
/// <param name="Result">Where what it finds is written.</param>
/// <param name="Tell">Told the share that is done, 0 to 1.</param>
public sealed record JobTask(string Id, byte[] Order, Stream Result, Action<double> Tell);

/// <summary>A kind of work that takes longer than a request may. It is begun again when it is broken off, and must bear that.</summary>
public interface IJobWork
{
    /// <summary>As <see cref="Job.Kind"/> names it.</summary>
    string Kind { get; }

    /// <summary>The media type of what it finds.</summary>
    string ResultType { get; }

    /// <summary>Does it, to the end.</summary>
    Task RunAsync(JobTask task, CancellationToken cancel);
}
