using Superpower;
using Superpower.Model;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>Turns a text into an expression, or says where and why it is none.</summary>
static class Reader
{
    static readonly Tokens Tokenizer = new();

    /// <exception cref="ExpressionException">The text is not an expression, or goes beyond a limit.</exception>
    public static Expression Read(string text)
    {
        if (text.Length > Limits.Characters)
            throw new ExpressionException(
                new(1, 1, 0, text.Length),
                $"The expression is {text.Length} characters long; at most {Limits.Characters} are allowed."
            );
        var tokens = Tokenizer.TryTokenize(text);
        if (!tokens.HasValue)
            throw new ExpressionException(
                Piece(tokens.ErrorPosition, text),
                $"Cannot read this: {tokens.ErrorMessage ?? tokens.FormatErrorMessageFragment()}."
            );
        CheckDepth(tokens.Value);
        var parsed = Grammar.Text.TryParse(tokens.Value);
        return parsed.HasValue ? parsed.Value : throw Misread(parsed, text);
    }

    /// <summary>Before parsing, because the parser's own recursion is what depth would exhaust.</summary>
    static void CheckDepth(TokenList<Token> tokens)
    {
        var (open, signs) = (0, 0);
        foreach (var token in tokens)
        {
            signs =
                token.Kind is Token.Minus or Token.Not ? signs + 1
                : token.Kind is Token.Open ? signs
                : 0;
            open +=
                token.Kind is Token.Open ? 1
                : token.Kind is Token.Close ? -1
                : 0;
            if (open + signs > Limits.Depth)
                throw new ExpressionException(
                    Grammar.At(token),
                    $"The expression is nested too deeply here; at most {Limits.Depth} levels are allowed."
                );
        }
    }

    static ExpressionException Misread(TokenListParserResult<Token, Expression> result, string text)
    {
        var expected = result.Expectations is { Length: > 0 } all ? string.Join(", ", all.Distinct()) : "";
        var end = result.Remainder.IsAtEnd;
        var piece = end ? default : result.Remainder.ConsumeToken();
        var place = end ? At(End(text), 1) : Grammar.At(piece.Value);
        var found = end ? "the expression ends too early" : $"'{piece.Value.ToStringValue()}' does not fit here";
        var hint = expected.Length == 0 ? " and nothing more was expected" : $": expected {expected}";
        return new(place, $"Cannot read this: {found}{hint}.");
    }

    /// <summary>A misread number is the whole word; anything else is one character.</summary>
    static Place Piece(Position position, string text)
    {
        var place = At(position, 1);
        var length = text.Skip(place.Start).TakeWhile(Tokens.IsWord).Count();
        return new(place.Line, place.Column, place.Start, Math.Max(1, length));
    }

    static Position End(string text)
    {
        var position = Position.Zero;
        foreach (var c in text)
            position = position.Advance(c);
        return position;
    }

    static Place At(Position position, int length) =>
        position.HasValue ? new(position.Line, position.Column, position.Absolute, length) : new(1, 1, 0, length);
}
