using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The USGS summary feeds of earthquakes: magnitudes of events within a circle and above a depth.
/// Parameters: <c>latitude</c>, <c>longitude</c> (degrees), <c>radiusKm</c>, <c>maxDepthKm</c> (any depth when absent),
/// <c>minMagnitude</c> (any when absent), <c>feed</c> (<c>2.5_day</c> when absent).
/// </summary>
public sealed class UsgsSource : ISource
{
    static readonly string[] Feeds =
    [
        .. from size in (string[])["all", "1.0", "2.5", "4.5", "significant"]
        from span in (string[])["hour", "day", "week", "month"]
        select $"{size}_{span}",
    ];

    public string Kind => "usgs";

    public IFeed Bind(Parameters parameters) =>
        new UsgsFeed(
            parameters.Number("latitude", -90, 90, "degrees"),
            parameters.Number("longitude", -180, 180, "degrees"),
            parameters.Number("radiusKm", 1, 20_038, "km"),
            parameters.OptionalNumber("maxDepthKm", 0, 1000, "km") ?? double.MaxValue,
            parameters.OptionalNumber("minMagnitude", -2, 10, "magnitude") ?? double.MinValue,
            parameters.Choice("feed", "2.5_day", Feeds)
        );
}

sealed class UsgsFeed(double latitude, double longitude, double radiusKm, double maxDepthKm, double least, string feed)
    : IFeed
{
    const double EarthRadiusKm = 6371.0088;

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) =>
        [new(new Uri($"https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/{feed}.geojson"))];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(answer, new() { MaxDepth = 16 }, cancel);
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("features", out var features)
            )
                throw new FeedException("The answer is JSON, but holds no 'features'.");
            foreach (var feature in features.EnumerateArray())
            {
                reading.Entry();
                Keep(feature, reading);
            }
        }
        catch (JsonException e)
        {
            throw new FeedException($"The answer is not whole JSON: {e.Message}", e);
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
                        or ArgumentOutOfRangeException
                        or FormatException
            )
        {
            throw new FeedException("The answer is JSON, but not of the shape that USGS documents.", e);
        }
    }

    void Keep(JsonElement feature, FeedReading reading)
    {
        var properties = feature.GetProperty("properties");
        var place = feature.GetProperty("geometry").GetProperty("coordinates");
        // An event that has no magnitude or depth yet gets it within minutes; the feed is read again then.
        if (Optional(properties.GetProperty("mag")) is not { } magnitude || Optional(place[2]) is not { } km)
            return;
        if (
            magnitude >= least
            && km <= maxDepthKm
            && DistanceKm(latitude, longitude, place[1].GetDouble(), place[0].GetDouble()) <= radiusKm
        )
            reading.Keep(
                new(DateTimeOffset.FromUnixTimeMilliseconds(properties.GetProperty("time").GetInt64()), magnitude)
            );
    }

    static double? Optional(JsonElement number) => number.ValueKind == JsonValueKind.Null ? null : number.GetDouble();

    /// <summary>Along the great circle of a sphere: within half a percent of the ellipsoid.</summary>
    static double DistanceKm(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        var (a, b) = (double.DegreesToRadians(latitude1), double.DegreesToRadians(latitude2));
        var (sinLatitude, sinLongitude) = (
            Math.Sin((b - a) / 2),
            Math.Sin(double.DegreesToRadians(longitude2 - longitude1) / 2)
        );
        var haversine = sinLatitude * sinLatitude + Math.Cos(a) * Math.Cos(b) * sinLongitude * sinLongitude;
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }
}
