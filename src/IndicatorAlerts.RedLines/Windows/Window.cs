using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Windows;

/// <summary>A window function on a track.</summary>
abstract class Window(WindowPlan plan, Track track)
{
    protected WindowPlan Plan => plan;

    public Track Track => track;

    /// <summary>Slides when it is asked forward step by step; otherwise each answer is computed from nothing.</summary>
    public bool Slides { get; set; }

    public static Window Create(WindowPlan plan, Track track) =>
        plan.Function switch
        {
            Function.Count when plan.IsCondition => new TotalWindow(plan, track),
            Function.Sum or Function.Avg => new TotalWindow(plan, track),
            Function.Min or Function.Max or Function.Range => new ExtremesWindow(plan, track),
            Function.Stddev or Function.Zscore => new MomentsWindow(plan, track),
            Function.Slope => new TrendWindow(plan, track),
            Function.Ewma => new DecayWindow(plan, track),
            Function.Streak => new StreakWindow(plan, track),
            Function.Gap => new SilenceWindow(plan, track),
            Function.Anomaly => new AnomalyWindow(plan, track),
            Function.Median or Function.Mad or Function.Quantile or Function.Robustz or Function.Rank =>
                new OrderWindow(plan, track),
            _ => new EdgeWindow(plan, track),
        };

    /// <summary>The value at an instant, in ticks.</summary>
    public Value At(long at)
    {
        var end = at - plan.Back;
        if (!(plan.SeesSilence && !plan.IsEvents) && !track.IsFresh(end))
            return Value.Without(Lack.Stale);
        return Compute(end - plan.Width, end);
    }

    protected abstract Value Compute(long start, long end);

    /// <summary>What an empty window means.</summary>
    protected Value Empty() => Value.Without(plan.IsEvents ? Lack.None : Lack.Empty);

    protected double Last(long end) => track.Values[track.CountTo(end) - 1];

    /// <summary>Fewer observations than asked for, or than the function can say anything on.</summary>
    protected bool IsShort(int count, int least) => count < Math.Max(least, plan.Extra);

    protected static Value Ratio(double number, double by) =>
        by == 0 ? Value.Without(Lack.Zero) : Value.Of(number / by);
}

abstract class FoldingWindow<TFold, TSummary>(WindowPlan plan, Track track, TFold seed) : Window(plan, track)
    where TFold : struct, IFold<TSummary>
    where TSummary : struct
{
    readonly FoldWindow<TFold, TSummary> fold = new(track, plan.Width, seed);

    protected TSummary Fold(long start, long end) => Slides ? fold.Slide(start, end) : fold.Afresh(start, end);
}

sealed class TotalWindow(WindowPlan plan, Track track) : FoldingWindow<TotalFold, Total>(plan, track, default)
{
    protected override Value Compute(long start, long end)
    {
        var total = Fold(start, end);
        if (total.Count > 0)
            return Value.Of(Plan.Function == Function.Avg ? total.Sum / total.Count : total.Sum);
        return Plan.IsEvents && Plan.Function != Function.Avg ? Value.Of(0) : Empty();
    }
}

sealed class ExtremesWindow(WindowPlan plan, Track track) : FoldingWindow<ExtremesFold, Extremes>(plan, track, default)
{
    protected override Value Compute(long start, long end)
    {
        var seen = Fold(start, end);
        if (seen.Count == 0)
            return Empty();
        return Value.Of(
            Plan.Function switch
            {
                Function.Min => seen.Least,
                Function.Max => seen.Greatest,
                _ => seen.Greatest - seen.Least,
            }
        );
    }
}

sealed class MomentsWindow(WindowPlan plan, Track track) : FoldingWindow<MomentsFold, Moments>(plan, track, default)
{
    protected override Value Compute(long start, long end)
    {
        var seen = Fold(start, end);
        if (seen.Count == 0)
            return Empty();
        if (IsShort(seen.Count, Plan.Function == Function.Zscore ? 3 : 2))
            return Value.Without(Lack.TooShort);
        var spread = Math.Sqrt(seen.Squares / seen.Count);
        return Plan.Function == Function.Stddev ? Value.Of(spread) : Ratio(seen.Above(Last(end)), spread);
    }
}

sealed class TrendWindow(WindowPlan plan, Track track) : FoldingWindow<TrendFold, Trend>(plan, track, default)
{
    protected override Value Compute(long start, long end)
    {
        var seen = Fold(start, end);
        return seen.Count switch
        {
            0 => Empty(),
            1 => Value.Without(Lack.TooShort),
            _ => Ratio(seen.Together, seen.Times),
        };
    }
}

sealed class DecayWindow(WindowPlan plan, Track track) : FoldingWindow<DecayFold, Decay>(plan, track, new(plan.Extra))
{
    protected override Value Compute(long start, long end)
    {
        var seen = Fold(start, end);
        return seen.Count == 0 ? Empty() : Ratio(seen.Sum, seen.Weight);
    }
}

sealed class StreakWindow(WindowPlan plan, Track track) : FoldingWindow<StreakFold, Streak>(plan, track, default)
{
    protected override Value Compute(long start, long end)
    {
        var seen = Fold(start, end);
        return seen.Count == 0 && !Plan.IsEvents ? Empty() : Value.Of(seen.Run);
    }
}

sealed class SilenceWindow(WindowPlan plan, Track track) : FoldingWindow<SilenceFold, Silence>(plan, track, default)
{
    protected override Value Compute(long start, long end)
    {
        var seen = Fold(start, end);
        var longest =
            seen.Count == 0 ? end - start : Math.Max(seen.Longest, Math.Max(seen.First - start, end - seen.Last));
        return Value.Of((double)longest / TimeSpan.TicksPerSecond);
    }
}
