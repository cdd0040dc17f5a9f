using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Charts;

/// <summary>A gauge over time, as an evaluation at each instant would have read it.</summary>
public static class GaugeCurve
{
    const int Steps = 240;
    const int MostPoints = 300;
    static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>How much time is shown: some windows' worth, and no more than what every evaluation has at hand.</summary>
    public static TimeSpan Span(Gauge gauge)
    {
        var wanted = 4 * gauge.Window;
        return wanted < Shortest ? Shortest
            : wanted > CompiledWatch.Revisited ? CompiledWatch.Revisited
            : wanted;
    }

    /// <summary>The values of a gauge, each where it changes, in the gauge's own scale.</summary>
    /// <param name="reader">Not yet beyond the first instant.</param>
    /// <param name="gauge">What to read.</param>
    /// <param name="series">What the reader reads, for the instants at which something became known.</param>
    /// <param name="from">UTC, exclusive.</param>
    /// <param name="to">UTC, inclusive.</param>
    public static IReadOnlyList<ChartPoint> Read(
        GaugeReader reader,
        Gauge gauge,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        var curve = new List<ChartPoint>();
        foreach (var at in Instants(gauge, series, from, to))
        {
            reader.Advance(at);
            var value = reader.Value(gauge);
            if (curve.Count == 0 || curve[^1].Value != value || at == to)
                curve.Add(new(at, value));
        }
        return curve;
    }

    /// <summary>The observations in a stretch of time as they were known at its end; none where they are too many to be told apart.</summary>
    public static IReadOnlyList<ChartPoint> Points(Series series, DateTimeOffset from, DateTimeOffset to)
    {
        var points = series
            .Observations.Where(o => o.ObservedAt > from && o.ObservedAt <= to && o.KnownAt <= to)
            .GroupBy(o => o.ObservedAt)
            .Select(g => new ChartPoint(g.Key, g.Last().Value))
            .ToList();
        return points.Count > MostPoints ? [] : points;
    }

    static SortedSet<DateTimeOffset> Instants(
        Gauge gauge,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        var step = (to - from) / Steps;
        var instants = new SortedSet<DateTimeOffset>(Enumerable.Range(1, Steps - 1).Select(i => from + i * step))
        {
            to,
        };
        var arrivals = gauge
            .Indicators.Where(i => series.ContainsKey(i.Id))
            .SelectMany(i => series[i.Id].Observations)
            .Select(o => o.KnownAt > o.ObservedAt ? o.KnownAt : o.ObservedAt)
            .Where(at => at > from && at < to)
            .Take(MostPoints);
        instants.UnionWith(arrivals);
        return instants;
    }
}
