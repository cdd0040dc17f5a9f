using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IndicatorAlerts.Mails;

/// <summary>Makes text of feeds and admins harmless for the lines, subjects and plain text of a mail.</summary>
public static partial class Plain
{
    /// <summary>The longest text that is shown, in characters.</summary>
    public const int Most = 500;

    /// <summary>One line without control characters and without those that turn the direction of what follows; cut when it is long.</summary>
    public static string Line(string text, int most = Most)
    {
        var line = new StringBuilder(Math.Min(text.Length, most) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= most)
                return line.ToString().TrimEnd() + "…";
            if (IsSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (!IsHidden(rune))
                line.Append(rune);
        }
        return line.ToString().TrimEnd();
    }

    /// <summary>One line for plain text and subjects, in which nothing looks like a tag that a provider replaces: <c>% preferences%</c>.</summary>
    public static string Untagged(string text, int most = Most) => Tag().Replace(Line(text, most), "% ");

    /// <summary>A web address as it may stand in a mail; null for anything else.</summary>
    public static string? Link(string? text) =>
        text is { Length: <= 2000 }
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.UserInfo.Length == 0
            ? Unescaped().Replace(uri.AbsoluteUri, "%25")
            : null;

    static bool IsSpace(Rune rune) =>
        Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    // Joiners are part of Persian and Indian words and of emoji; every other format character can only hide or turn.
    static bool IsHidden(Rune rune) =>
        rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D);

    [GeneratedRegex("%(?=[A-Za-z])")]
    private static partial Regex Tag();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex Unescaped();
}
