using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Checks names and types of one red line's expressions and turns them into nodes.</summary>
sealed partial class Checker(Scope scope, int line)
{
    int windows;

    /// <summary>The numbers of the red lines that this one refers to.</summary>
    public SortedSet<int> References { get; } = [];

    /// <summary>The longest stale-after of the indicators that were named.</summary>
    public TimeSpan Patience { get; private set; }

    /// <summary>The expression of a condition.</summary>
    /// <exception cref="ExpressionException">A name, a type or a limit is wrong.</exception>
    public TruthNode Condition(string text)
    {
        windows = 0;
        return Truth(Reader.Read(text));
    }

    TruthNode Truth(Expression e) =>
        e switch
        {
            BooleanLiteral b => new FixedNode(b.Value ? Evaluation.Truth.True : Evaluation.Truth.False, e),
            Not n => new NotNode(Truth(n.Operand), e),
            Binary { Operator: Operator.And } b => new AndNode(Truth(b.Left), Truth(b.Right), e),
            Binary { Operator: Operator.Or } b => new OrNode(Truth(b.Left), Truth(b.Right), e),
            Binary { Operator: <= Operator.More } b => Compare(b),
            Call { Function: "absent" } c => new CompareNode(
                Operator.Equal,
                WindowCall(c, Function.Absent),
                new ConstantNode(Kind.Number, 1, e),
                e
            ),
            Call { Function: "between" } c => Between(c),
            Call { Function: "crossed" } c => Crossed(c),
            _ => throw Wrong(e, $"a condition such as '{Sample(e)} > 0' was expected, but this is {Describe(e)}"),
        };

    CompareNode Compare(Binary b)
    {
        // An indicator may be called as a severity is.
        var left = IsSeverity(b.Left) && b.Right is Call { Function: "level" } ? Level(b.Left) : Number(b.Left);
        var right = left is LevelNode ? Level(b.Right) : Number(b.Right);
        if (left.Kind != right.Kind)
            throw Wrong(b, $"{Describe(left.Kind)} cannot be compared with {Describe(right.Kind)}");
        if (left is WindowNode w && right is ConstantNode)
            CheckAge(w, right, b);
        return new(b.Operator, left, right, b);
    }

    /// <summary>An age beyond the window is only known to be more: a comparison past it would always be false or blind.</summary>
    void CheckAge(WindowNode node, NumberNode right, Binary b)
    {
        var plan = scope.Windows[node.Window];
        if (plan.Function != Function.Age)
            return;
        var asked = ((ConstantNode)right).Of(null!).Number;
        if (asked * TimeSpan.TicksPerSecond > plan.Width)
            throw Wrong(
                b.Right,
                $"this age looks back {Duration.Format(TimeSpan.FromTicks(plan.Width))} only: write age(series, {Printer.Print(b.Right)})"
            );
    }

    NumberNode Number(Expression e) =>
        e switch
        {
            NumberLiteral n => new ConstantNode(Kind.Number, n.Value, e),
            DurationLiteral d => new ConstantNode(Kind.Duration, d.Value.TotalSeconds, e),
            DateLiteral d => new ConstantNode(Kind.Instant, (d.Value - DateTime.UnixEpoch).TotalSeconds, e),
            Negation n => Negate(n),
            Binary { Operator: >= Operator.Add } b => Calculate(b),
            Name n => Named(n),
            Call c => NumberCall(c),
            _ => throw Wrong(e, $"a number was expected, but this is {Describe(e)}"),
        };

    NumberNode Negate(Negation n)
    {
        var operand = Number(n.Operand);
        if (operand.Kind is Kind.Instant or Kind.Level)
            throw Wrong(n, $"{Describe(operand.Kind)} has no opposite");
        // A number below zero is a number that is read and shown as it was written, not a calculation.
        return operand is ConstantNode
            ? new ConstantNode(operand.Kind, 0 - operand.Of(null!).Number, n)
            : new ArithmeticNode(Operator.Subtract, new ConstantNode(operand.Kind, 0, n), operand, operand.Kind, n);
    }

