using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Calls of window functions.</summary>
sealed partial class Checker
{
    static readonly TimeSpan AgeWindow = TimeSpan.FromDays(30);

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
}
