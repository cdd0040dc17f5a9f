using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace IndicatorAlerts.Collect;

/// <summary>Texts of feeds, made fit for points and for being searched.</summary>
static class FeedText
{
    const int LongestName = 200;

    /// <summary>A name as a point may have it. A longer one is told by its hash: cut, two long addresses would be one.</summary>
    public static string? Name(string? name) =>
        name is { Length: > LongestName }
            ? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))
            : name;

    /// <summary>The parameter <c>words</c>; none when absent.</summary>
    public static IReadOnlyList<string> Words(Parameters parameters)
    {
        string[] words = [.. parameters.Words("words").Select(OneLine)];
        if (words.Contains(""))
            parameters.Refuse("'words' holds a blank one, which every text would have.");
        return words;
    }

    /// <summary>Whether a text holds any of the words, without regard to case, in any script, also within longer words.</summary>
    public static bool HasAny(string text, IReadOnlyList<string> words) =>
        words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of a piece of HTML, in one line.</summary>
    public static string Plain(string html)
    {
        var text = new StringBuilder(html.Length);
        var at = 0;
        for (var tag = NextTag(html, 0); tag >= 0; tag = NextTag(html, at))
        {
            var end = html.IndexOf('>', tag);
            if (end < 0)
                break;
            text.Append(html, at, tag - at).Append(' ');
            at = end + 1;
        }
        return OneLine(WebUtility.HtmlDecode(text.Append(html, at, html.Length - at).ToString()));
    }

    /// <summary>The text with one space where any space or line break is: a phrase may be broken at any of them.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static int NextTag(string html, int from)
    {
        for (var at = html.IndexOf('<', from); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
            if (html[at + 1] is '/' or '!' || char.IsAsciiLetter(html[at + 1]))
                return at;
        return -1;
    }
}
