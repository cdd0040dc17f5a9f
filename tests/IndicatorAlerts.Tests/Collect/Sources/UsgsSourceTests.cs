using System.Text;
using CsCheck;
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
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    [Fact]
    public async Task No_answer_whatever_its_bytes_does_worse_than_to_be_refused()
    {
        var whole = Encoding.UTF8.GetBytes(
            $$"""{"features":[{{Feature(6.3, 129.03, 41.33, 0, 1_504_409_401_760)}}]}"""
        );
        var cut = Gen.Int[0, whole.Length - 1].Select(length => whole[..length]);
        var changed = Gen.Select(
            Gen.Int[0, whole.Length - 1],
            Gen.Byte,
            (at, value) => (byte[])[.. whole[..at], value, .. whole[(at + 1)..]]
        );
        await Gen.OneOf(cut, changed, Gen.Byte.Array[0, 200])
            .SampleAsync(
                async answer =>
                {
                    try
                    {
                        await Read.Answer(Source, Site, answer);
                    }
                    catch (FeedException e)
                    {
                        Assert.NotEmpty(e.Message);
                    }
                },
                iter: 20_000
            );
    }

    static Task<FeedReading> ReadAsync(params string[] features) =>
        Read.Answer(Source, Site, $$"""{"features":[{{string.Join(',', features)}}]}""");

    static string Feature(double magnitude, double longitude, double latitude, double depth, long time) =>
        FormattableString.Invariant(
            $$$"""{"properties":{"mag":{{{magnitude}}},"time":{{{time}}}},"geometry":{"coordinates":[{{{longitude}}},{{{latitude}}},{{{depth}}}]}}"""
        );
}
