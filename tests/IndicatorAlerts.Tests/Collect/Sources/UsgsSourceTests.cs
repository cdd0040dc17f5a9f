using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class UsgsSourceTests
{
    const string Site = """{"kind":"usgs","latitude":41.28,"longitude":129.08,"radiusKm":50,"maxDepthKm":35}""";
    static readonly UsgsSource Source = new();

    [Fact]
    public async Task Only_events_within_the_circle_and_above_the_depth_are_kept()
    {
        var reading = await ReadAsync(
            Feature(6.3, 129.03, 41.33, 0, 1_504_409_401_760),
            Feature(4.6, 130.0, 42.1, 5, 2),
            Feature(4.9, 129.08, 41.28, 645, 3)
        );
        Assert.Equal(3, reading.Entries);
        Assert.Equal([new FeedPoint(DateTimeOffset.FromUnixTimeMilliseconds(1_504_409_401_760), 6.3)], reading.Points);
    }

    [Fact]
    public async Task An_event_without_magnitude_or_depth_waits_for_them()
    {
        var withoutMagnitude = Feature(1, 129.08, 41.28, 0, 1)
            .Replace("\"mag\":1", "\"mag\":null", StringComparison.Ordinal);
        var withoutDepth = Feature(5, 129.08, 41.28, 0, 1).Replace("41.28,0]", "41.28,null]", StringComparison.Ordinal);
        Assert.Empty((await ReadAsync(withoutMagnitude, withoutDepth)).Points);
    }

    [Fact]
    public async Task The_distance_holds_across_the_date_line()
    {
        const string fiji = """{"kind":"usgs","latitude":-17,"longitude":179.9,"radiusKm":50}""";
        var reading = await Read.Answer(Source, fiji, $$"""{"features":[{{Feature(5, -179.9, -17, 10, 1)}}]}""");
        Assert.Single(reading.Points);
    }

    [Theory]
    [InlineData("""{"kind":"usgs"}""", "latitude")]
    [InlineData("""{"kind":"usgs","latitude":91,"longitude":0,"radiusKm":50}""", "from -90 to 90 (degrees)")]
    [InlineData("""{"kind":"usgs","latitude":"41","longitude":0,"radiusKm":50}""", "must be a number")]
    [InlineData("""{"kind":"usgs","latitude":41,"longitude":0,"radiusKm":0}""", "radiusKm")]
    [InlineData("""{"kind":"usgs","latitude":41,"longitude":0,"radiusKm":5,"feed":"9.9_day"}""", "'feed'")]
    [InlineData("""{"kind":"usgs","latitude":41,"longitude":0,"radiusKm":5,"radius":5}""", "no parameter 'radius'")]
    [InlineData(
        """{"kind":"usgs","latitude":41,"longitude":0,"radiusKm":5,"minMagnitude":2,"feed":"4.5_day"}""",
        "holds no event below 4.5"
    )]
    [InlineData("""{"kind":"usgs","latitude":41,"longitude":0,"radiusKm":5,"merge":"30d"}""", "'merge'")]
    [InlineData("""{"kind":"usgs","latitude":41,"longitude":0,"radiusKm":5,"history":"5"}""", "'history'")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    [Fact]
    public async Task The_recording_of_a_week_is_read_whole_with_names_titles_and_links()
    {
        const string hualien = """{"kind":"usgs","latitude":24.13,"longitude":121.66,"radiusKm":50,"minMagnitude":6}""";
        var reading = await Read.Answer(Source, hualien, SharedData.Read("usgs_all_week_2018-02-07.geojson"));
        Assert.Equal((1707, 0), (reading.Entries, reading.Errors));
        var shock = Assert.Single(reading.Points, p => p.Value >= 6.4);
        Assert.Equal(DateTimeOffset.Parse("2018-02-06T15:50:43Z", null), shock.ObservedAt, TimeSpan.FromSeconds(1));
        Assert.Equal("us1000chhc", shock.Id);
        Assert.StartsWith("M 6.4 - ", shock.Title, StringComparison.Ordinal);
        Assert.Equal("https://earthquake.usgs.gov/earthquakes/eventpage/us1000chhc", shock.Link);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_skipped_and_those_after_it_are_read()
    {
        var good = Feature(5, 129.08, 41.28, 0, 1);
        var reading = await ReadAsync(
            "7",
            "{}",
            """{"properties":{"mag":5,"time":1},"geometry":null}""",
            """{"properties":{"mag":"strong","time":1},"geometry":{"coordinates":[129.08,41.28,0]}}""",
            """{"properties":{"mag":5,"time":1e300},"geometry":{"coordinates":[129.08,41.28,0]}}""",
            """{"properties":{"mag":5,"time":1,"title":"\ud800"},"geometry":{"coordinates":[129.08,41.28,0]}}""",
            good
        );
        Assert.Equal((7, 6, 1), (reading.Entries, reading.Errors, reading.Points.Count));
        Assert.Equal([1, 2, 3, 4, 5, 6], reading.FirstErrors.Select(e => e.Entry));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("Service Unavailable", "text, not JSON: \"Service Unavailable\"")]
    [InlineData("[]", "no list 'features'")]
    [InlineData("{\"features\":{\"a\":1}}", "no list 'features'")]
    [InlineData("{\"features\":[{}", "not whole JSON")]
    [InlineData("{\"features\":[]}}", "not whole JSON")]
    public async Task An_answer_that_is_something_else_is_refused_with_a_reason(string answer, string expected)
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Site, answer));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_events_are_an_answer() => Assert.Empty((await ReadAsync()).Points);

    [Fact]
    public async Task A_feed_of_a_hundred_megabytes_is_read_in_little_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var feed = new EndlessFeatures(Feature(1, 0, 0, 0, 1), 100_000_000);
        var reading = new FeedReading();
        await Read.Feed(Source, Site).ReadAsync(feed, reading, TestContext.Current.CancellationToken);
        Assert.InRange(reading.Entries, 1_000_000, 2_000_000);
        // What is allocated for each event is let go at once: the buffers stay the same.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / reading.Entries, 0, 1000);
    }

    static Task<FeedReading> ReadAsync(params string[] features) =>
        Read.Answer(Source, Site, $$"""{"features":[{{string.Join(',', features)}}]}""");

    static string Feature(double magnitude, double longitude, double latitude, double depth, long time) =>
        FormattableString.Invariant(
            $$$"""{"properties":{"mag":{{{magnitude}}},"time":{{{time}}}},"geometry":{"coordinates":[{{{longitude}}},{{{latitude}}},{{{depth}}}]}}"""
        );
}
