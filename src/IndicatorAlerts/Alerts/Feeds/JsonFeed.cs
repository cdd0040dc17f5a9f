using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>The alerts of a watch as JSON Feed 1.1.</summary>
public sealed record JsonFeed(
    string Version,
    string Title,
    string HomePageUrl,
    string FeedUrl,
    IReadOnlyList<JsonFeedAuthor> Authors,
    IReadOnlyList<JsonFeedItem> Items
)
{
    /// <param name="watch">The watch's id.</param>
    /// <param name="title">The watch's title.</param>
    /// <param name="alerts">Newest first, told only.</param>
    /// <param name="site">For addresses.</param>
    public static byte[] Write(string watch, string title, IReadOnlyList<Alert> alerts, FeedSite site) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new(
                "https://jsonfeed.org/version/1.1",
                PlainText.Of($"{title}: alerts"),
                site.PageOf(watch),
                site.Url($"api/watches/{watch}/alerts.json"),
                [new("IndicatorAlerts")],
                [.. alerts.Select(a => Item(a, site))]
            ),
            JsonFeedJson.Default.JsonFeed
        );

    static JsonFeedItem Item(Alert alert, FeedSite site) =>
        new(
            site.UrlOf(alert),
            site.PageOf(alert.Watch),
            FeedSite.TitleOf(alert),
            FeedSite.TextOf(alert),
            alert.At,
            [alert.Kind.ToString().ToLowerInvariant(), alert.RedLine.Severity.ToString().ToLowerInvariant()],
            [new(site.CapOf(alert), "application/cap+xml")]
        );
}

public sealed record JsonFeedAuthor(string Name);

/// <summary>One alert; its id is the address of the whole alert, its url that of the page for people.</summary>
public sealed record JsonFeedItem(
    string Id,
    string Url,
    string Title,
    string ContentText,
    DateTimeOffset DatePublished,
    IReadOnlyList<string> Tags,
    IReadOnlyList<JsonFeedAttachment> Attachments
);

public sealed record JsonFeedAttachment(string Url, string MimeType);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonFeed))]
sealed partial class JsonFeedJson : JsonSerializerContext;
