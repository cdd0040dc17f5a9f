namespace IndicatorAlerts.RedLines;

/// <summary>One value of an indicator.</summary>
/// <param name="ObservedAt">The instant that the value speaks of, UTC.</param>
/// <param name="Value">In the indicator's unit; never NaN.</param>
/// <param name="KnownAt">The instant at which the value could first be read, UTC; later for a revision.</param>
public readonly record struct Observation(DateTimeOffset ObservedAt, double Value, DateTimeOffset KnownAt);

/// <summary>A time during which the source was read so often that its silence was knowledge.</summary>
/// <param name="From">The first read, UTC.</param>
/// <param name="To">The last read, UTC.</param>
public readonly record struct ReadRun(DateTimeOffset From, DateTimeOffset To);

/// <summary>What is known of one indicator: its observations and when its source was read.</summary>
public sealed class Series
{
    /// <summary>Sorts the observations by observed, then known time.</summary>
    /// <param name="indicator">The definition, for the kind and for staleness.</param>
    /// <param name="observations">In any order; several of one observed time are revisions.</param>
    /// <param name="reads">In time order, not overlapping.</param>
    public Series(Indicator indicator, IEnumerable<Observation> observations, IReadOnlyList<ReadRun> reads)
    {
        Indicator = indicator;
        Observations = [.. observations.OrderBy(o => o.ObservedAt).ThenBy(o => o.KnownAt)];
        Reads = reads;
    }

    /// <summary>The definition.</summary>
    public Indicator Indicator { get; }

    /// <summary>Sorted by observed time, then known time.</summary>
    public IReadOnlyList<Observation> Observations { get; }

    /// <summary>Sorted, not overlapping.</summary>
    public IReadOnlyList<ReadRun> Reads { get; }
}
