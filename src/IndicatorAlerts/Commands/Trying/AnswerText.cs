using System.Buffers;
using System.Globalization;
using System.Text;

namespace IndicatorAlerts.Commands;

/// <summary>Text of strangers made fit for a terminal, which would obey what it holds.</summary>
static class AnswerText
{
    const int MostLines = 10;
    const int MostCharacters = 500;
    const int MostHexBytes = 64;

    /// <summary>How many bytes of an answer are looked at; more than is shown, so that no secret is cut and so shown in part.</summary>
    public const int MostBytes = 4096;

    /// <summary>The first lines of text in UTF-8, or the first bytes of anything else in hexadecimal.</summary>
    /// <param name="start">The first bytes of the answer.</param>
    /// <param name="hide">Takes secrets out.</param>
    public static string Begins(ReadOnlySpan<byte> start, Func<string, string> hide)
    {
        if (Text(start) is not { } text)
            return $"(binary) {Convert.ToHexStringLower(start[..Math.Min(start.Length, MostHexBytes)])}";
        var lines = hide(text).ReplaceLineEndings("\n").Split('\n').Take(MostLines);
        return Cut(Escape(string.Join('\n', lines)));
    }

    /// <summary>Control characters, and those that turn the direction of writing, as <c>\u001b</c>; line breaks stay.</summary>
    public static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                shown.Append(c);
        return shown.ToString();
    }

    static string Cut(string text) =>
        text.Length <= MostCharacters ? text
        : char.IsHighSurrogate(text[MostCharacters - 1]) ? text[..(MostCharacters - 1)] + "…"
        : text[..MostCharacters] + "…";

    /// <summary>Null when it is no text in UTF-8; a last letter that is cut is left out.</summary>
    static string? Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData)
                break;
            if (status != OperationStatus.Done || rune.Value == 0)
                return null;
            text.Append(rune);
            bytes = bytes[length..];
        }
        return text.ToString();
    }
}
