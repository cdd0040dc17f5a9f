using System.Globalization;
using Superpower;
using Superpower.Display;
using Superpower.Model;

namespace IndicatorAlerts.RedLines.Language;

enum Token
{
    [Token(Category = "name")]
    Name,

    [Token(Category = "number")]
    Number,

    [Token(Description = "a duration such as 24h")]
    Duration,

    [Token(Description = "a date such as 2024-11-05")]
    Date,

    [Token(Description = "a day of the year such as 11-05")]
    Day,

    [Token(Description = "a text in quotes")]
    Text,

    [Token(Category = "keyword", Example = "and")]
    And,

    [Token(Category = "keyword", Example = "or")]
    Or,

    [Token(Category = "keyword", Example = "not")]
    Not,

    [Token(Category = "keyword", Example = "true")]
    True,

    [Token(Category = "keyword", Example = "false")]
    False,

    [Token(Category = "keyword", Example = "offset")]
    Offset,

    [Token(Description = "a comparison such as >=")]
    Comparison,

    [Token(Example = "+")]
    Plus,

    [Token(Example = "-")]
    Minus,

    [Token(Example = "*")]
    Times,

    [Token(Example = "/")]
    Over,

    [Token(Example = "(")]
    Open,

    [Token(Example = ")")]
    Close,

    [Token(Example = ",")]
    Comma,

    [Token(Example = ":")]
    Colon,
}

/// <summary>Cuts a text into tokens. By hand, because hyphens belong to names and digits to four kinds of tokens.</summary>
sealed class Tokens : Tokenizer<Token>
{
    static readonly Dictionary<string, Token> Keywords = new(StringComparer.Ordinal)
    {
        ["and"] = Token.And,
        ["or"] = Token.Or,
        ["not"] = Token.Not,
        ["true"] = Token.True,
        ["false"] = Token.False,
        ["offset"] = Token.Offset,
    };

    protected override IEnumerable<Result<Token>> Tokenize(TextSpan span)
    {
        var text = span.Source!;
        for (var at = span; ; )
        {
            while (!at.IsAtEnd && text[at.Position.Absolute] is ' ' or '\t' or '\r' or '\n')
                at = at.Skip(1);
            if (at.IsAtEnd)
                yield break;
            var start = at.Position.Absolute;
            var (token, length) = Next(text, start);
            if (token is not { } kind)
            {
                yield return Result.Empty<Token>(at, Complaint(text, start, length));
                yield break;
            }
            var rest = at.Skip(length);
            yield return Result.Value(kind, at, rest);
            at = rest;
        }
    }

    /// <summary>The keyword that a name would be, for the printer and for checks of names.</summary>
    public static bool IsKeyword(string name) => Keywords.ContainsKey(name);

    static (Token?, int) Next(string text, int at)
    {
        var c = text[at];
        if (char.IsAsciiLetter(c))
            return Word(text, at);
        if (char.IsAsciiDigit(c))
            return Digits.Read(text, at);
        if (c is '"' or '\'')
            return Quoted(text, at);
        var twice = at + 1 < text.Length && text[at + 1] == '=';
        return c switch
        {
            '>' or '<' => (Token.Comparison, twice ? 2 : 1),
            '=' or '!' when twice => (Token.Comparison, 2),
            '+' => (Token.Plus, 1),
            '-' => (Token.Minus, 1),
            '*' => (Token.Times, 1),
            '/' => (Token.Over, 1),
            '(' => (Token.Open, 1),
            ')' => (Token.Close, 1),
            ',' => (Token.Comma, 1),
            ':' => (Token.Colon, 1),
            _ => (null, 1),
        };
    }

    static (Token?, int) Word(string text, int at)
    {
        var end = at;
        while (
            end < text.Length && (IsWord(text[end]) || (text[end] == '-' && IsWord(text.ElementAtOrDefault(end + 1))))
        )
            end++;
        return (Keywords.GetValueOrDefault(text[at..end], Token.Name), end - at);
    }

    static (Token?, int) Quoted(string text, int at)
    {
        var end = text.IndexOf(text[at], at + 1);
        return end < 0 || text.AsSpan(at, end - at).ContainsAny('\r', '\n')
            ? (null, text.Length - at)
            : (Token.Text, end - at + 1);
    }

    static string Complaint(string text, int at, int length) =>
        text[at] switch
        {
            '"' or '\'' => "the text in quotes has no closing quote on its line",
            '=' => "a single '=' is no comparison: write '=='",
            '&' or '|' or '!' => $"'{text[at]}' is not of this language: write 'and', 'or', 'not' or '!='",
            >= '0' and <= '9' =>
                $"'{text.Substring(at, length)}' is neither a number, a date nor a duration such as 90s, 15m, 2h, 3d or 2w",
            >= ' ' and <= '~' => $"'{text[at]}' is not of this language",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"the character U+{(int)text[at]:X4} is not of this language"
            ),
        };

    internal static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
