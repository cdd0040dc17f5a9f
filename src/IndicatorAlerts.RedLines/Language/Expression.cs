namespace IndicatorAlerts.RedLines.Language;

/// <summary>Where a part of an expression stands. All places are equal, so that expressions compare by what they say.</summary>
readonly struct Place(int line, int column, int start, int length) : IEquatable<Place>
{
    public int Line => line;
    public int Column => column;
    public int Start => start;
    public int Length => length;

    public Place To(Place end) => new(line, column, start, end.Start + end.Length - start);

    public bool Equals(Place other) => true;

    public override bool Equals(object? obj) => obj is Place;

    public override int GetHashCode() => 0;
}

enum Operator
{
    Or,
    And,
    Less,
    AtMost,
    Equal,
    Differs,
    AtLeast,
    More,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>An expression as written; types are checked later, when the names are known.</summary>
abstract record Expression(Place Place);

/// <summary>The number as written; a percentage is a hundredth of it.</summary>
sealed record NumberLiteral(Place Place, double Written, bool Percent) : Expression(Place)
{
    public double Value => Percent ? Written / 100 : Written;
}

sealed record DurationLiteral(Place Place, TimeSpan Value) : Expression(Place);

/// <param name="Place">Where it stands.</param>
/// <param name="Value">UTC.</param>
/// <param name="IsDay">Written without a time.</param>
sealed record DateLiteral(Place Place, DateTime Value, bool IsDay) : Expression(Place);

/// <summary>A day of every year, such as 09-09.</summary>
sealed record DayLiteral(Place Place, int Month, int Day) : Expression(Place);

sealed record TextLiteral(Place Place, string Value) : Expression(Place);

sealed record BooleanLiteral(Place Place, bool Value) : Expression(Place);

sealed record Name(Place Place, string Id) : Expression(Place);

sealed record Not(Place Place, Expression Operand) : Expression(Place);

sealed record Negation(Place Place, Expression Operand) : Expression(Place);

sealed record Binary(Place Place, Operator Operator, Expression Left, Expression Right) : Expression(Place);

/// <summary><c>7d offset 30d</c>, an argument only.</summary>
sealed record Shifted(Place Place, Expression Window, Expression Back) : Expression(Place);

/// <summary><c>within: 7d</c>, an argument only.</summary>
sealed record Named(Place Place, string Label, Expression Value) : Expression(Place);

sealed record Call(Place Place, string Function, IReadOnlyList<Expression> Arguments) : Expression(Place)
{
    public bool Equals(Call? other) =>
        other is not null && Function == other.Function && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Function, Arguments.Count);
}
