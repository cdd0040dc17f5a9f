using IndicatorAlerts.Charts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Mails;

/// <summary>A calm line that little would cross.</summary>
/// <param name="RedLine">The line.</param>
/// <param name="Sentence">Where its number stands and where the line does; without a full stop.</param>
/// <param name="Gap">How far the number is from the line, as a share of the threshold; for order.</param>
/// <param name="Chart">The number over the last days.</param>
public sealed record NearLine(RedLine RedLine, string Sentence, double Gap, Chart Chart);

/// <summary>
/// Which lines are near. A number is near its threshold when it has gone four fifths of the way from zero, or, where it is a level
/// such as a rate, which has no zero to come from, when a move like that of the last seven days would cross it. A line is near when
/// its condition would hold if the numbers that are near were across.
/// </summary>
public static class NearLines
{
    const double FarGone = 0.8;
    const double Hair = 0.01;

    /// <param name="watch">The watch.</param>
    /// <param name="state">At its last evaluation.</param>
    /// <param name="series">By indicator id; back to <see cref="CompiledWatch.Lookback"/> before the evaluation.</param>
    /// <returns>The worst first, then the nearest.</returns>
    public static IReadOnlyList<NearLine> Of(
        CompiledWatch watch,
        WatchState state,
        IReadOnlyDictionary<string, Series> series
    )
    {
        var now = new GaugeReader(watch, state, series);
        now.Advance(state.EvaluatedTo);
        return
        [
            .. watch
                .Definition.RedLines.Where(l => IsCalm(state, l) && !l.Shadow)
                .Select(l => Judge(watch, state, series, now, l))
                .OfType<NearLine>()
                .OrderByDescending(n => n.RedLine.Severity)
                .ThenBy(n => n.Gap),
        ];
    }

    /// <summary>The number that holds a crossed line, over the last days; null where there is none.</summary>
    public static Chart? ChartOf(
        CompiledWatch watch,
        WatchState state,
        IReadOnlyDictionary<string, Series> series,
        string redLine
    )
    {
        var now = new GaugeReader(watch, state, series);
        now.Advance(state.EvaluatedTo);
        return GaugeReader.Find(watch, redLine).FirstOrDefault(g => now.Holds(g) == Truth.True) is { } gauge
            ? GaugeChart.Of(gauge, Curve(watch, state, series, gauge), From(state), state.EvaluatedTo)
            : null;
    }

    /// <summary>Whether a value is near a threshold that it has not reached.</summary>
    /// <param name="value">As it stands.</param>
    /// <param name="threshold">Where the line is.</param>
    /// <param name="direction">1 where it is crossed by rising, -1 by falling.</param>
    /// <param name="spread">For a level: how far it has moved lately; null for a number that counts from zero.</param>
    public static bool IsNear(double value, double threshold, int direction, double? spread)
    {
        if (direction == 0)
            return false;
        if (spread is { } moved)
            return Math.Abs(threshold - value) <= Math.Max(moved, Math.Abs(threshold) * Hair);
        // Away from zero the value grows towards the threshold; towards zero it shrinks to it.
        var gone = threshold * direction > 0 ? value / threshold : threshold / value;
        return double.IsFinite(gone) && gone >= FarGone;
    }

    static bool IsCalm(WatchState state, RedLine line) =>
        state.Lines.GetValueOrDefault(line.Id) is { IsRed: false, BlindSince: null };

    static NearLine? Judge(
        CompiledWatch watch,
        WatchState state,
        IReadOnlyDictionary<string, Series> series,
        GaugeReader now,
        RedLine line
    )
    {
        var near = new List<(Gauge Gauge, double Value, IReadOnlyList<ChartPoint> Curve)>();
        foreach (var gauge in GaugeReader.Find(watch, line.Id))
        {
            if (now.Holds(gauge) == Truth.True || now.Value(gauge) is not { } value)
                continue;
            var curve = Curve(watch, state, series, gauge);
            if (IsNear(value, gauge.Threshold, gauge.Direction, IsLevel(gauge) ? Spread(curve) : null))
                near.Add((gauge, value, curve));
        }
        if (near.Count == 0 || !now.WouldHold(line.Id, [.. near.Select(n => n.Gauge)]))
            return null;
        var (first, at, drawn) = near[0];
        var text = GaugeText.Of(first);
        return new(
            line,
            $"{first.Name} is {text.Show(at)}; the line is at {first.ThresholdText}",
            Math.Abs((first.Threshold - at) / (first.Threshold == 0 ? 1 : first.Threshold)),
            GaugeChart.Of(first, drawn, From(state), state.EvaluatedTo)
        );
    }

    static IReadOnlyList<ChartPoint> Curve(
        CompiledWatch watch,
        WatchState state,
        IReadOnlyDictionary<string, Series> series,
        Gauge gauge
    ) => GaugeCurve.Read(new(watch, state, series), gauge, series, From(state), state.EvaluatedTo);

    static DateTimeOffset From(WatchState state) => state.EvaluatedTo - CompiledWatch.Revisited;

    static bool IsLevel(Gauge gauge) => gauge is { IsOfValues: true, Indicators: [{ Of: SeriesKind.Levels }] };

    static double Spread(IReadOnlyList<ChartPoint> curve)
    {
        var known = curve.Select(p => p.Value).OfType<double>().DefaultIfEmpty().ToList();
        return known.Max() - known.Min();
    }
}