    ArithmeticNode Calculate(Binary b)
    {
        var (left, right) = (Number(b.Left), Number(b.Right));
        Kind? kind = (left.Kind, b.Operator, right.Kind) switch
        {
            (Kind.Number, _, Kind.Number) => Kind.Number,
            (Kind.Duration, Operator.Add or Operator.Subtract, Kind.Duration) => Kind.Duration,
            (Kind.Duration, Operator.Divide, Kind.Duration) => Kind.Number,
            (Kind.Duration, Operator.Multiply or Operator.Divide, Kind.Number) => Kind.Duration,
            (Kind.Number, Operator.Multiply, Kind.Duration) => Kind.Duration,
            (Kind.Instant, Operator.Subtract, Kind.Instant) => Kind.Duration,
            (Kind.Instant, Operator.Add or Operator.Subtract, Kind.Duration) => Kind.Instant,
            (Kind.Duration, Operator.Add, Kind.Instant) => Kind.Instant,
            _ => null,
        };
        return kind is { } known
            ? new(b.Operator, left, right, known, b)
            : throw Wrong(
                b,
                $"'{Printer.Sign(b.Operator)}' does not go with {Describe(left.Kind)} and {Describe(right.Kind)}"
            );
    }

    NumberNode Named(Name n)
    {
        if (Indicator(n.Id) is { } indicator)
        {
            if (indicator.Of == SeriesKind.Events)
                throw Wrong(
                    n,
                    $"'{n.Id}' is of events, which have no current value: write last({n.Id}, 24h) or another window"
                );
            var track = scope.Track(new IndicatorPlan(indicator));
            scope.Need(track, 0);
            return new CurrentNode(track, indicator, n);
        }
        return n.Id switch
        {
            "now" => new NowNode(n),
            "month" or "weekday" or "day" or "hour" => new CalendarNode(Part(n.Id), TimeZoneInfo.Utc, n),
            _ => throw Unknown(n.Place, n.Id),
        };
    }

    Indicator? Indicator(string id)
    {
        var indicator = scope.Indicator(id);
        if (indicator is not null)
            Wait(indicator.StaleAfter);
        return indicator;
    }

    /// <summary>Something may take so long to be seen for the first time.</summary>
    void Wait(TimeSpan most)
    {
        if (most > Patience)
            Patience = most;
    }

    static CalendarPart Part(string name) => Enum.Parse<CalendarPart>(name, ignoreCase: true);

    ExpressionException Unknown(Place place, string id)
    {
        var known = scope.Watch.Indicators.Select(i => i.Id).Concat(["now", "month", "weekday", "day", "hour"]);
        var cut = id.IndexOf('-', StringComparison.Ordinal);
        var minus =
            cut > 0 && Indicator(id[..cut]) is not null
                ? $" A minus needs spaces around it: '{id[..cut]} - {id[(cut + 1)..]}'."
                : "";
        return new(place, $"There is no indicator '{id}' in this watch.{minus}{Suggestion.For(id, known)}");
    }

    static ExpressionException Wrong(Expression e, string message) =>
        new(e.Place, char.ToUpperInvariant(message[0]) + message[1..] + (message[^1] is '.' or '?' ? "" : "."));

    static string Sample(Expression e) => e is Name or Call ? Printer.Print(e) : "x";

    static string Describe(Kind kind) =>
        kind switch
        {
            Kind.Number => "a number",
            Kind.Duration => "a duration",
            Kind.Instant => "an instant",
            _ => "a level",
        };

    static string Describe(Expression e) =>
        e switch
        {
            TextLiteral => "a text",
            DayLiteral d => $"the day {Printer.Print(d)} of the year (a minus needs spaces around it)",
            DurationLiteral => "a duration",
            DateLiteral => "an instant",
            BooleanLiteral or Not or Binary { Operator: <= Operator.More } => "a condition",
            Call { Function: "absent" or "between" or "crossed" } => "a condition",
            Shifted => "a window",
            Language.Named => "a named argument",
            _ => "a number",
        };
}
