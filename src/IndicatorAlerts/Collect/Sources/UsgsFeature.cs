using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>Which events concern an indicator.</summary>
sealed record UsgsCircle(double Latitude, double Longitude, double RadiusKm, double? MaxDepthKm, double? MinMagnitude)
{
    const double EarthRadiusKm = 6371.0088;

    public bool Holds(double magnitude, double latitude, double longitude, double depthKm) =>
        !(magnitude < MinMagnitude) && !(depthKm > MaxDepthKm) && DistanceKm(latitude, longitude) <= RadiusKm;

    /// <summary>Along the great circle of a sphere: within half a percent of the ellipsoid.</summary>
    double DistanceKm(double latitude, double longitude)
    {
        var (a, b) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(latitude));
        var (sinLatitude, sinLongitude) = (
            Math.Sin((b - a) / 2),
            Math.Sin(double.DegreesToRadians(longitude - Longitude) / 2)
        );
        var haversine = sinLatitude * sinLatitude + Math.Cos(a) * Math.Cos(b) * sinLongitude * sinLongitude;
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }
}

/// <summary>Reads an event as USGS writes it in GeoJSON.</summary>
static class UsgsFeature
{
    static readonly JsonPath Properties = JsonPath.Of("/properties");
    static readonly JsonPath Magnitude = JsonPath.Of("/properties/mag");
    static readonly JsonPath Time = JsonPath.Of("/properties/time");
    static readonly JsonPath Title = JsonPath.Of("/properties/title");
    static readonly JsonPath Url = JsonPath.Of("/properties/url");
    static readonly JsonPath Id = JsonPath.Of("/id");
    static readonly JsonPath Place = JsonPath.Of("/geometry/coordinates");
    static readonly JsonPath Longitude = JsonPath.Of("/geometry/coordinates/0");
    static readonly JsonPath Latitude = JsonPath.Of("/geometry/coordinates/1");
    static readonly JsonPath Depth = JsonPath.Of("/geometry/coordinates/2");

    /// <summary>Says what is wrong with the feature, or gives its magnitude when it lies in the circle.</summary>
    public static string? Read(JsonElement feature, UsgsCircle circle, out FeedPoint? shock)
    {
        shock = null;
        if (Properties.In(feature) is not { ValueKind: JsonValueKind.Object })
            return "It has no 'properties'.";
        var (magnitude, depth) = (Magnitude.In(feature), Depth.In(feature));
        // An event that has no magnitude or depth yet gets it within minutes; the feed is read again then.
        if (magnitude is null || (depth is null && HasPlace(feature)))
            return null;
        if (
            (Latitude.In(feature).AsNumber(), Longitude.In(feature).AsNumber(), depth.AsNumber())
                is not
                ({ } latitude, { } longitude, { } km)
            || Math.Abs(latitude) > 90
        )
            return "'geometry.coordinates' is not [longitude, latitude, depth].";
        if (magnitude.AsNumber() is not { } strength)
            return "'properties.mag' is no number.";
        if (Instants.FromUnixMilliseconds(Time.In(feature).AsNumber()) is not { } time)
            return "'properties.time' is no time in milliseconds since 1970.";
        if (circle.Holds(strength, latitude, longitude, km))
            shock = new(time, strength)
            {
                Id = Id.In(feature).AsText(),
                Title = Title.In(feature).AsText(),
                Link = Url.In(feature).AsText(),
            };
        return null;
    }

    static bool HasPlace(JsonElement feature) =>
        Place.In(feature) is { ValueKind: JsonValueKind.Array } place && place.GetArrayLength() == 3;
}
