using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>Writes a summary feed in the shape of the recording that the real server gave.</summary>
internal static class UsgsJson
{
    private const string Site = "https://earthquake.usgs.gov";
    private const string Feed = Site + "/earthquakes/feed/v1.0";

    public static byte[] Summary(
        DateTimeOffset generated,
        string level,
        string window,
        IReadOnlyList<SampleQuake> quakes
    )
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            WriteMetadata(json, generated, level, window, quakes.Count);
            json.WriteStartArray("features");
            foreach (var quake in quakes)
                WriteFeature(json, quake);
            json.WriteEndArray();
            if (quakes.Count > 0)
                WriteBox(json, quakes);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteMetadata(
        Utf8JsonWriter json,
        DateTimeOffset generated,
        string level,
        string window,
        int count
    )
    {
        var what = level switch
        {
            "all" => "All",
            "significant" => "Significant",
            _ => $"Magnitude {level}+",
        };
        var past = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(window);
        json.WriteStartObject("metadata");
        json.WriteNumber("generated", generated.ToUnixTimeMilliseconds());
        json.WriteString("url", $"{Feed}/summary/{level}_{window}.geojson");
        json.WriteString("title", $"USGS {what} Earthquakes, Past {past}");
        json.WriteNumber("status", 200);
        json.WriteString("api", "1.14.1");
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter json, SampleQuake quake)
    {
        var id = $"smp{quake.Code}";
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteNumber("mag", quake.Magnitude);
        json.WriteString("place", quake.Place);
        json.WriteNumber("time", quake.Time.ToUnixTimeMilliseconds());
        json.WriteNumber("updated", quake.Listed.ToUnixTimeMilliseconds());
        json.WriteNull("tz");
        json.WriteString("url", $"{Site}/earthquakes/eventpage/{id}");
        json.WriteString("detail", $"{Feed}/detail/{id}.geojson");
        foreach (var unknown in Unknown)
            json.WriteNull(unknown);
        json.WriteString("status", "automatic");
        json.WriteNumber("tsunami", 0);
        json.WriteNumber("sig", quake.Significance);
        json.WriteString("net", "smp");
        json.WriteString("code", quake.Code);
        json.WriteString("ids", $",{id},");
        json.WriteString("sources", ",smp,");
        json.WriteString("types", ",origin,phase-data,");
        json.WriteNull("nst");
        json.WriteNull("dmin");
        json.WriteNumber("rms", 0.6);
        json.WriteNull("gap");
        json.WriteString("magType", quake.MagnitudeType);
        json.WriteString("type", "earthquake");
        json.WriteString(
            "title",
            string.Create(CultureInfo.InvariantCulture, $"M {quake.Magnitude:0.0} - {quake.Place}")
        );
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        WriteNumbers(json, "coordinates", [quake.Longitude, quake.Latitude, quake.Depth]);
        json.WriteEndObject();
        json.WriteString("id", id);
        json.WriteEndObject();
    }

    private static readonly string[] Unknown = ["felt", "cdi", "mmi", "alert"];

    private static void WriteBox(Utf8JsonWriter json, IReadOnlyList<SampleQuake> quakes) =>
        WriteNumbers(
            json,
            "bbox",
            [
                quakes.Min(q => q.Longitude),
                quakes.Min(q => q.Latitude),
                quakes.Min(q => q.Depth),
                quakes.Max(q => q.Longitude),
                quakes.Max(q => q.Latitude),
                quakes.Max(q => q.Depth),
            ]
        );

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
