using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Calls of functions.</summary>
sealed partial class Checker
{
    NumberNode NumberCall(Call c)
    {
        if (Signatures.Window(c.Function) is { } function && function != Function.Absent)
            return WindowCall(c, function);
        switch (c.Function)
        {
            case "month" or "weekday" or "day" or "hour":
                Arguments(c, 0, 1);
                return new CalendarNode(
                    Part(c.Function),
                    c.Arguments.Count == 0 ? TimeZoneInfo.Utc : Zone(c.Arguments[0]),
                    c
                );
            case "abs":
                Arguments(c, 1, 1);
                var operand = Number(c.Arguments[0]);
                return operand.Kind is Kind.Number or Kind.Duration
                    ? new AbsoluteNode(operand, c)
                    : throw Wrong(c, $"{Describe(operand.Kind)} has no absolute value");
            case "count_crossed":
                return CountCrossed(c);
            case "level":
                return WatchLevel(c);
            case "daily" or "hourly":
                throw Wrong(
                    c,
                    $"{c.Function} gives a series: use it in a window, such as max({c.Function}(x, sum), 30d)"
                );
            case "absent" or "between" or "crossed":
                throw Wrong(c, "a number was expected, but this is a condition");
            default:
                throw Wrong(c, $"there is no function '{c.Function}'.{Suggestion.For(c.Function, Signatures.Names)}");
        }
    }

    static TruthNode Between(Call c)
    {
        Arguments(c, 2, 3);
        var zone = c.Arguments.Count > 2 ? Zone(c.Arguments[2]) : TimeZoneInfo.Utc;
        switch (c.Arguments[0], c.Arguments[1])
        {
            case (DayLiteral from, DayLiteral to):
                return new SeasonNode(from, to, zone, c);
            case (DateLiteral from, DateLiteral to):
                var (first, end) = (Instant(from, zone, false), Instant(to, zone, true));
                return first < end
                    ? new BetweenNode(first, end, c)
                    : throw Wrong(c, "the second date is not after the first");
            default:
                throw Wrong(c, $"between is called as {Signatures.Of("between")}");
        }
    }

    /// <summary>A date without a time is the whole day; a time with Z is that instant whatever the zone.</summary>
    static DateTime Instant(DateLiteral date, TimeZoneInfo zone, bool end)
    {
        if (!date.IsDay)
            return date.Value;
        return Calendar.ToUtc(end && date.Value < DateTime.MaxValue.Date ? date.Value.AddDays(1) : date.Value, zone);
    }
}
