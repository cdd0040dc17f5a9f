using IndicatorAlerts.Alerts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Charts;

/// <summary>What the chart of an alert shows.</summary>
public static class AlertChart
{
    /// <summary>
    /// The first number of the condition that is compared with a constant and decided it; null where there is none, or where the
    /// condition is unknown: no chart is better than one of something else.
    /// </summary>
    public static Chart? Of(Dossier dossier)
    {
        var alert = dossier.Alert;
        // What is told afterwards was found before, and its evidence is of then.
        var at = alert.Late?.At ?? alert.At;
        if (alert.Explanation.Truth == Truth.Unknown || CompiledWatch.Compile(dossier.Watch, out _) is not { } watch)
            return null;
        var series = SeriesOf(dossier);
        if (Deciding(dossier, watch, series, at) is not { } gauge)
            return null;
        var known = dossier.Before.EvaluatedTo - CompiledWatch.Revisited;
        var wanted = at - GaugeCurve.Span(gauge);
        var from = wanted > known ? wanted : known;
        var curve = GaugeCurve.Read(new(watch, dossier.Before, series), gauge, series, from, at);
        if (!curve.Any(p => p.Value is not null))
            return null;
        var points =
            gauge.IsOfValues && series.TryGetValue(gauge.Indicators[0].Id, out var own)
                ? GaugeCurve.Points(own, from, at)
                : [];
        return GaugeChart.Of(gauge, curve, from, at, points, [.. Marks(alert, at).Where(m => m.At > from)]);
    }

    static Gauge? Deciding(Dossier dossier, CompiledWatch watch, Dictionary<string, Series> series, DateTimeOffset at)
    {
        var reader = new GaugeReader(watch, dossier.Before, series);
        reader.Advance(at);
        return GaugeReader
            .Find(watch, dossier.Alert.RedLine.Id)
            .FirstOrDefault(g => reader.Holds(g) == dossier.Alert.Explanation.Truth);
    }

    static Dictionary<string, Series> SeriesOf(Dossier dossier)
    {
        var indicators = dossier.Watch.Indicators.ToDictionary(i => i.Id);
        return dossier.Series.ToDictionary(
            s => s.Key,
            s => new Series(
                indicators.GetValueOrDefault(s.Key) ?? new() { Id = s.Key, Title = s.Key },
                s.Points.Select(p => new Observation(p.ObservedAt, p.Value, p.KnownAt)),
                s.Reads
            )
        );
    }

    static IEnumerable<ChartMark> Marks(Alert alert, DateTimeOffset at)
    {
        if (alert.Episode is { } crossed)
            yield return new(crossed, "crossed");
        if (alert.Kind == NotificationKind.Cleared)
            yield return new(at, "cleared");
    }
}
