using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>Which of the USGS addresses covers what was not read yet.</summary>
sealed class UsgsRequests(UsgsCircle circle, TimeSpan merge, string feed, TimeSpan history)
{
    static readonly TimeSpan Late = TimeSpan.FromDays(7);
    readonly string size = feed[..feed.IndexOf('_', StringComparison.Ordinal)];
    readonly int usual = Array.FindIndex(UsgsSpans.All, s => feed.EndsWith("_" + s.Name, StringComparison.Ordinal));

    /// <summary>
    /// The usual feed while it covers the time since the last read, otherwise the next longer one, otherwise a query. A quarter of
    /// the feed's span is left for events that were published late.
    /// </summary>
    public FeedRequest Request(DateTimeOffset? since, DateTimeOffset now)
    {
        var unread = since is { } last ? now - last + merge : history;
        foreach (var span in UsgsSpans.All.Skip(usual))
            if (unread <= (since is null ? span.Length : span.Length * 0.75))
                return new(
                    new Uri($"https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/{size}_{span.Name}.geojson")
                );
        return Query(now - unread - (since is null ? TimeSpan.Zero : Late));
    }

    FeedRequest Query(DateTimeOffset from)
    {
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"https://earthquake.usgs.gov/fdsnws/event/1/query?format=geojson&latitude={circle.Latitude}&longitude={circle.Longitude}&maxradiuskm={circle.RadiusKm}&starttime={from.UtcDateTime:yyyy-MM-ddTHH:mm:ss}&orderby=time&nodata=404"
        );
        if (size == "significant")
            address += "&minsig=600";
        if ((circle.MinMagnitude ?? UsgsSpans.LeastOf(feed)) is { } least)
            address += string.Create(CultureInfo.InvariantCulture, $"&minmagnitude={least}");
        return new(new Uri(address)) { WhenAbsent = WhenAbsent.Empty };
    }
}

/// <summary>How far back the USGS answers reach.</summary>
static class UsgsSpans
{
    public const string NoStart =
        "The answer does not say in 'metadata' when it was made and from when on it holds events: they cannot be merged.";

    public static readonly (string Name, TimeSpan Length)[] All =
    [
        ("hour", TimeSpan.FromHours(1)),
        ("day", TimeSpan.FromDays(1)),
        ("week", TimeSpan.FromDays(7)),
        ("month", TimeSpan.FromDays(30)),
    ];

    /// <summary>The least magnitude in a feed; null when there is none.</summary>
    public static double? LeastOf(string feed) =>
        double.TryParse(feed.Split('_')[0], CultureInfo.InvariantCulture, out var least) ? least : null;

    static readonly JsonPath Url = JsonPath.Of("/url");
    static readonly JsonPath Generated = JsonPath.Of("/generated");

    /// <summary>From when on an answer holds events, by its own metadata; null when that does not tell.</summary>
    public static DateTimeOffset? StartOf(JsonElement metadata)
    {
        try
        {
            var url = Url.In(metadata).AsText() ?? "";
            var query = url.IndexOf("starttime=", StringComparison.Ordinal);
            if (query >= 0)
                return Instants.FromIso(Uri.UnescapeDataString(url[(query + 10)..].Split('&')[0]));
            var span = Array.Find(All, s => url.EndsWith($"_{s.Name}.geojson", StringComparison.Ordinal));
            return span.Name is null
                ? null
                : Instants.FromUnixMilliseconds(Generated.In(metadata).AsNumber()) - span.Length;
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws at text that is not UTF-8.
            return null;
        }
    }
}
