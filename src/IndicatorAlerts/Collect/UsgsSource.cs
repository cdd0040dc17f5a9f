using System.Text.Json;
using System.Text.Json.Nodes;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The USGS summary feeds of earthquakes: magnitudes of events within a circle and above a depth.
/// Parameters: <c>latitude</c>, <c>longitude</c> (degrees), <c>radiusKm</c>, <c>maxDepthKm</c> (any depth when absent),
/// <c>minMagnitude</c> (any when absent), <c>feed</c> (<c>2.5_day</c> when absent).
/// </summary>
public sealed class UsgsSource : ISource
{
    const double EarthRadiusKm = 6371.0088;
    static readonly string[] Numbers = ["latitude", "longitude", "radiusKm", "maxDepthKm", "minMagnitude"];
    static readonly string[] Feeds =
    [
        .. from size in (string[])["all", "1.0", "2.5", "4.5", "significant"]
        from span in (string[])["hour", "day", "week", "month"]
        select $"{size}_{span}",
    ];

    public string Kind => "usgs";

    public IEnumerable<string> Check(JsonObject parameters)
    {
        foreach (var (name, value) in parameters)
            if (name is not ("kind" or "feed") && !Numbers.Contains(name))
                yield return $"A usgs source has no parameter '{name}'; it has: feed, {string.Join(", ", Numbers)}.";
            else if (Numbers.Contains(name) && Number(parameters, name) is null)
                yield return $"'{name}' of a usgs source must be a number, not {value?.ToJsonString() ?? "null"}.";
        if (!IsWithin(Number(parameters, "latitude"), -90, 90))
            yield return "A usgs source needs 'latitude', from -90 to 90 degrees.";
        if (!IsWithin(Number(parameters, "longitude"), -180, 180))
            yield return "A usgs source needs 'longitude', from -180 to 180 degrees.";
        if (!IsWithin(Number(parameters, "radiusKm"), 1, 20_038))
            yield return "A usgs source needs 'radiusKm', from 1 to 20038 km.";
        if (!Feeds.Contains(Feed(parameters)))
            yield return $"'feed' of a usgs source must be one of {string.Join(", ", Feeds)}.";
    }

    public Uri Address(JsonObject parameters) =>
        new($"https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/{Feed(parameters)}.geojson");

    public FeedReading Read(ReadOnlyMemory<byte> answer, JsonObject parameters)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, new() { MaxDepth = 16 });
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("features", out var features)
            )
                throw new FeedException("The answer is JSON, but holds no 'features'.");
            return new(features.GetArrayLength(), [.. Kept(features, parameters)]);
        }
        catch (JsonException e)
        {
            throw new FeedException($"The answer is not whole JSON: {e.Message}", e);
        }
        catch (Exception e)
            when (e is InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or FormatException)
        {
            throw new FeedException("The answer is JSON, but not of the shape that USGS documents.", e);
        }
    }

    static IEnumerable<(DateTimeOffset, double)> Kept(JsonElement features, JsonObject parameters)
    {
        var (latitude, longitude) = (Number(parameters, "latitude")!.Value, Number(parameters, "longitude")!.Value);
        var (radius, depth) = (Number(parameters, "radiusKm"), Number(parameters, "maxDepthKm") ?? double.MaxValue);
        var least = Number(parameters, "minMagnitude") ?? double.MinValue;
        foreach (var feature in features.EnumerateArray())
        {
            var properties = feature.GetProperty("properties");
            var place = feature.GetProperty("geometry").GetProperty("coordinates");
            // An event that has no magnitude or depth yet gets it within minutes; the feed is read again then.
            if (Optional(properties.GetProperty("mag")) is not { } magnitude || Optional(place[2]) is not { } km)
                continue;
            if (
                magnitude >= least
                && km <= depth
                && DistanceKm(latitude, longitude, place[1].GetDouble(), place[0].GetDouble()) <= radius
            )
                yield return (
                    DateTimeOffset.FromUnixTimeMilliseconds(properties.GetProperty("time").GetInt64()),
                    magnitude
                );
        }
    }

    static double? Optional(JsonElement number) => number.ValueKind == JsonValueKind.Null ? null : number.GetDouble();

    static string? Feed(JsonObject parameters) =>
        parameters["feed"] is not { } feed ? "2.5_day"
        : feed is JsonValue value && value.TryGetValue<string>(out var text) ? text
        : null;

    static double? Number(JsonObject parameters, string name) =>
        parameters[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    static bool IsWithin(double? number, double least, double most) => number >= least && number <= most;

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
