using System.Globalization;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>What starts with a digit: a date, a day of the year, a duration or a number.</summary>
static class Digits
{
    static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>The token at a digit and its length; no token and the length of the piece when it is none of them.</summary>
    public static (Token?, int) Read(string text, int at)
    {
        var dashed = at;
        while (dashed < text.Length && (Tokens.IsWord(text[dashed]) || text[dashed] is '-' or ':'))
            dashed++;
        if (IsDate(text[at..dashed]))
            return (Token.Date, dashed - at);
        if (IsDay(text[at..dashed]))
            return (Token.Day, 5);
        // Never a subtraction: a mistyped date would silently be a number.
        if (text.AsSpan(at, dashed - at) is [_, _, _, _, '-', _, _, '-', _, _, ..])
            return (null, dashed - at);
        return Number(text, at);
    }

    /// <summary>A date is midnight UTC unless a zone is named beside it.</summary>
    public static DateTime Date(string text) =>
        DateTime.ParseExact(
            text,
            DateFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal
        );

    static bool IsDate(string text) =>
        DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Checked in a leap year: 29 February is a day of the year.</summary>
    static bool IsDay(string text) => text.Length == 5 && IsDate("2000-" + text);

    static (Token?, int) Number(string text, int at)
    {
        var end = Run(text, at);
        if (end < text.Length && text[end] == '.' && char.IsAsciiDigit(text.ElementAtOrDefault(end + 1)))
            end = Run(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var digits = text.ElementAtOrDefault(end + 1) is '+' or '-' ? end + 2 : end + 1;
            if (char.IsAsciiDigit(text.ElementAtOrDefault(digits)))
                end = Run(text, digits);
        }
        var word = end;
        while (word < text.Length && Tokens.IsWord(text[word]))
            word++;
        if (word > end)
            return (Duration.TryParse(text[at..word], out _) ? Token.Duration : null, word - at);
        var finite = double.IsFinite(double.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture));
        return (finite ? Token.Number : null, end - at + (end < text.Length && text[end] == '%' ? 1 : 0));
    }

    static int Run(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }
}
