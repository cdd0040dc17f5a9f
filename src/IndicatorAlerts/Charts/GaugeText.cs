using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Charts;

/// <summary>In what a gauge is shown to people.</summary>
/// <param name="Unit">Empty for a mere number.</param>
/// <param name="Factor">What its numbers are multiplied by.</param>
public readonly record struct GaugeText(string Unit, double Factor)
{
    static readonly (string Unit, double Seconds)[] Lengths =
    [
        ("days", 86_400),
        ("hours", 3_600),
        ("minutes", 60),
        ("seconds", 1),
    ];

    public static GaugeText Of(Gauge gauge)
    {
        if (gauge.Scale == GaugeScale.Percent)
            return new("%", 100);
        if (gauge.Scale == GaugeScale.Plain)
            return new(gauge.Unit, 1);
        var (unit, seconds) = Array.Find(Lengths, l => Math.Abs(gauge.Threshold) >= 2 * l.Seconds || l.Seconds == 1);
        return new(unit, 1 / seconds);
    }

    /// <summary>A number of the gauge with its unit: <c>6.3 magnitude</c>, <c>-5.2%</c>.</summary>
    public string Show(double value) => Number(value * Factor) + Suffix;

    /// <summary>What stands behind a number.</summary>
    public string Suffix => Unit is "" or "%" ? Unit : " " + Unit;

    /// <summary>A number that has been multiplied already.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 0.01 or 0 ? "0.##" : "G2", CultureInfo.InvariantCulture);
}
