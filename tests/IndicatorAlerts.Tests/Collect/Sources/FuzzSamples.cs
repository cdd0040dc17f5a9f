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
        new(
            new GdeltEventsSource(),
            """{"kind":"gdelt-events","actor1":"PRK","measure":"goldstein"}""",
            $"{GdeltFile.Row("PRK", "KOR")}\n{GdeltFile.Row("KOR", "PRKMIL", "190")}\n{GdeltFile.Row("CHN")}\n"
        )
        {
            Pack = bytes => GdeltFile.Zip(bytes, GdeltFile.Name),
        },
        new(
            new GdeltDocSource(),
            """{"kind":"gdelt-doc","query":"x"}""",
            """{"query_details":{"title":"x"},"timeline":[{"series":"Article Count","data":[{"date":"20260514T014500Z","value":18,"norm":2478},{"date":"20260514T020000Z","value":4,"norm":673}]}]}"""
        ),
        new(
            new FrankfurterSource(),
            """{"kind":"frankfurter","base":"USD","quote":"KRW"}""",
            """[{"date":"2024-01-15","base":"USD","quote":"KRW","rate":1320.1},{"date":"2024-01-16","base":"USD","quote":"KRW","rate":1321}]"""
        ),
        new(
            new WikimediaSource(),
            """{"kind":"wikimedia","article":"North_Korea"}""",
            """{"items":[{"project":"en.wikipedia","timestamp":"2026080100","views":12345},{"project":"en.wikipedia","timestamp":"2026080200","views":1}]}"""
        ),
        new(
            new JsonSource(),
            """{"kind":"json","url":"https://example.org","items":"/rows","time":"/t","value":"/v","id":"/i","where":"/k = 1"}""",
            """{"rows":[{"t":"2024-06-19T03:00:00Z","v":"1.5","i":7,"k":1},{"t":"2024-06-20","v":2,"i":8,"k":1},{"k":2}]}"""
        ),
        new(
            new JsonSource(),
            """{"kind":"json","url":"https://example.org","timeFormat":"unix","times":"/r/0/t","values":"/r/0/v/0"}""",
            """{"r":[{"t":[1718755200,1718841600,1718928000],"v":[[1.5,null,"3"]]}]}"""
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
