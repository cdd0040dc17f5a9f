using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Calls of functions.</summary>
sealed partial class Checker
{
    static readonly string[] Levels = ["calm", "notice", "watch", "warning", "critical"];
    static readonly TimeSpan AgeWindow = TimeSpan.FromDays(30);

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

    WindowNode WindowCall(Call c, Function function)
    {
        var window = Window(c, function);
        var plan = scope.Windows[window];
        scope.Need(plan.Track, plan.Width + plan.Back);
        if (scope.Longest > 2 * Limits.Window)
            throw Wrong(c, $"this looks back further than {Limits.Window.TotalDays} days in all");
        return new(window, function is Function.Age or Function.Gap ? Kind.Duration : Kind.Number, c);
    }

    int Window(Call c, Function function)
    {
        if (++windows > Limits.Windows)
            throw Wrong(c, $"at most {Limits.Windows} window functions are allowed in an expression");
        var most = function switch
        {
            Function.Anomaly => 4,
            Function.Quantile or Function.Ewma or Function.Zscore or Function.Robustz or Function.Rank => 3,
            _ => 2,
        };
        var least = function switch
        {
            Function.Age => 1,
            Function.Quantile or Function.Anomaly => 3,
            _ => 2,
        };
        Arguments(c, least, most);
        var track = Series(c.Arguments[0]);
        var plan = scope.Tracks[track];
        if (plan.IsCondition != (function == Function.Streak) && !(plan.IsCondition && function == Function.Count))
            throw Wrong(
                c.Arguments[0],
                plan.IsCondition
                    ? $"{c.Function} is called as {Signatures.Of(c.Function)}, but this is a condition; only count and streak take one"
                    : "a condition such as 'x > 4' was expected"
            );
        var (width, back) = c.Arguments.Count > 1 ? Width(c.Arguments[1]) : (AgeWindow.Ticks, 0);
        var (extra, season, zone) = Extra(c, function, width);
        return scope.Window(
            new(function, track, width, back, extra, plan.IsEvents, plan.Standing, season, zone, plan.IsCondition)
        );
    }

    static (long Width, long Back) Width(Expression e)
    {
        var (window, back) = e is Shifted s ? (s.Window, ((DurationLiteral)s.Back).Value) : (e, TimeSpan.Zero);
        if (window is not DurationLiteral { Value: var width })
            throw Wrong(e, $"a window such as 24h or 7d offset 30d was expected, but this is {Describe(e)}");
        if (width <= TimeSpan.Zero)
            throw Wrong(e, "a window must be longer than nothing");
        if (width + back > Limits.Window)
            throw Wrong(e, $"a window may look back at most {Limits.Window.TotalDays:0} days, its offset included");
        return (width.Ticks, back.Ticks);
    }

    static (double Extra, Season Season, TimeZoneInfo Zone) Extra(Call c, Function function, long width)
    {
        var given = c.Arguments.Count > 2 ? c.Arguments[2] : null;
        var (extra, season, zone) = (0.0, Season.None, TimeZoneInfo.Utc);
        switch (function)
        {
            case Function.Anomaly:
                var name = (given as Name)?.Id ?? "";
                if (
                    !Enum.TryParse(name, ignoreCase: true, out season)
                    || season == Season.None
                    || char.IsDigit(name[0])
                )
                    throw Wrong(given!, "daily, weekly or yearly was expected here");
                zone = c.Arguments.Count > 3 ? Zone(c.Arguments[3]) : zone;
                break;
            case Function.Quantile:
                extra = given is NumberLiteral { Value: >= 0 and <= 1 and var share }
                    ? share
                    : throw Wrong(given!, "a share from 0 to 1 such as 95% was expected");
                break;
            case Function.Ewma:
                extra =
                    given is null ? width / 4.0
                    : given is DurationLiteral { Value: var half } && half > TimeSpan.Zero ? half.Ticks
                    : throw Wrong(given, "a half-life such as 7d was expected");
                break;
            default:
                if (given is not null)
                    extra =
                        given is NumberLiteral { Value: >= 1 and <= 1e9 and var least } && least == Math.Floor(least)
                            ? least
                            : throw Wrong(given, "the fewest observations, a whole number such as 30, was expected");
                break;
        }
        return (extra, season, zone);
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

    CrossedNode Crossed(Call c)
    {
        Arguments(c, 1, 2);
        var id = Id(c.Arguments[0]);
        var at = scope.Watch.RedLines.Select(l => l.Id).ToList().IndexOf(id);
        if (at < 0)
            throw Wrong(
                c.Arguments[0],
                $"there is no red line '{id}' in this watch.{Suggestion.For(id, scope.Watch.RedLines.Select(l => l.Id))}"
            );
        long? within = null;
        if (c.Arguments.Count > 1)
            within = c.Arguments[1] is Language.Named { Label: "within", Value: DurationLiteral { Value: var back } }
                ? back.Ticks
                : throw Wrong(c.Arguments[1], "'within:' and a duration were expected, such as within: 7d");
        References.Add(at);
        return new(at, id, within, c);
    }

    static string Id(Expression e) =>
        e switch
        {
            TextLiteral t => t.Value,
            Name n => n.Id,
            _ => throw Wrong(e, $"a name in quotes was expected, but this is {Describe(e)}"),
        };

    CountCrossedNode CountCrossed(Call c)
    {
        Arguments(c, 0, 1);
        Func<int, bool> matches = _ => true;
        if (c.Arguments.Count == 1)
        {
            if (
                c.Arguments[0]
                is not Binary { Left: Name { Id: "severity" }, Operator: <= Operator.More and > Operator.And } b
            )
                throw Wrong(c.Arguments[0], "a comparison such as severity >= warning was expected");
            var level = Level(b.Right).Of(null!).Number;
            matches = severity => Arithmetic.Compare(b.Operator, severity, level);
        }
        var lines = scope
            .Watch.RedLines.Select((l, i) => (Level: (int)l.Severity + 1, Index: i))
            .Where(l => l.Index != line && matches(l.Level))
            .Select(l => l.Index)
            .ToArray();
        References.UnionWith(lines);
        return new(lines, c);
    }

    LevelNode WatchLevel(Call c)
    {
        Arguments(c, 1, 1);
        var id = Id(c.Arguments[0]);
        if (id == scope.Watch.Id)
            throw Wrong(
                c,
                $"the level of '{id}' follows from this red line: {id} -> {scope.Watch.RedLines[line].Id} -> {id}"
            );
        return new(scope.Track(new WatchPlan(id)), c);
    }

    static bool IsSeverity(Expression e) => e is Name { Id: var id } && Levels.Contains(id);

    static ConstantNode Level(Expression e) =>
        e is Name { Id: var id } && Array.IndexOf(Levels, id) is >= 0 and var level
            ? new(Kind.Level, level, e)
            : throw Wrong(e, $"one of {string.Join(", ", Levels)} was expected");
}
