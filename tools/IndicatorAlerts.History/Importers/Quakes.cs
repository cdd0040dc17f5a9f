using System.Text.Json;

namespace IndicatorAlerts.History.Importers;

/// <summary>Earthquakes and explosions of the USGS catalogue, within the circle and depth that the pack's source names.</summary>
static class Quakes
{
    const string Indicator = "punggye-ri-shock";
    const double EarthKm = 6371;

    // The feed is made anew each minute; an event appears in it after some minutes.
    static readonly TimeSpan Lag = TimeSpan.FromMinutes(15);

    public static void Import(string folder, HistoryRows rows)
    {
        var source = rows.Watch.Indicators.First(i => i.Id == Indicator).Source!;
        double Parameter(string name) => source[name]!.GetValue<double>();
        using var catalogue = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(folder, "usgs_dprk_box_1905_2024.geojson"))
        );
        foreach (var feature in catalogue.RootElement.GetProperty("features").EnumerateArray())
        {
            var place = feature.GetProperty("geometry").GetProperty("coordinates");
            var properties = feature.GetProperty("properties");
            var distance = Km(
                Parameter("latitude"),
                Parameter("longitude"),
                place[1].GetDouble(),
                place[0].GetDouble()
            );
            if (
                distance > Parameter("radiusKm")
                || place[2].GetDouble() > Parameter("maxDepthKm")
                || properties.GetProperty("mag").ValueKind != JsonValueKind.Number
            )
                continue;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(properties.GetProperty("time").GetInt64());
            rows.Add(Indicator, at, properties.GetProperty("mag").GetDouble(), at + Lag);
        }
        rows.Read(Indicator, Spans.Begin(1973), Spans.End);
    }

    static double Km(double lat1, double lon1, double lat2, double lon2)
    {
        static double Half(double degrees) => Math.Pow(Math.Sin(double.DegreesToRadians(degrees) / 2), 2);
        var h =
            Half(lat2 - lat1)
            + Math.Cos(double.DegreesToRadians(lat1)) * Math.Cos(double.DegreesToRadians(lat2)) * Half(lon2 - lon1);
        return 2 * EarthKm * Math.Asin(Math.Sqrt(h));
    }
}
