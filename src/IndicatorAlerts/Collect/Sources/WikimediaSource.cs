using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// How often an article of a Wikimedia project was read in a UTC day. The value stands at the end of the day: before it, nobody could
/// have known it, and a window of 24 hours that ends there holds this day and no other.
/// Parameters: <c>project</c> (<c>en.wikipedia</c> when absent), <c>article</c> (its title), <c>agent</c> (<c>user</c> when absent),
/// <c>history</c> (how far the first read reaches back, <c>400d</c> when absent).
/// </summary>
public sealed class WikimediaSource : ISource
{
    public string Kind => "wikimedia";

    public IFeed Bind(Parameters parameters)
    {
        var project = parameters.OptionalText("project") ?? "en.wikipedia";
        if (!project.All(c => char.IsAsciiLetterLower(c) || c is '.' or '-') || !project.Contains('.'))
            parameters.Refuse($"'project' must be one such as en.wikipedia, not \"{project}\".");
        var article = parameters.Text("article", "the title of an article such as North_Korea").Replace(' ', '_');
        if (article is "." or "..")
            parameters.Refuse($"'article' must be the title of an article, not \"{article}\".");
        return new WikimediaFeed(
            project,
            article,
            parameters.Choice("agent", "user", "user", "spider", "automated", "all-agents"),
            parameters.Duration("history", TimeSpan.FromDays(400), TimeSpan.FromDays(1), TimeSpan.FromDays(36_500))
        );
    }
}

sealed class WikimediaFeed(string project, string article, string agent, TimeSpan history) : IFeed
{
    static readonly DateTimeOffset FirstDay = new(2015, 7, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly JsonPath Items = JsonPath.Of("/items").Each;
    static readonly JsonPath Timestamp = JsonPath.Of("/timestamp");
    static readonly JsonPath Views = JsonPath.Of("/views");

    // A day comes a day later, at times two or three.
    static readonly TimeSpan Overlap = TimeSpan.FromDays(4);

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now)
    {
        var from = since is { } last ? last - Overlap : now - history;
        if (from < FirstDay)
            from = FirstDay;
        return
        [
            new(
                new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/{project}/all-access/{agent}/{Uri.EscapeDataString(article)}/daily/{from.UtcDateTime:yyyyMMdd}/{now.UtcDateTime:yyyyMMdd}"
                    )
                )
            )
            {
                WhenAbsent = WhenAbsent.Empty,
            },
        ];
    }

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, Items);
        if (!await JsonEntries.ReadAsync(walk, reading, item => Read(item, reading), cancel))
            throw new FeedException("The answer is JSON, but holds no list 'items'.");
    }

    static string? Read(JsonElement item, FeedReading reading)
    {
        if (Instants.FromText(Timestamp.In(item).AsText(), "yyyyMMdd'00'") is not { } day)
            return "'timestamp' is no day such as 2026080100.";
        if (Views.In(item).AsNumber() is not (>= 0 and double views))
            return "'views' is no number from 0.";
        reading.Keep(new(day.AddDays(1), views));
        return null;
    }
}
