using System.Text;
using System.Text.RegularExpressions;

namespace IndicatorAlerts.Collect;

/// <summary>
/// News: each item of an RSS 2.0, RSS 1.0 or Atom feed whose title or summary has one of the <c>words</c>, or matches the
/// <c>pattern</c>, is an event of value 1; without both, each item is. Parameters: <c>url</c>; <c>words</c>, found without regard
/// to case and also within longer words, so that endings and particles of any language are no matter; <c>pattern</c>, a regular
/// expression without look-around and back references, without regard to case; <c>zone</c> of times that name none (UTC when absent).
/// </summary>
public sealed class RssSource : ISource
{
    static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    // Feeds of the region are not always UTF-8.
    static RssSource() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public string Kind => "rss";

    public IFeed Bind(Parameters parameters)
    {
        if (parameters.Has("words") && parameters.Has("pattern"))
            parameters.Refuse("Give 'words' or 'pattern', not both: a pattern can hold words as 'word|word'.");
        return new RssFeed(
            parameters.Address("url"),
            FeedText.Words(parameters),
            Pattern(parameters),
            parameters.Zone("zone")
        );
    }

    static Regex? Pattern(Parameters parameters)
    {
        try
        {
            return parameters.OptionalText("pattern") is { } pattern
                ? new(
                    pattern,
                    RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                    LongestMatch
                )
                : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            parameters.Refuse($"'pattern' is no regular expression that can be used here: {e.Message}");
            return null;
        }
    }
}
