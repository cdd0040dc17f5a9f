using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Windows;

/// <summary>Functions that need no more than the points at the window's ends.</summary>
sealed class EdgeWindow(WindowPlan plan, Track track) : Window(plan, track)
{
    protected override Value Compute(long start, long end)
    {
        var to = Track.CountTo(end);
        if (Plan.Function == Function.Last)
            return to > 0 && Track.Times[to - 1] > start ? Value.Of(Track.Values[to - 1]) : Empty();
        if (Plan.Function == Function.Absent)
            return Value.Of(to > 0 && Track.Times[to - 1] > start ? 0 : 1);
        if (Plan.Function == Function.Age)
            return Age(start, end, to);
        var from = Track.CountTo(start);
        if (Plan.Function == Function.Count)
            return to == from && !Plan.IsEvents ? Empty() : Value.Of(to - from);
        if (Plan.Function == Function.First)
            return to == from ? Empty() : Value.Of(Track.Values[from]);
        return Moved(start, from, to);
    }

    /// <summary>Events that are not in the window happened longer ago than it is wide: more than any duration asked for.</summary>
    Value Age(long start, long end, int to)
    {
        if (to > 0 && Track.Times[to - 1] > start)
            return Value.Of((double)(end - Track.Times[to - 1]) / TimeSpan.TicksPerSecond);
        return Plan.IsEvents ? new(double.PositiveInfinity, Lack.Nothing) : Empty();
    }

    /// <summary>A level moved from the value that stood at the window's beginning; an event from the first event in it.</summary>
    Value Moved(long start, int from, int to)
    {
        if (Plan.IsEvents && to == from)
            return Empty();
        var first = Plan.IsEvents ? from : from - 1;
        if (to == 0 || first < 0 || (!Plan.IsEvents && start - Track.Times[first] > Plan.Standing))
            return Value.Without(Lack.TooShort);
        var (was, is_) = (Track.Values[first], Track.Values[to - 1]);
        return Plan.Function == Function.Delta ? Value.Of(is_ - was) : Ratio(is_ - was, Math.Abs(was));
    }
}

sealed class OrderWindow(WindowPlan plan, Track track) : Window(plan, track)
{
    readonly SortedWindow window = new(track);
    int guess;

    protected override Value Compute(long start, long end) =>
        Slides ? Of(window.Slide(start, end), end) : Of(window.Afresh(start, end), end);

    Value Of<T>(T values, long end)
        where T : ISorted
    {
        if (values.Count == 0)
            return Empty();
        switch (Plan.Function)
        {
            case Function.Quantile:
                return Value.Of(Sorted.Quantile(values, Plan.Extra));
            case Function.Median:
                return Value.Of(Sorted.Quantile(values, 0.5));
            case Function.Mad:
                return Value.Of(Sorted.Mad(values, Sorted.Quantile(values, 0.5), ref guess));
            case Function.Rank:
                var last = Last(end);
                var atMost = values.Below(Math.BitIncrement(last));
                return IsShort(values.Count, 2)
                    ? Value.Without(Lack.TooShort)
                    : Value.Of((double)atMost / values.Count);
            default:
                if (IsShort(values.Count, 3))
                    return Value.Without(Lack.TooShort);
                var median = Sorted.Quantile(values, 0.5);
                return Ratio(Last(end) - median, 1.4826 * Sorted.Mad(values, median, ref guess));
        }
    }
}

/// <summary>The last value's distance from the median of its season, in median distances.</summary>
sealed class AnomalyWindow : Window
{
    /// <summary>Fewer earlier values of the season say nothing on what is usual.</summary>
    const int Least = 4;

    readonly SortedWindow window;
    readonly WindowPlan plan;
    int guess;

    public AnomalyWindow(WindowPlan plan, Track track)
        : base(plan, track)
    {
        this.plan = plan;
        window = new(track, Slot);
    }

    protected override Value Compute(long start, long end)
    {
        var count = Track.CountTo(end);
        if (count == 0 || Track.Times[count - 1] <= start)
            return Empty();
        var (slot, last) = (Slot(Track.Times[count - 1]), Track.Values[count - 1]);
        if (!Slides)
            return Of(Without(window.Afresh(start, end, slot), last), last);
        var peers = window.Slide(start, end, slot);
        peers.Remove(last);
        var value = Of(peers, last);
        peers.Add(last);
        return value;
    }

    static SortedArray Without(SortedArray values, double last)
    {
        var rest = new double[values.Count - 1];
        var at = values.Below(last);
        for (var i = 0; i < rest.Length; i++)
            rest[i] = values[i < at ? i : i + 1];
        return new(rest, rest.Length);
    }

    Value Of<T>(T peers, double last)
        where T : ISorted
    {
        if (peers.Count < Least)
            return Value.Without(Lack.TooShort);
        var median = Sorted.Quantile(peers, 0.5);
        return Ratio(last - median, Sorted.Mad(peers, median, ref guess));
    }

    int Slot(long time)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(time, DateTimeKind.Utc), plan.Zone);
        return plan.Season switch
        {
            Season.Daily => local.Hour,
            Season.Weekly => (int)local.DayOfWeek,
            _ => local.Month,
        };
    }
}
