using IndicatorAlerts.RedLines.Language;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>A watch on its series: what is known, instant by instant, and the windows on it.</summary>
sealed class Runner
{
    readonly Scope scope;

    public Runner(Scope scope, IReadOnlyDictionary<string, Series> series, LineState[] lines)
    {
        this.scope = scope;
        Frame = new()
        {
            Tracks = new Track[scope.Tracks.Count],
            Windows = new Window[scope.Windows.Count],
            Lines = lines,
        };
        for (var i = 0; i < Frame.Tracks.Length; i++)
            Frame.Tracks[i] = Create(scope.Tracks[i], series);
        for (var i = 0; i < Frame.Windows.Length; i++)
            Frame.Windows[i] = Window.Create(scope.Windows[i], Frame.Tracks[scope.Windows[i].Track]);
    }

    public Frame Frame { get; }

    /// <summary>Sees what is known at an instant, in UTC ticks.</summary>
    public void Advance(long at)
    {
        Frame.At = at;
        foreach (var track in Frame.Tracks)
            track.Advance(at);
        for (var i = 0; i < Frame.Tracks.Length; i++)
            Frame.Tracks[i].Forget(at - scope.NeedOf(i) - CompiledWatch.Revisited.Ticks);
    }

    /// <summary>When the next observation becomes known, in UTC ticks; else the end of time.</summary>
    public long NextArrival()
    {
        var next = long.MaxValue;
        foreach (var track in Frame.Tracks)
            if (track is SeriesTrack series)
                next = Math.Min(next, series.NextArrival);
        return next;
    }

    /// <summary>Sliding pays from the third instant on.</summary>
    public void Slide(bool slides)
    {
        foreach (var window in Frame.Windows)
            window.Slides = slides;
    }

    /// <summary>Says from when on arrivals are news, so that a restart does not take all history for late.</summary>
    public void NewsAfter(long ticks)
    {
        foreach (var track in Frame.Tracks)
            if (track is SeriesTrack series)
                series.NewsAfter = ticks;
    }

    /// <summary>The earliest observed time among what just came later than it should; else the end of time.</summary>
    public long LateFrom()
    {
        var from = long.MaxValue;
        foreach (var track in Frame.Tracks)
            if (track is SeriesTrack series)
                from = Math.Min(from, series.LateFrom);
        return from;
    }

    Track Create(TrackPlan plan, IReadOnlyDictionary<string, Series> series)
    {
        switch (plan)
        {
            case IndicatorPlan { Indicator: var indicator }:
                return Own(series.GetValueOrDefault(indicator.Id) ?? new(indicator, [], []));
            case WatchPlan { Watch: var id }:
                return Own(
                    series.GetValueOrDefault(CompiledWatch.LevelOf(id)) ?? new(new() { Id = id, Title = id }, [], [])
                );
            case JoinPlan join:
                return new JoinTrack(
                    join.Operator,
                    Side(join.Left, join.LeftConstant),
                    Side(join.Right, join.RightConstant)
                )
                {
                    Sources = Sources(join.Left, join.Right),
                };
            case TrailPlan { Window: var window }:
                return new TrailTrack(Window.Create(window, Frame.Tracks[window.Track]))
                {
                    Sources = Sources(window.Track),
                };
            case PeriodPlan { Window: var window } period:
                return new PeriodTrack(window, Frame.Tracks[window.Track], period.Daily)
                {
                    Sources = Sources(window.Track),
                };
            default:
                throw new InvalidOperationException($"No track for {plan.GetType().Name}.");
        }
    }

    static SeriesTrack Own(Series series)
    {
        var sources = new SeriesTrack[1];
        return sources[0] = new SeriesTrack(series) { Sources = sources };
    }

    JoinTrack.Side Side(int? track, double constant) =>
        track is { } t
            ? new(Frame.Tracks[t], 0, scope.Tracks[t].IsEvents, scope.Tracks[t].Standing)
            : new(null, constant, false, 0);

    SeriesTrack[] Sources(params int?[] tracks) =>
        [.. tracks.OfType<int>().SelectMany(t => Frame.Tracks[t].Sources).Distinct()];
}
