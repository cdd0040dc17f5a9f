namespace IndicatorAlerts.Local.Feeds;

/// <summary>An earthquake that never was; from <c>Listed</c> on it stands in the feed. Degrees; depth in kilometres.</summary>
internal sealed record SampleQuake(
    DateTimeOffset Time,
    DateTimeOffset Listed,
    double Magnitude,
    string MagnitudeType,
    string Place,
    double Latitude,
    double Longitude,
    double Depth
)
{
    /// <summary>Made of the time, so that a restart's samples are new events and never revise those of before.</summary>
    public string Code => $"{Time:yyyyMMddHHmmss}";

    /// <summary>The part of USGS's significance that the magnitude gives; 6.3 is the least that reaches 600.</summary>
    public int Significance => (int)Math.Round(Magnitude * Magnitude * 100 / 6.5);
}

/// <summary>Sample earthquakes written for this project; every place says so.</summary>
internal static class SampleQuakes
{
    /// <summary>Events of the 24 hours before an instant, none of them near a watched place.</summary>
    public static IEnumerable<SampleQuake> LastDay(DateTimeOffset start) =>
        Table.Select(q =>
        {
            var time = start.AddSeconds(-q.SecondsBefore);
            return new SampleQuake(time, time, q.Magnitude, q.Type, $"{q.Place} (sample)", q.Lat, q.Lon, q.Depth);
        });

    /// <summary>Magnitude 6.3 at the surface of Punggye-ri, as on 2017-09-03; listed five seconds after its time.</summary>
    public static SampleQuake Crossing(DateTimeOffset at) =>
        new(at, at.AddSeconds(5), 6.3, "mb", "22 km ENE of Sŭngjibaegam, North Korea (sample)", 41.33, 129.03, 0);

    private static readonly (
        int SecondsBefore,
        double Magnitude,
        string Type,
        string Place,
        double Lat,
        double Lon,
        double Depth
    )[] Table =
    [
        (310, 1.3, "ml", "6 km NW of The Geysers, CA", 38.81, -122.82, 2.4),
        (925, 0.8, "ml", "11 km NE of Aguanga, CA", 33.52, -116.79, 5.1),
        (1_790, 2.7, "ml", "48 km S of Whites City, New Mexico", 31.74, -104.32, 6.2),
        (2_655, 4.6, "mb", "91 km ESE of Kuril'sk, Russia", 44.86, 148.91, 58.3),
        (3_480, 1.9, "md", "8 km SSW of Volcano, Hawaii", 19.37, -155.27, 1.8),
        (5_230, 3.1, "ml", "70 km N of Petersville, Alaska", 63.12, -150.73, 118.5),
        (8_040, 5.2, "mww", "134 km WSW of Tual, Indonesia", -6.06, 131.65, 74.9),
        (10_410, 2.5, "md", "29 km SE of Mercedes, Puerto Rico", 17.93, -66.95, 12.0),
        (13_790, 4.9, "mb", "South Sandwich Islands region", -57.62, -25.83, 41.0),
        (16_120, 1.1, "ml", "14 km ESE of Ridgecrest, CA", 35.58, -117.53, 7.7),
        (19_950, 4.3, "mb", "62 km W of Hualien City, Taiwan", 23.95, 121.02, 22.6),
        (24_300, 5.8, "mww", "157 km E of Neiafu, Tonga", -18.70, -172.49, 10.0),
        (28_610, 2.2, "ml", "12 km SW of Stanley, Idaho", 44.14, -115.05, 9.3),
        (33_070, 4.7, "mb", "38 km NNE of Calama, Chile", -22.15, -68.76, 110.2),
        (38_220, 3.4, "ml", "83 km SE of King Salmon, Alaska", 58.13, -155.68, 96.4),
        (43_900, 4.5, "mb", "Reykjanes Ridge", 56.94, -33.87, 10.0),
        (49_150, 1.6, "ml", "2 km E of San Marino, CA", 34.12, -118.09, 9.7),
        (54_480, 5.0, "mb", "104 km SE of Lata, Solomon Islands", -11.34, 166.53, 129.7),
        (61_330, 4.4, "mb", "18 km NW of Herat, Afghanistan", 34.45, 62.06, 14.1),
        (67_740, 2.9, "ml", "26 km WNW of Toyah, Texas", 31.40, -104.06, 4.9),
        (72_260, 4.8, "mb", "57 km E of Miyako, Japan", 39.66, 142.62, 35.8),
        (77_010, 0.5, "ml", "37 km NNE of Amboy, Washington", 46.20, -122.20, 3.3),
        (81_590, 4.6, "mb", "northern Mid-Atlantic Ridge", 24.61, -46.22, 10.0),
        (85_130, 5.4, "mww", "120 km S of Acajutla, El Salvador", 12.51, -89.88, 38.4),
    ];
}
