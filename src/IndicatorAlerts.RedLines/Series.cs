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
    int[]? byArrival;

    /// <summary>Sorts the observations by observed, then known time.</summary>
    /// <param name="indicator">The definition, for the kind and for staleness.</param>
    /// <param name="observations">In any order; several of one observed time are revisions. Values that are no finite number are left out.</param>
    /// <param name="reads">In time order, not overlapping.</param>
    public Series(Indicator indicator, IEnumerable<Observation> observations, IReadOnlyList<ReadRun> reads)
    {
        Indicator = indicator;
        Observations =
        [
            .. observations.Where(o => double.IsFinite(o.Value)).OrderBy(o => o.ObservedAt).ThenBy(o => o.KnownAt),
        ];
        Reads = reads;
        Times = [.. Observations.Select(o => o.ObservedAt.UtcTicks)];
        // Adding zero makes -0 a 0: two equal values must also print alike.
        Values = [.. Observations.Select(o => o.Value + 0.0)];
        Arrivals = [.. Observations.Select(o => Math.Max(o.ObservedAt.UtcTicks, o.KnownAt.UtcTicks))];
        ReadFrom = [.. reads.Select(r => r.From.UtcTicks)];
        ReadTo = [.. reads.Select(r => r.To.UtcTicks)];
        InOrder = true;
        for (var i = 1; i < Times.Length && InOrder; i++)
            InOrder = Times[i] > Times[i - 1] && Arrivals[i] >= Arrivals[i - 1];
    }

    /// <summary>The definition.</summary>
    public Indicator Indicator { get; }

    /// <summary>Sorted by observed time, then known time.</summary>
    public IReadOnlyList<Observation> Observations { get; }

    /// <summary>Sorted, not overlapping.</summary>
    public IReadOnlyList<ReadRun> Reads { get; }

    internal long[] Times { get; }

    internal double[] Values { get; }

    /// <summary>When each could first be seen: known, and its time come.</summary>
    internal long[] Arrivals { get; }

    internal long[] ReadFrom { get; }

    internal long[] ReadTo { get; }

    /// <summary>No revisions, and known in the order observed: what can be seen is then always the first so many.</summary>
    internal bool InOrder { get; }

    /// <summary>Indexes in the order of arrival; revisions of one arrival in the order of the list, so that the last wins.</summary>
    internal int[] ByArrival =>
        byArrival ??= [.. Enumerable.Range(0, Arrivals.Length).OrderBy(i => Arrivals[i]).ThenBy(i => i)];
}
