using System.Text.RegularExpressions;
using System.Xml;

namespace IndicatorAlerts.Collect;

sealed class RssFeed(Uri? url, IReadOnlyList<string> words, Regex? pattern, TimeZoneInfo zone) : IFeed
{
    const long LongestAnswer = 32 * 1024 * 1024;

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) => [new(url!)];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        // Ignored, a document type defines nothing and fetches nothing: what would have been an entity is an error.
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = LongestAnswer,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            using var xml = XmlReader.Create(answer, settings);
            await xml.MoveToContentAsync();
            var entry = EntryOf(xml.LocalName);
            while (await RssItem.NextAsync(xml, cancel))
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == entry)
                    Take(await RssItem.ReadAsync(xml, cancel), reading);
        }
        catch (XmlException e)
        {
            throw new FeedException($"The answer is not whole XML: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new FeedException("The 'pattern' takes more than a second for one item: make it simpler.", e);
        }
    }

    static string EntryOf(string root) =>
        root switch
        {
            "rss" or "RDF" => "item",
            "feed" => "entry",
            _ => throw new FeedException(
                $"The answer is XML, but no RSS or Atom feed: its outermost element is '{root[..Math.Min(root.Length, 40)]}'."
            ),
        };

    void Take(RssItem item, FeedReading reading)
    {
        reading.Entry();
        var title = FeedText.Plain(item.Title ?? "");
        var summary = FeedText.Plain(item.Summary ?? "");
        if (!Concerns($"{title}\n{summary}"))
            return;
        if (Time(item.Time) is not { } time)
        {
            reading.Skip(
                item.Line,
                item.Time is null
                    ? $"The item '{title}' has no time."
                    : $"'{item.Time[..Math.Min(item.Time.Length, 60)]}' is no time."
            );
            return;
        }
        var link = Resolve(item.Link ?? item.Id);
        reading.Keep(
            new(time, 1)
            {
                Id = FeedText.Name(item.Id ?? link ?? $"{title} {item.Time}"),
                Title = title.Length > 0 ? title : summary,
                Link = link,
            }
        );
    }

    bool Concerns(string text) =>
        pattern is not null ? pattern.IsMatch(text) : words.Count == 0 || FeedText.HasAny(text, words);

    DateTimeOffset? Time(string? text) =>
        text is not null
        && (FeedTimes.TryRfc822(text, zone, out var time) || FeedTimes.TryIso(text, zone, TimeOnly.MinValue, out time))
            ? time
            : null;

    string? Resolve(string? link) =>
        link is not null && Uri.TryCreate(url, link, out var address) && address.Scheme is "http" or "https"
            ? address.AbsoluteUri
            : null;
}
