using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The USGS feeds of earthquakes: magnitudes of events within a circle and above a depth.
/// Parameters: <c>latitude</c>, <c>longitude</c> (degrees), <c>radiusKm</c>, <c>maxDepthKm</c> (any depth when absent),
/// <c>minMagnitude</c> (any when absent), <c>merge</c> (no merging when absent), <c>feed</c> (<c>2.5_day</c> when absent),
/// <c>history</c> (how far the first read reaches back, <c>30d</c> when absent).
/// </summary>
public sealed class UsgsSource : ISource
{
    static readonly string[] Feeds =
    [
        .. from size in (string[])["all", "1.0", "2.5", "4.5", "significant"]
        from span in UsgsSpans.All
        select $"{size}_{span.Name}",
    ];

    public string Kind => "usgs";

    public IFeed Bind(Parameters parameters)
    {
        var circle = new UsgsCircle(
            parameters.Number("latitude", -90, 90, "degrees"),
            parameters.Number("longitude", -180, 180, "degrees"),
            // Half way round the world, and the most that the FDSN query takes.
            parameters.Number("radiusKm", 1, 20_001, "km"),
            parameters.OptionalNumber("maxDepthKm", 0, 1000, "km"),
            parameters.OptionalNumber("minMagnitude", -2, 10, "magnitude")
        );
        var merge = parameters.Duration("merge", TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        var feed = parameters.Choice("feed", "2.5_day", Feeds);
        if (circle.MinMagnitude < UsgsSpans.LeastOf(feed))
            parameters.Refuse(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'minMagnitude' is {circle.MinMagnitude}, but the feed '{feed}' holds no event below {UsgsSpans.LeastOf(feed)}: choose another 'feed'."
                )
            );
        var history = parameters.Duration(
            "history",
            TimeSpan.FromDays(30),
            TimeSpan.FromHours(1),
            TimeSpan.FromDays(36_500)
        );
        return new UsgsFeed(circle, merge, new(circle, merge, feed, history));
    }
}

sealed class UsgsFeed(UsgsCircle circle, TimeSpan merge, UsgsRequests requests) : IFeed
{
    static readonly JsonPath Features = JsonPath.Of("/features").Each;
    static readonly JsonPath Metadata = JsonPath.Of("/metadata");

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) =>
        [requests.Request(since, now)];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, Features, Metadata);
        var shocks = new List<FeedPoint>();
        DateTimeOffset? start = null;
        await foreach (var (path, value) in walk.ValuesAsync(cancel))
        {
            if (path == 0)
                JsonEntries.Read(value, reading, feature => Read(feature, reading, shocks));
            else
                start = UsgsSpans.StartOf(value);
        }
        if (!walk.Found(0))
            throw new FeedException("The answer is JSON, but holds no list 'features'.");
        if (merge == TimeSpan.Zero)
            return;
        foreach (var shock in UsgsMerge.Strongest(shocks, merge, start ?? throw new FeedException(UsgsSpans.NoStart)))
            reading.Keep(shock);
    }

    string? Read(JsonElement feature, FeedReading reading, List<FeedPoint> shocks)
    {
        var wrong = UsgsFeature.Read(feature, circle, out var shock);
        if (shock is not { } point)
            return wrong;
        if (merge == TimeSpan.Zero)
            reading.Keep(point);
        else if (shocks.Count < FeedReading.MostPoints)
            shocks.Add(point);
        else
            throw new FeedException("The answer holds too many events to merge.");
        return null;
    }
}
