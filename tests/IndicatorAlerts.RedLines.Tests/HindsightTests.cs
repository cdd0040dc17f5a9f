using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>What is told of observations that come late or are corrected.</summary>
public class HindsightTests
{
    static Walk Walk(RedLine line, int from, int until, params Observation[] points)
    {
        var watch = Lab.Compile(line);
        var history = new Dictionary<string, Series>
        {
            ["e"] = new(Lab.Indicators[2], points, [new(Lab.At(0), Lab.At(30_000))]),
        };
        return watch.Advance(watch.Start(Lab.At(from)), history, Lab.At(until));
    }

    static Observation Late(int minute, double value, int known) => new(Lab.At(minute), value, Lab.At(known));

    static IEnumerable<string> Told(Walk walk) =>
        walk
            .Transitions.Where(t => t.Tell is not null)
            .Select(t => $"{(t.At - Lab.Epoch).TotalMinutes}: {t.Tell}: {t.Reason}");

    [Theory]
    [InlineData(0, "00:30")]
    [InlineData(10, "00:40")]
    [InlineData(25, "00:55")]
    [InlineData(30, null)]
    public void What_was_missed_is_told_when_it_would_have_held_for_long_enough(int holds, string? at)
    {
        var line = Lab.Line("max(e, 30m) >= 4") with { For = TimeSpan.FromMinutes(holds) };
        var told = Told(Walk(line, 5, 200, Late(30, 5, 120)));
        string[] expected = at is null
            ? []
            :
            [
                $"120: Revised: late data shows what was missed: at 2024-01-01 {at} UTC max of Events e over 30 m is 5, at or above 4",
            ];
        Assert.Equal(expected, told);
    }

    [Fact]
    public void What_was_missed_is_told_again_only_for_what_was_not_told()
    {
        var told = Told(
            Walk(Lab.Line("max(e, 30m) >= 4"), 5, 300, Late(30, 5, 120), Late(35, 5, 130), Late(100, 5, 140))
        );
        Assert.Equal(
            [
                "120: Revised: late data shows what was missed: at 2024-01-01 00:30 UTC max of Events e over 30 m is 5, at or above 4",
                "130: Revised: late data shows what was missed: at 2024-01-01 01:00 UTC max of Events e over 30 m is 5, at or above 4",
                "140: Revised: late data shows what was missed: at 2024-01-01 01:40 UTC max of Events e over 30 m is 5, at or above 4",
            ],
            told
        );
    }

    [Fact]
    public void What_is_older_than_a_week_or_than_the_watch_is_not_told()
    {
        var line = Lab.Line("max(e, 30m) >= 4");
        Assert.Empty(Told(Walk(line, 5, 12_000, Late(30, 5, 30 + 30 + 7 * 1440))));
        Assert.Single(Told(Walk(line, 5, 12_000, Late(30, 5, 30 + 7 * 1440))));
        Assert.Empty(Told(Walk(line, 100, 200, Late(30, 5, 120))));
    }

    [Fact]
    public void A_correction_before_the_crossing_takes_it_back_once()
    {
        var told = Told(
                Walk(
                    Lab.Line("max(e, 3h) >= 4"),
                    5,
                    150,
                    Late(30, 4.1, 30),
                    Late(60, 4.2, 60),
                    Late(30, 3.8, 90),
                    Late(30, 3.7, 100)
                )
            )
            .ToList();
        Assert.Equal(2, told.Count);
        Assert.StartsWith("30: Crossed", told[0]);
        Assert.Equal(
            "90: Revised: late data takes the crossing back: at 2024-01-01 00:30 UTC max of Events e over 3 h is 3.8, below 4",
            told[1]
        );
    }

    [Fact]
    public void A_correction_after_the_crossing_does_not_take_it_back() =>
        Assert.Single(
            Told(Walk(Lab.Line("max(e, 3h) >= 4"), 5, 150, Late(30, 4.1, 30), Late(60, 5, 60), Late(60, 2, 90)))
        );

    [Fact]
    public void Lines_of_others_are_not_asked_about_their_past()
    {
        var watch = Lab.Compile(Lab.Line("max(e, 30m) >= 4 or crossed(b)", "a"), Lab.Line("x > 100", "b"));
        var history = new Dictionary<string, Series>
        {
            ["e"] = new(Lab.Indicators[2], [Late(30, 5, 120)], [new(Lab.At(0), Lab.At(300))]),
            ["x"] = new(Lab.Indicators[0], [.. Enumerable.Range(0, 60).Select(i => Late(5 * i, 1, 5 * i))], []),
        };
        Assert.Empty(Told(watch.Advance(watch.Start(Lab.At(5)), history, Lab.At(200))));
    }

    [Fact]
    public void What_was_missed_is_looked_for_on_the_grid() =>
        Assert.Equal(
            "120: Revised: late data shows what was missed: at 2024-01-01 00:35 UTC max of Events e over 30 m is 5, at or above 4",
            Assert.Single(Told(Walk(Lab.Line("max(e, 30m) >= 4"), 5, 200, Late(32, 5, 120))))
        );

    [Fact]
    public void A_correction_of_what_led_to_the_crossing_takes_it_back()
    {
        var told = Told(
            Walk(
                Lab.Line("sum(e, 3h) >= 8"),
                5,
                150,
                Late(20, 4.1, 20),
                Late(30, 4.1, 30),
                Late(60, 5, 60),
                Late(20, 1, 90)
            )
        );
        Assert.Equal(
            "90: Revised: late data takes the crossing back: at 2024-01-01 00:30 UTC sum of Events e over 3 h is 5.1, below 8",
            told.ElementAt(1)
        );
    }

    [Fact]
    public void A_late_level_without_any_window_is_told_too()
    {
        var watch = Lab.Compile(Lab.Line("x > 4"));
        var history = new Dictionary<string, Series>
        {
            ["x"] = new(Lab.Indicators[0], [Late(0, 1, 0), Late(30, 5, 75), Late(60, 1, 60)], []),
        };
        var walk = watch.Advance(watch.Start(Lab.At(5)), history, Lab.At(100));
        Assert.Equal(
            ["75: Revised: late data shows what was missed: at 2024-01-01 00:30 UTC Level x is 5, above 4"],
            Told(walk)
        );
    }
}
