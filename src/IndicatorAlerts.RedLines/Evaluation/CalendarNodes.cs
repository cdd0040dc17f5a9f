using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Evaluation;

enum CalendarPart
{
    Month,
    Weekday,
    Day,
    Hour,
}

/// <summary>The instant of evaluation itself.</summary>
sealed class NowNode(Expression source) : NumberNode(Kind.Instant, source)
{
    public override Value Of(Frame frame) =>
        new((double)(frame.At - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, Lack.Nothing);
}

/// <summary>A part of the date; weekdays as in ISO 8601, Monday 1 to Sunday 7.</summary>
sealed class CalendarNode(CalendarPart part, TimeZoneInfo zone, Expression source) : NumberNode(Kind.Number, source)
{
    public override Value Of(Frame frame)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(frame.At, DateTimeKind.Utc), zone);
        return new(
            part switch
            {
                CalendarPart.Month => local.Month,
                CalendarPart.Weekday => ((int)local.DayOfWeek + 6) % 7 + 1,
                CalendarPart.Day => local.Day,
                _ => local.Hour,
            },
            Lack.Nothing
        );
    }
}

/// <summary>Between two instants, the second not included.</summary>
sealed class BetweenNode(DateTime from, DateTime to, Expression source) : TruthNode(source)
{
    public override Truth Of(Frame frame) => frame.At >= from.Ticks && frame.At < to.Ticks ? Truth.True : Truth.False;
}

/// <summary>From one day of the year to another, both included, over the new year when the second comes first.</summary>
sealed class SeasonNode(DayLiteral from, DayLiteral to, TimeZoneInfo zone, Expression source) : TruthNode(source)
{
    public override Truth Of(Frame frame)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(frame.At, DateTimeKind.Utc), zone);
        var (day, first, last) = (local.Month * 100 + local.Day, from.Month * 100 + from.Day, to.Month * 100 + to.Day);
        var inside = first <= last ? day >= first && day <= last : day >= first || day <= last;
        return inside ? Truth.True : Truth.False;
    }
}
