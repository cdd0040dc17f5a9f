using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class WatchLevelTests
{
    [Fact]
    public void A_walk_notes_each_step_of_the_level()
    {
        var watch = Lab.Compile(
            Lab.Line("max(e, 30m) >= 4", "low") with
            {
                Severity = Severity.Notice,
            },
            Lab.Line("max(e, 30m) >= 6", "high") with
            {
                Severity = Severity.Critical,
            }
        );
        Observation[] events = [new(Lab.At(10), 7, Lab.At(10)), new(Lab.At(30), 4, Lab.At(30))];
        var history = new Dictionary<string, Series>
        {
            ["e"] = new(Lab.Indicators[2], events, [new(Lab.At(0), Lab.At(300))]),
        };
        var levels = watch.Advance(watch.Start(Lab.At(5)), history, Lab.At(90)).State.Levels;
        Assert.Equal(
            [(Lab.At(5), 0), (Lab.At(10), 4), (Lab.At(40), 1), (Lab.At(60), 0)],
            levels.Select(l => (l.At, l.Level))
        );
    }

    [Fact]
    public void A_watch_sees_a_step_of_another_from_when_it_was_decided()
    {
        var watch = Lab.Compile(Lab.Line("level(\"other\") >= warning"));
        var other = new WatchState
        {
            EvaluatedTo = Lab.At(60),
            Levels = [new(Lab.At(0), 0, Lab.At(0)), new(Lab.At(20), 3, Lab.At(40))],
        };
        var series = new Dictionary<string, Series> { [CompiledWatch.LevelOf("other")] = other.LevelSeries() };
        var walk = watch.Advance(watch.Start(Lab.At(5)), series, Lab.At(60));
        Assert.Equal(Lab.At(40), Assert.Single(walk.Transitions, t => t.To == Phase.Crossed).At);
    }

    [Fact]
    public void A_circle_of_watches_is_spelled_out()
    {
        var others = new Dictionary<string, IReadOnlyList<string>>
        {
            ["b"] = ["d", "c"],
            ["c"] = ["a"],
            ["d"] = [],
        };
        Assert.Equal(["a", "b", "c", "a"], WatchCircle.Find("a", ["b"], others));
        Assert.Null(WatchCircle.Find("a", ["d", "gone"], others));
    }

    [Fact]
    public void A_circle_is_found_exactly_when_a_watch_can_be_reached_from_itself() =>
        Gen.Int[0, 6]
            .Array[0, 3]
            .Array[7]
            .Sample(reads =>
            {
                var others = Enumerable
                    .Range(1, 6)
                    .ToDictionary(i => $"{i}", IReadOnlyList<string> (i) => [.. reads[i].Select(r => $"{r}")]);
                var reached = new HashSet<int>(reads[0]);
                for (var i = 0; i < 7; i++)
                    reached.UnionWith(reached.Where(r => r > 0).SelectMany(r => reads[r]).ToList());
                var circle = WatchCircle.Find("0", reads[0].Select(r => $"{r}"), others);
                Assert.Equal(reached.Contains(0), circle is not null);
                if (circle is null)
                    return;
                Assert.Equal(("0", "0"), (circle[0], circle[^1]));
                for (var i = 0; i + 1 < circle.Count; i++)
                    Assert.Contains(int.Parse(circle[i + 1]), reads[int.Parse(circle[i])]);
            });
}
