using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>A series that an expression reads, before there is data.</summary>
/// <param name="IsEvents">An empty stretch of it is knowledge.</param>
/// <param name="Standing">How long a level stands, in ticks.</param>
/// <param name="IsCondition">Its values are truths.</param>
abstract record TrackPlan(bool IsEvents, long Standing, bool IsCondition);

sealed record IndicatorPlan(Indicator Indicator)
    : TrackPlan(Indicator.Of == SeriesKind.Events, Indicator.StaleAfter.Ticks, false);

/// <summary>The level of another watch: stands until it changes and is never stale.</summary>
sealed record WatchPlan(string Watch) : TrackPlan(false, long.MaxValue, false);

/// <param name="Operator">Arithmetic or comparison.</param>
/// <param name="Left">A track's number, or null for the constant.</param>
/// <param name="LeftConstant">Used without a left track.</param>
/// <param name="Right">A track's number, or null for the constant.</param>
/// <param name="RightConstant">Used without a right track.</param>
/// <param name="IsEvents">One of the two is.</param>
/// <param name="Standing">The shorter of the two.</param>
sealed record JoinPlan(
    Operator Operator,
    int? Left,
    double LeftConstant,
    int? Right,
    double RightConstant,
    bool IsEvents,
    long Standing
) : TrackPlan(IsEvents, Standing, Operator <= Operator.More);

sealed record TrailPlan(WindowPlan Window, bool IsEvents, long Standing) : TrackPlan(IsEvents, Standing, false);

sealed record PeriodPlan(WindowPlan Window, bool Daily, long Standing) : TrackPlan(Window.IsEvents, Standing, false);

/// <summary>What the expressions of one watch may name, and what they turn out to need; shared by all its red lines.</summary>
sealed class Scope(Watch watch)
{
    readonly Dictionary<int, long> needs = [];
    readonly Dictionary<TrackPlan, int> tracks = [];
    readonly Dictionary<WindowPlan, int> windows = [];
    readonly Dictionary<string, Indicator> indicators = watch
        .Indicators.DistinctBy(i => i.Id)
        .ToDictionary(i => i.Id, StringComparer.Ordinal);
    readonly Dictionary<string, int> lines = watch
        .RedLines.Select((line, i) => (line.Id, Index: i))
        .DistinctBy(l => l.Id)
        .ToDictionary(l => l.Id, l => l.Index, StringComparer.Ordinal);

    public Watch Watch => watch;

    public List<TrackPlan> Tracks { get; } = [];

    public List<WindowPlan> Windows { get; } = [];

    /// <summary>Null when the watch has none of the id.</summary>
    public Indicator? Indicator(string id) => indicators.GetValueOrDefault(id);

    /// <summary>A red line's place in the watch; null when there is none of the id.</summary>
    public int? Line(string id) => lines.TryGetValue(id, out var at) ? at : null;

    /// <summary>How far back an indicator is read; null when it is not.</summary>
    public TimeSpan? Lookback(string indicator) =>
        Indicator(indicator) is { } known
        && tracks.TryGetValue(new IndicatorPlan(known), out var track)
        && needs.TryGetValue(track, out var ticks)
            ? TimeSpan.FromTicks(ticks)
            : null;

    /// <summary>The furthest that anything is read back.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(needs.Values.DefaultIfEmpty().Max());

    /// <summary>How far back a track is read, in ticks; a level stands, so that its last value may be older than that by its standing.</summary>
    public long NeedOf(int track) => needs.GetValueOrDefault(track);

    public int Track(TrackPlan plan) => Add(Tracks, tracks, plan);

    public int Window(WindowPlan plan) => Add(Windows, windows, plan);

    /// <summary>Notes that a track is read so far back, and with it all that it is made of.</summary>
    public void Need(int track, long back)
    {
        var standing = Math.Min(Tracks[track].Standing, Limits.Window.Ticks);
        needs[track] = Math.Max(needs.GetValueOrDefault(track), back + standing);
        switch (Tracks[track])
        {
            case JoinPlan join:
                if (join.Left is { } left)
                    Need(left, back);
                if (join.Right is { } right)
                    Need(right, back);
                break;
            case TrailPlan trail:
                Need(trail.Window.Track, back + trail.Window.Width + trail.Window.Back);
                break;
            case PeriodPlan period:
                Need(period.Window.Track, back + TimeSpan.TicksPerDay);
                break;
        }
    }

    static int Add<T>(List<T> list, Dictionary<T, int> places, T item)
        where T : notnull
    {
        if (places.TryAdd(item, list.Count))
            list.Add(item);
        return places[item];
    }
}
