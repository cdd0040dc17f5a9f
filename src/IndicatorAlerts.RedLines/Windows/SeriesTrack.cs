namespace IndicatorAlerts.RedLines.Windows;

/// <summary>An indicator's own series.</summary>
sealed class SeriesTrack : Track
{
    readonly Series series;
    readonly bool shared;
    int arrived;
    long seenAt = long.MinValue;

    public SeriesTrack(Series series)
    {
        this.series = series;
        shared = series.InOrder;
        if (shared)
            (Times, Values) = (series.Times, series.Values);
    }

    public Series Series => series;

    public bool IsEvents => series.Indicator.Of == SeriesKind.Events;

    public long StaleAfter => series.Indicator.StaleAfter.Ticks;

    /// <summary>The earliest observed time among what arrived last and later than the indicator's lag; else the end of time.</summary>
    public long LateFrom { get; private set; }

    /// <summary>When the next observation becomes known; else the end of time.</summary>
    public long NextArrival =>
        shared
            ? Count < Times.Length
                ? series.Arrivals[Count]
                : long.MaxValue
            : arrived < series.ByArrival.Length
                ? series.Arrivals[series.ByArrival[arrived]]
                : long.MaxValue;

    /// <summary>Arrivals up to here are old news: late for an earlier instant, not for this one.</summary>
    public long NewsAfter { get; set; }

    public override void Advance(long at)
    {
        (seenAt, ChangedFrom, LateFrom) = (at, long.MaxValue, long.MaxValue);
        if (shared)
        {
            if (Count == Times.Length || series.Arrivals[Count] > at)
                return;
            ChangedFrom = Times[Count];
            for (; Count < Times.Length && series.Arrivals[Count] <= at; Count++)
                NoteLate(Count);
            return;
        }
        var order = series.ByArrival;
        for (; arrived < order.Length && series.Arrivals[order[arrived]] <= at; arrived++)
        {
            NoteLate(order[arrived]);
            Take(series.Times[order[arrived]], series.Values[order[arrived]]);
        }
    }

    /// <summary>When the value that is seen was known: of its revisions the last that has arrived.</summary>
    public long KnownAt(int index)
    {
        var at = Array.BinarySearch(series.Times, Times[index]);
        while (at + 1 < series.Times.Length && series.Times[at + 1] == Times[index])
            at++;
        while (series.Arrivals[at] > seenAt)
            at--;
        return series.Observations[at].KnownAt.UtcTicks;
    }

    void NoteLate(int index)
    {
        if (
            series.Arrivals[index] > NewsAfter
            && series.Arrivals[index] - series.Times[index] > series.Indicator.Lag.Ticks
        )
            LateFrom = Math.Min(LateFrom, series.Times[index]);
    }

    /// <summary>A series that is shared is not this track's to cut.</summary>
    public override void Forget(long before)
    {
        if (!shared)
            base.Forget(before);
    }

    public bool IsFreshAt(long end)
    {
        var last = IsEvents ? Watermark() : LastTime(end);
        return last is { } l && end - l <= StaleAfter;
    }

    void Take(long time, double value)
    {
        var at = CountTo(time);
        if (at > 0 && Times[at - 1] == time)
        {
            if (Values[at - 1] == value)
                return;
            Values[at - 1] = value;
            Changed(time);
            return;
        }
        if (at == Count)
        {
            ChangedFrom = Math.Min(ChangedFrom, time);
            Append(time, value);
            return;
        }
        Append(time, value);
        Array.Copy(Times, at, Times, at + 1, Count - 1 - at);
        Array.Copy(Values, at, Values, at + 1, Count - 1 - at);
        (Times[at], Values[at]) = (time, value);
        Changed(time);
    }

    long? LastTime(long end) => CountTo(end) is > 0 and var count ? Times[count - 1] : null;

    /// <summary>The last instant at which the source was read, as known at the instant advanced to.</summary>
    long? Watermark()
    {
        var run = Array.BinarySearch(series.ReadFrom, seenAt);
        run = run >= 0 ? run : ~run - 1;
        return run < 0 ? null : Math.Min(series.ReadTo[run], seenAt);
    }
}
