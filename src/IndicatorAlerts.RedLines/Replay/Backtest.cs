using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Replay;

/// <summary>The stretch of history that a backtest walks over, and how its crossings are scored.</summary>
/// <param name="From">UTC; the first instant is the grid's next.</param>
/// <param name="To">UTC.</param>
/// <param name="Window">How long before an event a crossing foretells it.</param>
/// <param name="Late">How long after an event a crossing still tells of it.</param>
public sealed record BacktestSpan(DateTimeOffset From, DateTimeOffset To, TimeSpan Window, TimeSpan Late);

/// <summary>One step of a red line in a backtest.</summary>
/// <param name="At">UTC.</param>
/// <param name="From">Before.</param>
/// <param name="To">After.</param>
/// <param name="Tell">What people would have been told; null: nothing.</param>
/// <param name="Reason">In one English sentence.</param>
public sealed record BacktestStep(DateTimeOffset At, Phase From, Phase To, NotificationKind? Tell, string Reason);

/// <summary>Where a red line stood at an instant, and why.</summary>
/// <param name="At">The last instant at or before the one that was asked for, UTC.</param>
/// <param name="Phase">Calm, pending, crossed or clearing.</param>
/// <param name="BlindSince">Since when its condition is unknown, UTC; null while it sees.</param>
/// <param name="Explanation">The condition with its values.</param>
public sealed record BacktestLook(DateTimeOffset At, Phase Phase, DateTimeOffset? BlindSince, Explanation Explanation);

/// <summary>What a red line would have done over history.</summary>
/// <param name="Told">How often people would have been told of something.</param>
/// <param name="ToldAMonth">The same for each thirty days.</param>
/// <param name="BlindShare">The share of time in which it could not see.</param>
/// <param name="Score">Crossings, time in alarm, hits and misses.</param>
/// <param name="Episodes">From crossing to calm; the newest ones.</param>
/// <param name="Steps">The newest ones, in time order.</param>
/// <param name="LeftOut">How many earlier steps there were.</param>
/// <param name="Looks">At the instants that were asked for, and at the end.</param>
/// <param name="StoppedAt">Where it was given up, as it flapped too often, UTC; null when it came to the end.</param>
public sealed record LineHistory(
    int Told,
    double ToldAMonth,
    double BlindShare,
    Score Score,
    IReadOnlyList<Episode> Episodes,
    IReadOnlyList<BacktestStep> Steps,
    int LeftOut,
    IReadOnlyList<BacktestLook> Looks,
    DateTimeOffset? StoppedAt
);

/// <summary>A stretch in which a red line was red, UTC.</summary>
public sealed record Episode(DateTimeOffset From, DateTimeOffset To);

/// <summary>Tries one red line of a watch on history, with the function that is used live.</summary>
public static class Backtest
{
    const int MostSteps = 500;
    const int MostKept = 20_000;
    static readonly TimeSpan Stretch = TimeSpan.FromDays(31);
    static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <param name="watch">The line and those that it depends on.</param>
    /// <param name="redLine">The line's id.</param>
    /// <param name="series">By indicator id, from <see cref="CompiledWatch.Lookback"/> before the span on.</param>
    /// <param name="span">Over what.</param>
    /// <param name="at">At which instants it is looked at, UTC.</param>
    /// <param name="progress">Told the share that is walked over, 0 to 1.</param>
    /// <param name="cancel">Stops between two months of history.</param>
    public static LineHistory Run(
        CompiledWatch watch,
        string redLine,
        IReadOnlyDictionary<string, Series> series,
        BacktestSpan span,
        IEnumerable<DateTimeOffset> at,
        Action<double>? progress,
        CancellationToken cancel
    )
    {
        var stops = at.Where(a => a >= span.From && a < span.To).Distinct().Order().ToList();
        var (steps, looks) = (new List<Transition>(), new List<BacktestLook>());
        var (state, end) = (watch.Start(span.From), span.From);
        foreach (var (until, walk) in Stretches.Over(watch, series, span.From, span.To, Stretch, stops, cancel))
        {
            (state, end) = (walk.State, until);
            // Thousands of trees would fill the memory, and nobody looks at them.
            steps.AddRange(walk.Transitions.Where(t => t.RedLine == redLine).Select(t => t.WithoutTree()));
            if (stops.Contains(until))
                looks.Add(Look(watch, redLine, state, series));
            progress?.Invoke((until - span.From) / (span.To - span.From));
            if (steps.Count >= MostKept)
                break;
        }
        looks.Add(Look(watch, redLine, state, series));
        return Of(watch.Definition, redLine, steps, looks, span with { To = end }, end < span.To);
    }

    static LineHistory Of(
        Watch watch,
        string redLine,
        List<Transition> steps,
        List<BacktestLook> looks,
        BacktestSpan span,
        bool isStopped
    )
    {
        var told = steps.Count(t => t.Tell is not null);
        var alone = watch with { RedLines = [.. watch.RedLines.Where(l => l.Id == redLine)] };
        return new(
            told,
            told / Math.Max((span.To - span.From) / Month, 1),
            BlindShare(steps, span),
            Scorecard.Of(alone, steps, span)[0],
            [.. Scorecard.Episodes(steps, span.To).TakeLast(MostSteps).Select(e => new Episode(e.From, e.To))],
            [.. steps.TakeLast(MostSteps).Select(t => new BacktestStep(t.At, t.From, t.To, t.Tell, t.Reason))],
            Math.Max(0, steps.Count - MostSteps),
            looks,
            isStopped ? span.To : null
        );
    }

    /// <summary>Losing sight and regaining it are steps, so that what a step saw stands until the next.</summary>
    static double BlindShare(List<Transition> steps, BacktestSpan span)
    {
        var blind = TimeSpan.Zero;
        for (var i = 0; i < steps.Count; i++)
            if (steps[i].Explanation.Truth == Truth.Unknown)
                blind += (i + 1 < steps.Count ? steps[i + 1].At : span.To) - steps[i].At;
        return span.To > span.From ? blind / (span.To - span.From) : 0;
    }

    static BacktestLook Look(
        CompiledWatch watch,
        string redLine,
        WatchState state,
        IReadOnlyDictionary<string, Series> series
    )
    {
        var line = state.Lines.GetValueOrDefault(redLine) ?? new() { Since = state.EvaluatedTo };
        return new(state.EvaluatedTo, line.Phase, line.BlindSince, watch.Explain(redLine, state, series));
    }
}
