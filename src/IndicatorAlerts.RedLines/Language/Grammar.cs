using System.Globalization;
using Superpower;
using Superpower.Model;

namespace IndicatorAlerts.RedLines.Language;

using Parser = TokenListParser<Token, Expression>;
using Take = Superpower.Parsers.Token;

/// <summary>The grammar, loosest binding first: or, and, not, comparison, + -, * /, minus, <c>x change 1d</c>.</summary>
static class Grammar
{
    static readonly Dictionary<string, Operator> Comparisons = new(StringComparer.Ordinal)
    {
        ["<"] = Operator.Less,
        ["<="] = Operator.AtMost,
        ["=="] = Operator.Equal,
        ["!="] = Operator.Differs,
        [">="] = Operator.AtLeast,
        [">"] = Operator.More,
    };

    static readonly Parser Whole = Superpower.Parse.Ref(() => Disjunction!);

    static readonly Parser Duration = Literal(
        Token.Duration,
        (place, text) => new DurationLiteral(place, RedLines.Duration.TryParse(text, out var value) ? value : default)
    );

    static readonly Parser NamedArgument =
        from label in Take.EqualTo(Token.Name)
        from colon in Take.EqualTo(Token.Colon)
        from value in Whole
        select (Expression)new Named(At(label).To(value.Place), label.ToStringValue(), value);

    static readonly Parser PlainArgument =
        from value in Whole
        from back in Take.EqualTo(Token.Offset).IgnoreThen(Duration).AsNullable().OptionalOrDefault()
        select back is null ? value : new Shifted(value.Place.To(back.Place), value, back);

    static readonly Parser NameOrCall =
        from name in Take.EqualTo(Token.Name)
        from call in (
            from open in Take.EqualTo(Token.Open)
            from arguments in NamedArgument.Try().Or(PlainArgument).ManyDelimitedBy(Take.EqualTo(Token.Comma))
            from close in Take.EqualTo(Token.Close)
            select new Call(At(name).To(At(close)), name.ToStringValue(), arguments)
        ).OptionalOrDefault()
        select call ?? (Expression)new Name(At(name), name.ToStringValue());

    static readonly Parser Group =
        from open in Take.EqualTo(Token.Open)
        from inner in Whole
        from close in Take.EqualTo(Token.Close)
        select inner with
        {
            Place = At(open).To(At(close)),
        };

    static readonly Parser Primary = NameOrCall
        .Or(Group)
        .Or(Literal(Token.Number, Number))
        .Or(Duration)
        .Or(Literal(Token.Date, (place, text) => new DateLiteral(place, Digits.Date(text), text.Length == 10)))
        .Or(Literal(Token.Day, (place, text) => new DayLiteral(place, Whole2(text[..2]), Whole2(text[3..]))))
        .Or(Literal(Token.Text, (place, text) => new TextLiteral(place, text[1..^1])))
        .Or(Literal(Token.True, (place, _) => new BooleanLiteral(place, true)))
        .Or(Literal(Token.False, (place, _) => new BooleanLiteral(place, false)));

    /// <summary><c>usd-krw change 1d</c> reads as <c>change(usd-krw, 1d)</c>.</summary>
    static readonly Parser Postfix =
        from operand in Primary
        from change in (
            from function in Take.EqualToValue(Token.Name, "change").Or(Take.EqualToValue(Token.Name, "delta"))
            from window in Duration
            select new Call(operand.Place.To(window.Place), function.ToStringValue(), [operand, window])
        ).OptionalOrDefault()
        select change ?? operand;

    static readonly Parser Unary = (
        from minus in Take.EqualTo(Token.Minus)
        from operand in Superpower.Parse.Ref(() => Unary!)
        select (Expression)new Negation(At(minus).To(operand.Place), operand)
    ).Or(Postfix);

    static readonly Parser Product = Chain(Unary, (Token.Times, Operator.Multiply), (Token.Over, Operator.Divide));

    static readonly Parser Sum = Chain(Product, (Token.Plus, Operator.Add), (Token.Minus, Operator.Subtract));

    static readonly Parser Comparison =
        from left in Sum
        from compared in (
            from comparison in Take.EqualTo(Token.Comparison)
            from right in Sum
            select Pair(Comparisons[comparison.ToStringValue()], left, right)
        ).OptionalOrDefault()
        select compared ?? left;

    static readonly Parser Inversion = (
        from not in Take.EqualTo(Token.Not)
        from operand in Superpower.Parse.Ref(() => Inversion!)
        select (Expression)new Not(At(not).To(operand.Place), operand)
    ).Or(Comparison);

    static readonly Parser Conjunction = Chain(Inversion, (Token.And, Operator.And));

    static readonly Parser Disjunction = Chain(Conjunction, (Token.Or, Operator.Or));

    /// <summary>A whole expression to the end of the text.</summary>
    public static Parser Text { get; } = Disjunction.AtEnd();

    /// <summary>Where a token stands.</summary>
    public static Place At(Token<Token> token) =>
        new(token.Position.Line, token.Position.Column, token.Position.Absolute, token.Span.Length);

    static Expression Number(Place place, string text)
    {
        var percent = text[^1] == '%';
        var digits = percent ? text[..^1] : text;
        return new NumberLiteral(place, double.Parse(digits, CultureInfo.InvariantCulture), percent);
    }

    static int Whole2(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    static Parser Literal(Token kind, Func<Place, string, Expression> make) =>
        Take.EqualTo(kind).Select(token => make(At(token), token.ToStringValue()));

    static Parser Chain(Parser operand, params (Token Token, Operator Operator)[] operators) =>
        Superpower.Parse.Chain(
            operators.Select(o => Take.EqualTo(o.Token).Value(o.Operator)).Aggregate((either, or) => either.Or(or)),
            operand,
            Pair
        );

    static Expression Pair(Operator op, Expression left, Expression right) =>
        new Binary(left.Place.To(right.Place), op, left, right);
}
