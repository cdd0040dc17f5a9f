using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Series: what stands inside a window function.</summary>
sealed partial class Checker
{
    /// <summary>A series' track; negative nothing: a constant is refused.</summary>
    int Series(Expression e) =>
        Operand(e).Track ?? throw Wrong(e, $"a series was expected, such as an indicator, but this is {Describe(e)}");

    (int? Track, double Constant) Operand(Expression e) =>
        e switch
        {
            NumberLiteral n => (null, n.Value),
            Negation { Operand: NumberLiteral n } => (null, -n.Value),
            Negation n => (Join(Operator.Subtract, (null, 0), Operand(n.Operand)), 0),
            Name n => Indicator(n.Id) is { } indicator
                ? (scope.Track(new IndicatorPlan(indicator)), 0)
                : throw Unknown(n.Place, n.Id),
            Binary { Operator: >= Operator.Less } b => Pair(b),
            Call { Function: "daily" or "hourly" } c => (Period(c), 0),
            Call c when Signatures.Window(c.Function) is { } function => (Trail(c, function), 0),
            _ => throw Wrong(e, $"a series was expected, but this is {Describe(e)}"),
        };

    (int? Track, double Constant) Pair(Binary b)
    {
        var (left, right) = (Operand(b.Left), Operand(b.Right));
        if (left.Track is not null || right.Track is not null)
        {
            foreach (var (side, e) in new[] { (left, b.Left), (right, b.Right) })
                if (side.Track is { } track && scope.Tracks[track].IsCondition)
                    throw Wrong(e, "a condition cannot be calculated with or compared");
            return (Join(b.Operator, left, right), 0);
        }
        var constant = Arithmetic.Apply(b.Operator, left.Constant, right.Constant);
        return b.Operator > Operator.More && double.IsFinite(constant)
            ? (null, constant)
            : throw Wrong(b, "a series was expected, but nothing in this is one");
    }

    int Join(Operator op, (int? Track, double Constant) left, (int? Track, double Constant) right)
    {
        var plans = new[] { left.Track, right.Track }.OfType<int>().Select(t => scope.Tracks[t]).ToList();
        return scope.Track(
            new JoinPlan(
                op,
                left.Track,
                left.Constant,
                right.Track,
                right.Constant,
                plans.Any(p => p.IsEvents),
                plans.Min(p => p.Standing)
            )
        );
    }

    int Trail(Call c, Function function)
    {
        var window = Window(c, function);
        var plan = scope.Windows[window];
        if (plan.SeesSilence || plan.Function == Function.Anomaly)
            throw Wrong(c, $"{c.Function} gives no series; use it outside of a window");
        var inner = scope.Tracks[plan.Track];
        return scope.Track(new TrailPlan(plan, inner.IsEvents, inner.Standing));
    }

    int Period(Call c)
    {
        Arguments(c, 2, c.Function == "daily" ? 3 : 2);
        var input = Series(c.Arguments[0]);
        if (scope.Tracks[input].IsCondition)
            throw Wrong(c.Arguments[0], "a day holds numbers, but this is a condition");
        string[] known = ["avg", "count", "first", "last", "max", "median", "min", "range", "stddev", "sum"];
        var how = (c.Arguments[1] as Name)?.Id ?? "";
        if (!known.Contains(how) || Signatures.Window(how) is not { } function)
            throw Wrong(
                c.Arguments[1],
                $"one of {string.Join(", ", known)} was expected here.{Suggestion.For(how, known)}"
            );
        var zone = c.Arguments.Count > 2 ? Zone(c.Arguments[2]) : TimeZoneInfo.Utc;
        var events = scope.Tracks[input].IsEvents;
        var plan = new WindowPlan(function, input, 0, 0, 0, events, 0, Season.None, zone, false);
        return scope.Track(
            new PeriodPlan(
                plan,
                c.Function == "daily",
                Math.Max(scope.Tracks[input].Standing, 2 * TimeSpan.TicksPerDay)
            )
        );
    }

    static TimeZoneInfo Zone(Expression e)
    {
        if (e is not TextLiteral { Value: var id })
            throw Wrong(e, $"a zone such as \"Asia/Seoul\" was expected, but this is {Describe(e)}");
        return id.Length < 64 && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw Wrong(e, $"there is no zone '{id}' on this machine; zones are named like \"Asia/Seoul\"");
    }

    static void Arguments(Call c, int least, int most)
    {
        if (c.Arguments.Count < least || c.Arguments.Count > most)
            throw Wrong(c, $"{c.Function} is called as {Signatures.Of(c.Function)}");
    }
}
