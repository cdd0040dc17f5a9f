using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Charts;

/// <summary>The chart of a gauge's curve, in the units that people read.</summary>
public static class GaugeChart
{
    /// <param name="gauge">What is shown.</param>
    /// <param name="curve">In the gauge's own scale; at least one value known.</param>
    /// <param name="from">UTC.</param>
    /// <param name="to">UTC.</param>
    /// <param name="points">Observations, in the gauge's own scale.</param>
    /// <param name="marks">What happened when.</param>
    public static Chart Of(
        Gauge gauge,
        IReadOnlyList<ChartPoint> curve,
        DateTimeOffset from,
        DateTimeOffset to,
        IReadOnlyList<ChartPoint>? points = null,
        IReadOnlyList<ChartMark>? marks = null
    )
    {
        var text = GaugeText.Of(gauge);
        var scaled = Scaled(curve, text.Factor);
        return new()
        {
            Title = char.ToUpperInvariant(gauge.Name[0]) + gauge.Name[1..],
            Unit = text.Unit,
            From = from,
            To = to,
            Curve = scaled,
            Points = Scaled(points ?? [], text.Factor),
            Threshold = gauge.Threshold * text.Factor,
            ThresholdText = gauge.ThresholdText,
            Direction = gauge.Direction,
            Marks = marks ?? [],
            Description = Describe(gauge, text, from, to, scaled, marks ?? []),
        };
    }

    static List<ChartPoint> Scaled(IReadOnlyList<ChartPoint> points, double factor) =>
        [.. points.Select(p => p with { Value = p.Value * factor })];

    static string Describe(
        Gauge gauge,
        GaugeText text,
        DateTimeOffset from,
        DateTimeOffset to,
        List<ChartPoint> curve,
        IReadOnlyList<ChartMark> marks
    )
    {
        var known = curve.Select(p => p.Value).OfType<double>().ToList();
        var (least, greatest) = (GaugeText.Number(known.Min()), GaugeText.Number(known.Max()));
        var range =
            least == greatest
                ? $"It stands at {least}{text.Suffix}"
                : $"It moves between {least} and {greatest}{text.Suffix}, last at {GaugeText.Number(known[^1])}";
        var happened = string.Concat(marks.Select(m => $" Marked: {m.Text} at {Show(m.At)}."));
        return $"Chart of {gauge.Name} from {Show(from)} to {Show(to)}. {range}. The red line stands at {gauge.ThresholdText}.{happened}";
    }

    static string Show(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
