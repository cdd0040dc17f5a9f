using System.Globalization;
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
        if (
            alert.Explanation.Truth == Truth.Unknown
            || CompiledWatch.Compile(dossier.Watch, out _) is not { } watch
            || Deciding(dossier, watch) is not { } gauge
        )
            return null;
        var series = SeriesOf(dossier);
        var known = dossier.Before.EvaluatedTo - CompiledWatch.Revisited;
        var wanted = alert.At - GaugeCurve.Span(gauge);
        var from = wanted > known ? wanted : known;
        var curve = GaugeCurve.Read(new(watch, dossier.Before, series), gauge, series, from, alert.At);
        return curve.Any(p => p.Value is not null) ? Draw(alert, gauge, series, from, curve) : null;
    }

    static Chart Draw(
        Alert alert,
        Gauge gauge,
        Dictionary<string, Series> series,
        DateTimeOffset from,
        IReadOnlyList<ChartPoint> curve
    )
    {
        var text = GaugeText.Of(gauge);
        var points =
            gauge.IsOfValues && series.TryGetValue(gauge.Indicators[0].Id, out var own)
                ? GaugeCurve.Points(own, from, alert.At)
                : [];
        var scaled = Scaled(curve, text.Factor);
        var marks = Marks(alert).Where(m => m.At > from).ToList();
        return new()
        {
            Title = char.ToUpperInvariant(gauge.Name[0]) + gauge.Name[1..],
            Unit = text.Unit,
            From = from,
            To = alert.At,
            Curve = scaled,
            Points = Scaled(points, text.Factor),
            Threshold = gauge.Threshold * text.Factor,
            ThresholdText = gauge.ThresholdText,
            Direction = gauge.Direction,
            Marks = marks,
            Description = Describe(gauge, text, from, alert.At, scaled, marks),
        };
    }

    static Gauge? Deciding(Dossier dossier, CompiledWatch watch)
    {
        var gauges = GaugeReader.Find(watch, dossier.Alert.RedLine.Id);
        var reader = new GaugeReader(watch, dossier.Before, SeriesOf(dossier));
        reader.Advance(dossier.Alert.At);
        return gauges.FirstOrDefault(g => reader.Holds(g) == dossier.Alert.Explanation.Truth);
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

    static List<ChartPoint> Scaled(IEnumerable<ChartPoint> points, double factor) =>
        [.. points.Select(p => p with { Value = p.Value * factor })];

    static IEnumerable<ChartMark> Marks(Alert alert)
    {
        if (alert.Episode is { } crossed)
            yield return new(crossed, "crossed");
        if (alert.Kind == NotificationKind.Cleared)
            yield return new(alert.At, "cleared");
    }

    static string Describe(
        Gauge gauge,
        GaugeText text,
        DateTimeOffset from,
        DateTimeOffset to,
        List<ChartPoint> curve,
        List<ChartMark> marks
    )
    {
        var known = curve.Where(p => p.Value is not null).ToList();
        var (least, greatest) = (known.Min(p => p.Value!.Value), known.Max(p => p.Value!.Value));
        string Number(double value) => GaugeText.Number(value);
        var range =
            least == greatest
                ? $"It stands at {Number(least)}{Unit(text)}"
                : $"It moves between {Number(least)} and {Number(greatest)}{Unit(text)}, last at {Number(known[^1].Value!.Value)}";
        var happened = string.Concat(marks.Select(m => $" It {m.Text} at {Show(m.At)}.").Select(Passive));
        return $"Chart of {gauge.Name} from {Show(from)} to {Show(to)}. {range}; the red line stands at {gauge.ThresholdText}.{happened}";
    }

    static string Passive(string sentence) =>
        sentence
            .Replace("It crossed", "The line was crossed", StringComparison.Ordinal)
            .Replace("It cleared", "It was clear", StringComparison.Ordinal);

    static string Unit(GaugeText text) => text.Unit.Length == 0 ? "" : " " + text.Unit;

    static string Show(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
