using System.Text;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>Text of titles and sentences, which admins and feeds wrote, as any XML or JSON may hold it.</summary>
static class PlainText
{
    /// <summary>
    /// What no XML may hold, or what is no Unicode, becomes U+FFFD; marks that turn the direction of writing are left out, since they
    /// could make the text around them say something else.
    /// </summary>
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (!TurnsWriting(rune.Value))
                clean.Append((IsOfXml(rune.Value) ? rune : Rune.ReplacementChar).ToString());
        return clean.ToString();
    }

    static bool TurnsWriting(int c) =>
        c is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C;

    // Of the control characters, line ends and tabs are text.
    static bool IsOfXml(int c) =>
        c
            is '\t'
                or '\n'
                or '\r'
                or >= 0x20
                and < 0x7F
                or 0x85
                or >= 0xA0
                and <= 0xD7FF
                or >= 0xE000
                and <= 0xFFFD
                or >= 0x10000;
}
