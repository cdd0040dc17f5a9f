using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Calls that look at other red lines and watches.</summary>
sealed partial class Checker
{
    // A watch that was just defined is evaluated within a minute or two.
    static readonly TimeSpan OtherWatch = TimeSpan.FromMinutes(5);
    static readonly string[] Levels = ["calm", "notice", "watch", "warning", "critical"];

    CrossedNode Crossed(Call c)
    {
        Arguments(c, 1, 2);
        var id = Id(c.Arguments[0]);
        if (scope.Line(id) is not { } at)
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
            .Where(l => l.Index != line && matches(l.Level) && !scope.Watch.RedLines[l.Index].Shadow)
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
        Wait(OtherWatch);
        return new(scope.Track(new WatchPlan(id)), c);
    }

    static bool IsSeverity(Expression e) => e is Name { Id: var id } && Levels.Contains(id);

    static ConstantNode Level(Expression e) =>
        e is Name { Id: var id } && Array.IndexOf(Levels, id) is >= 0 and var level
            ? new(Kind.Level, level, e)
            : throw Wrong(e, $"one of {string.Join(", ", Levels)} was expected");
}
