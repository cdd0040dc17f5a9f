using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Evaluation;

static class Arithmetic
{
    /// <summary>A comparison gives 1 or 0, which is how a series of truths is kept.</summary>
    public static double Apply(Operator op, double a, double b) =>
        op switch
        {
            Operator.Add => a + b,
            Operator.Subtract => a - b,
            Operator.Multiply => a * b,
            Operator.Divide => b == 0 ? double.NaN : a / b,
            _ => Compare(op, a, b) ? 1 : 0,
        };

    public static bool Compare(Operator op, double a, double b) =>
        op switch
        {
            Operator.Less => a < b,
            Operator.AtMost => a <= b,
            Operator.Equal => a == b,
            Operator.Differs => a != b,
            Operator.AtLeast => a >= b,
            Operator.More => a > b,
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "No comparison."),
        };
}

/// <summary>Days and instants of zones.</summary>
static class Calendar
{
    /// <summary>The first instant of a local time: in a gap the instant at which the clock jumps over it.</summary>
    public static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(time))
            time = time.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time);
        return DateTime.SpecifyKind(time - offset, DateTimeKind.Utc);
    }
}
