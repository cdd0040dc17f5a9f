using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Observations;

/// <summary>A value to be stored; its times are kept to the millisecond.</summary>
/// <param name="ObservedAt">The instant that it speaks of, UTC.</param>
/// <param name="Value">In the indicator's unit; finite.</param>
/// <param name="KnownAt">When it could first be read, UTC; in the past for history that is imported.</param>
public readonly record struct NewPoint(DateTimeOffset ObservedAt, double Value, DateTimeOffset KnownAt)
{
    /// <summary>The source's own name of what happened: with it, a corrected time corrects the point, and two things of one instant are two.</summary>
    public string? Id { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Title { get; init; }

    /// <summary>Where to read of it: an absolute http or https address.</summary>
    public string? Link { get; init; }

    /// <summary>Why an analyst says so.</summary>
    public string? Note { get; init; }

    /// <summary>Where it stood in what was sent, from 1; not stored.</summary>
    public int Line { get; init; }

    internal PointDetails? Details =>
        Id is null && Title is null && Link is null && Note is null ? null : new(Id, Title, Link, Note);

    // Storage cuts to the millisecond: compared uncut, a point would differ from itself.
    internal NewPoint Cut() => this with { ObservedAt = Cut(ObservedAt), KnownAt = Cut(KnownAt) };

    static DateTimeOffset Cut(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}

/// <summary>What a point tells beside its value.</summary>
public sealed record PointDetails(string? Id, string? Title, string? Link, string? Note);

/// <summary>An observation and where it comes from.</summary>
/// <param name="Observation">The value and its times, which Storage keeps to the millisecond.</param>
/// <param name="Answer">The SHA-256 of the raw answer, as lower-case hexadecimal; null for what was pushed.</param>
/// <param name="Details">Null when there are none, or when the day had no room for them.</param>
public readonly record struct StoredPoint(Observation Observation, string? Answer, PointDetails? Details = null);
