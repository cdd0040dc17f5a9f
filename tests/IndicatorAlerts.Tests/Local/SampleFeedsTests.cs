using System.Text.Json;
using IndicatorAlerts.Local.Feeds;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

public sealed class SampleFeedsTests : IAsyncLifetime
{
    private const string Day = "earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_day.geojson";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 21, 9, 30, 10, TimeSpan.Zero));
    private readonly HttpClient http = new();
    private SampleFeeds feeds = null!;

    private static CancellationToken Cancel => Limits.OneMinute;

    public async ValueTask InitializeAsync() =>
        feeds = await SampleFeeds.StartAsync(new() { TimeProvider = time }, Cancel);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await feeds.DisposeAsync();
    }

    [Fact]
    public async Task The_crossing_event_appears_after_its_time_and_not_before()
    {
        Assert.DoesNotContain(await FeaturesAsync(Day), IsCrossing);
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.DoesNotContain(await FeaturesAsync(Day), IsCrossing);

        time.Advance(TimeSpan.FromSeconds(1));

        var crossing = Assert.Single(await FeaturesAsync(Day), IsCrossing);
        Assert.Equal([129.03, 41.33, 0], Coordinates(crossing));
        Assert.EndsWith(
            "(sample)",
            crossing.GetProperty("properties").GetProperty("place").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("all", 0.0)]
    [InlineData("1.0", 1.0)]
    [InlineData("2.5", 2.5)]
    [InlineData("4.5", 4.5)]
    [InlineData("significant", 6.3)]
    public async Task Each_level_lists_what_is_strong_enough(string level, double least)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var all = (await FeaturesAsync(Day.Replace("2.5_day", "all_day"))).Select(Magnitude).ToList();

        var listed = (await FeaturesAsync(Day.Replace("2.5_day", $"{level}_day"))).Select(Magnitude);

        Assert.Equal(all.Where(m => m >= least), listed);
        Assert.True(all.Count > 20);
    }

    private async Task<List<JsonElement>> FeaturesAsync(string path)
    {
        var json = await http.GetStringAsync(new Uri(feeds.Url, path), Cancel);
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("features").EnumerateArray()];
    }

    private static double Magnitude(JsonElement feature) =>
        feature.GetProperty("properties").GetProperty("mag").GetDouble();

    private static bool IsCrossing(JsonElement feature) => Magnitude(feature) == 6.3;

    private static double[] Coordinates(JsonElement feature) =>
        [.. feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(n => n.GetDouble())];
}
