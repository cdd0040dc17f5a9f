using IndicatorAlerts.Local.Feeds;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class RecordingTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_recording_of_a_week_in_2018_is_read_whole_and_the_right_events_are_kept()
    {
        var recording = SharedData.Read("usgs_all_week_2018-02-07.geojson");
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Feeds.Set(TestService.QuakeFeed, FeedAnswer.Json(recording));
        // The circle around Hualien, where a magnitude 6.4 struck on 2018-02-06 at 15:50:43 UTC.
        await service.ApplyPackAsync(pack =>
            pack.Replace(
                "latitude: 41.28, longitude: 129.08",
                "latitude: 24.13, longitude: 121.66",
                StringComparison.Ordinal
            )
        );
        await service.StartAsync();

        var status = await service.WaitForStatusAsync(s => (int?)s["indicators"]![0]!["health"]!["read"] > 0);
        var indicator = status["indicators"]![0]!;
        Assert.Equal(1707, (int?)indicator["health"]!["read"]);
        Assert.Equal(recording.Length, (int?)indicator["health"]!["bytes"]);
        Assert.Equal(Expected(recording), (int?)indicator["health"]!["kept"]);
        Assert.NotEqual(0, Expected(recording));
    }

    // By another road than the code under test: the length of the chord between points on the unit sphere.
    static int Expected(byte[] recording)
    {
        using var document = System.Text.Json.JsonDocument.Parse(recording);
        var site = Point(24.13, 121.66);
        return document
            .RootElement.GetProperty("features")
            .EnumerateArray()
            .Count(f =>
            {
                var place = f.GetProperty("geometry").GetProperty("coordinates");
                var point = Point(place[1].GetDouble(), place[0].GetDouble());
                var chord = Math.Sqrt(
                    Math.Pow(point.X - site.X, 2) + Math.Pow(point.Y - site.Y, 2) + Math.Pow(point.Z - site.Z, 2)
                );
                return 2 * Math.Asin(chord / 2) * 6371.0088 <= 50
                    && place[2].GetDouble() <= 35
                    && f.GetProperty("properties").GetProperty("mag").ValueKind
                        == System.Text.Json.JsonValueKind.Number;
            });
    }

    static (double X, double Y, double Z) Point(double latitude, double longitude)
    {
        var (a, b) = (latitude * Math.PI / 180, longitude * Math.PI / 180);
        return (Math.Cos(a) * Math.Cos(b), Math.Cos(a) * Math.Sin(b), Math.Sin(a));
    }
}
