using IndicatorAlerts.RedLines.Language;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>In what a gauge's numbers are shown.</summary>
public enum GaugeScale
{
    /// <summary>As they are.</summary>
    Plain,

    /// <summary>Hundredths: 0.05 is 5 %.</summary>
    Percent,

    /// <summary>Seconds, as of an age.</summary>
    Seconds,
}

/// <summary>
/// A number of a condition that comes from indicators and is compared with a constant: what can be drawn over time and be near
/// its threshold.
/// </summary>
public sealed class Gauge
{
    internal Gauge(NumberNode number, CompareNode comparison, bool flipped, bool inverted)
    {
        (Number, Comparison, Inverted) = (number, comparison, inverted);
        var op = flipped ? Flip(comparison.Operator) : comparison.Operator;
        Threshold = (flipped ? comparison.Left : comparison.Right).Of(null!).Number;
        Direction =
            (
                op switch
                {
                    Operator.AtLeast or Operator.More => 1,
                    Operator.AtMost or Operator.Less => -1,
                    _ => 0,
                }
            ) * (inverted ? -1 : 1);
    }

    /// <summary>The number as written, such as <c>max(shock, 24h)</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The number in words, such as <c>max of Seismic magnitude over 24 h</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is compared with, in the scale of the number.</summary>
    public double Threshold { get; }

    /// <summary>The threshold as written.</summary>
    public required string ThresholdText { get; init; }

    /// <summary>1 where the condition comes to hold by rising, -1 by falling, 0 where the number must be equal or differ.</summary>
    public int Direction { get; }

    /// <summary>Plain, percent or seconds.</summary>
    public required GaugeScale Scale { get; init; }

    /// <summary>The indicators that it reads, at least one.</summary>
    public required IReadOnlyList<Indicator> Indicators { get; init; }

    /// <summary>In what it is measured; empty for a mere number.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether the values of its only indicator can stand beside its own, as for a maximum and unlike for a count.</summary>
    public required bool IsOfValues { get; init; }

    /// <summary>How far back the number looks; zero for a current value.</summary>
    public required TimeSpan Window { get; init; }

    internal NumberNode Number { get; }

    internal CompareNode Comparison { get; }

    /// <summary>It stands under a <c>not</c>.</summary>
    internal bool Inverted { get; }

    static Operator Flip(Operator op) =>
        op switch
        {
            Operator.AtLeast => Operator.AtMost,
            Operator.AtMost => Operator.AtLeast,
            Operator.More => Operator.Less,
            Operator.Less => Operator.More,
            _ => op,
        };

    /// <summary>Functions whose result is a value among, or between, the values that they read.</summary>
    internal static bool IsValue(Function function) =>
        function
            is Function.Last
                or Function.First
                or Function.Min
                or Function.Max
                or Function.Avg
                or Function.Median
                or Function.Quantile
                or Function.Ewma;
}
