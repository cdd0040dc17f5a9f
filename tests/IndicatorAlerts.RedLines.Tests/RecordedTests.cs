using System.Text.Json;
using IndicatorAlerts.Local;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.Tests;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class RecordedTests
{
    [Fact]
    public void The_pack_is_crossed_by_each_of_the_six_nuclear_tests_and_by_nothing_else()
    {
        Assert.SkipWhen(Lab.IsMutationRun, "Twelve years of minutes are too long for thousands of runs.");
        var catalogue = SharedData.Read("usgs_dprk_box_1905_2024.geojson");
        var pack = File.ReadAllText(Path.Combine(Repository.Root, "packs", "korean-peninsula.yaml"));
        var line = Pack.Read(pack, out _)!.RedLines.Single(l => l.Id == "nuclear-test");
        var shock = Pack.Read(pack, out _)!.Indicators.Single(i => i.Id == "punggye-ri-shock");
        var definition = new Watch
        {
            Id = "w",
            Title = "W",
            Indicators = [shock],
            RedLines = [line],
        };
        var watch = CompiledWatch.Compile(definition, out _)!;
        var (from, to) = (
            new DateTimeOffset(2006, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2018, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        var series = new Series(shock, Near(catalogue), [new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)]);
        var walk = watch.Advance(watch.Start(from), new Dictionary<string, Series> { [shock.Id] = series }, to);
        Assert.Equal(
            ["2006-10-09", "2009-05-25", "2013-02-12", "2016-01-06", "2016-09-09", "2017-09-03"],
            walk.Transitions.Where(t => t.Tell == NotificationKind.Crossed).Select(t => $"{t.At:yyyy-MM-dd}")
        );
    }

    /// <summary>Within about 50 km of the site and no deeper than 35 km, known when it happened.</summary>
    static List<Observation> Near(byte[] recorded)
    {
        using var catalogue = JsonDocument.Parse(recorded);
        var near = new List<Observation>();
        foreach (var feature in catalogue.RootElement.GetProperty("features").EnumerateArray())
        {
            var place = feature.GetProperty("geometry").GetProperty("coordinates");
            var (east, north) = ((place[0].GetDouble() - 129.08) * 83.4, (place[1].GetDouble() - 41.28) * 111.2);
            var magnitude = feature.GetProperty("properties").GetProperty("mag");
            if (
                Math.Sqrt(east * east + north * north) > 50
                || place[2].GetDouble() > 35
                || magnitude.ValueKind != JsonValueKind.Number
            )
                continue;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(
                feature.GetProperty("properties").GetProperty("time").GetInt64()
            );
            near.Add(new(at, magnitude.GetDouble(), at));
        }
        return near;
    }
}
