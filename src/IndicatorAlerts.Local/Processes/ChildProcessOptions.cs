namespace IndicatorAlerts.Local.Processes;

/// <summary>What to start, and how it ends.</summary>
public sealed record ChildProcessOptions
{
    /// <summary>What a message calls it, for example "Azurite".</summary>
    public required string Name { get; init; }

    /// <summary>A full path, or a command on PATH.</summary>
    public required string File { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>Added to our own environment; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Told of each line of standard output and standard error, on a thread of the pool.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>The time between SIGTERM and SIGKILL of the whole tree.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sent by the kernel when we die without stopping it (Linux).</summary>
    public UnixSignal WhenWeDie { get; init; } = UnixSignal.Kill;
}
