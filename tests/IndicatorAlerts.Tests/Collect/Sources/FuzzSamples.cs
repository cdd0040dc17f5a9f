using System.Text;
using IndicatorAlerts.Collect;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>A source with an answer that it reads.</summary>
/// <param name="Source">The source.</param>
/// <param name="Definition">What an indicator says.</param>
/// <param name="Answer">What the feed gives, without the container that it may be packed into.</param>
sealed record FuzzSample(ISource Source, string Definition, byte[] Answer)
{
    public FuzzSample(ISource source, string definition, string answer)
        : this(source, definition, Encoding.UTF8.GetBytes(answer)) { }

    /// <summary>Puts what may be broken into a whole container, such as a zip.</summary>
    public Func<byte[], byte[]> Pack { get; init; } = bytes => bytes;
}

/// <summary>A row for each source, or for each of its ways to read.</summary>
static class FuzzSamples
{
    public static IReadOnlyList<FuzzSample> All { get; } =
    [
        new(
            new UsgsSource(),
            """{"kind":"usgs","latitude":41.28,"longitude":129.08,"radiusKm":500,"merge":"24h"}""",
            Quakes
        ),
        new(
            new UsgsSource(),
            """{"kind":"usgs","latitude":41.28,"longitude":129.08,"radiusKm":500,"maxDepthKm":35}""",
            Quakes
        ),
        .. FuzzRowsB.All,
    ];

    const string Quakes = """
        {"type":"FeatureCollection","metadata":{"generated":1504500000000,"url":"https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_week.geojson","count":3},
        "features":[{"type":"Feature","properties":{"mag":6.3,"place":"22km ENE of Sungjibaegam, North Korea","time":1504409401760,"updated":1504500000001,"url":"https://earthquake.usgs.gov/earthquakes/eventpage/us2000aert","type":"nuclear explosion","title":"M 6.3 Nuclear Explosion"},"geometry":{"type":"Point","coordinates":[129.03,41.332,0]},"id":"us2000aert"},
        {"type":"Feature","properties":{"mag":4.1,"time":1504409911000,"title":"M 4.1 Collapse \u00e9"},"geometry":{"type":"Point","coordinates":[129.05,41.33,5]},"id":"us2000aetk"},
        {"type":"Feature","properties":{"mag":null,"time":1504409999000},"geometry":{"type":"Point","coordinates":[129.05,41.33,null]},"id":"x"}],"bbox":[-1,2,3.5]}
        """;
}
