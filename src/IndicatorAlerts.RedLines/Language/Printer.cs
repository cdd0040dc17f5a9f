using System.Globalization;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Prints an expression in its canonical form: one space around operators, no parentheses that change nothing.</summary>
static class Printer
{
    static readonly string[] Signs = ["or", "and", "<", "<=", "==", "!=", ">=", ">", "+", "-", "*", "/"];

    public static string Sign(Operator op) => Signs[(int)op];

    public static string Print(Expression expression) =>
        expression switch
        {
            NumberLiteral n => n.Written.ToString("R", CultureInfo.InvariantCulture) + (n.Percent ? "%" : ""),
            DurationLiteral d => Duration.Format(d.Value),
            DateLiteral d => Date(d),
            DayLiteral d => string.Create(CultureInfo.InvariantCulture, $"{d.Month:00}-{d.Day:00}"),
            TextLiteral t => t.Value.Contains('"') ? $"'{t.Value}'" : $"\"{t.Value}\"",
            BooleanLiteral b => b.Value ? "true" : "false",
            Name n => n.Id,
            Not n => "not " + Inside(n.Operand, 3),
            Negation n => "-" + Inside(n.Operand, 7),
            Binary b => Print(b),
            Shifted s => $"{Print(s.Window)} offset {Print(s.Back)}",
            Named n => $"{n.Label}: {Print(n.Value)}",
            Call c => $"{c.Function}({string.Join(", ", c.Arguments.Select(Print))})",
            _ => throw new InvalidOperationException($"No canonical form for {expression.GetType().Name}."),
        };

    /// <summary>Operators of one strength group to the left, and comparisons do not chain.</summary>
    static string Print(Binary b)
    {
        var strength = Strength(b);
        var left = Inside(b.Left, strength == 4 ? 5 : strength);
        return $"{left} {Sign(b.Operator)} {Inside(b.Right, strength + 1)}";
    }

    static string Inside(Expression part, int atLeast) => Strength(part) < atLeast ? $"({Print(part)})" : Print(part);

    static int Strength(Expression expression) =>
        expression switch
        {
            Binary { Operator: Operator.Or } => 1,
            Binary { Operator: Operator.And } => 2,
            Not => 3,
            Binary { Operator: <= Operator.More } => 4,
            Binary { Operator: Operator.Add or Operator.Subtract } => 5,
            Binary => 6,
            Negation => 7,
            _ => 8,
        };

    static string Date(DateLiteral date) =>
        date.Value.ToString(
            date.IsDay ? "yyyy-MM-dd"
                : date.Value.Second == 0 ? "yyyy-MM-dd'T'HH:mm'Z'"
                : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );
}
