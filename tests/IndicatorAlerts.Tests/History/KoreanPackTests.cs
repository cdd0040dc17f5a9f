using System.Globalization;
using IndicatorAlerts.History;
using IndicatorAlerts.History.Page;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;
using Xunit;

namespace IndicatorAlerts.Tests.History;

/// <summary>What the pack promises, on the years up to 2024.</summary>
public class KoreanPackTests
{
    [Fact]
    public void All_six_nuclear_tests_alarm_within_the_lag_of_the_feed_and_nothing_else_does()
    {
        var crossed = Crossings("nuclear-test");
        var tests = KoreanHistory.Events.Where(e => e.Kinds.Contains("nuclear-test")).ToList();
        Assert.Equal(6, tests.Count);
        Assert.Equal(tests.Count, crossed.Count);
        Assert.All(
            tests.Zip(crossed),
            t => Assert.InRange(t.Second - t.First.At, TimeSpan.Zero, TimeSpan.FromMinutes(20))
        );
    }

    [Fact]
    public void The_deep_earthquakes_of_the_region_are_on_no_line()
    {
        // M6.9 at 578 km in 2010, M5.8 at 563 km in 2013, M4.9 at 645 km in 2023.
        string[] days = ["2010-02-18", "2013-04-06", "2023-09-06"];
        Assert.DoesNotContain(
            KoreanHistory.Replay().Episodes,
            e => e.RedLine.Ladder == "seismic" && days.Contains($"{e.From:yyyy-MM-dd}")
        );
    }

    [Theory]
    [InlineData("2019-04-17")]
    [InlineData("2022-09-24")]
    public void The_first_launch_after_ninety_quiet_days_is_told_on_its_day(string day) =>
        Assert.Contains(day, Crossings("launch-resumption").Select(t => $"{t:yyyy-MM-dd}"));

    [Fact]
    public void The_provocation_line_is_red_in_late_June_2024() =>
        Assert.Contains(
            KoreanHistory.Replay().Episodes,
            e => e.RedLine.Id == "provocations-high" && e.From <= Day("2024-06-20") && e.To >= Day("2024-07-01")
        );

    [Fact]
    public void With_shares_that_stand_still_no_fall_of_the_won_is_told()
    {
        var moved = KoreanHistory.Replay().Episodes.Count(e => e.RedLine.Ladder == "markets");
        Assert.True(moved > 0);
        var rows = KoreanHistory
            .Observations()
            .Select(r => r.StartsWith("kospi,", StringComparison.Ordinal) ? Cell(r, 2, "2000") : r);
        Assert.DoesNotContain(
            KoreanHistory.Walk(rows, HistoryReplay.To),
            t => t.RedLine is "markets-in-fear" or "korea-priced" && t.To == Phase.Crossed
        );
    }

    [Fact]
    public void The_blank_rate_of_the_day_of_the_pact_is_no_observation()
    {
        var won = KoreanHistory
            .Observations()
            .Where(r => r.StartsWith("usd-krw,2024-06-", StringComparison.Ordinal))
            .Select(r => r.Split(','));
        Assert.Equal(
            ["17", "18", "20", "21"],
            won.Select(c => c[1][8..10])
                .Where(d => string.CompareOrdinal(d, "17") >= 0 && string.CompareOrdinal(d, "21") <= 0)
        );
        Assert.All(won, c => Assert.InRange(double.Parse(c[2], CultureInfo.InvariantCulture), 1300, 1500));
    }

    [Fact]
    public void False_alarms_stay_within_one_a_year_for_critical_lines_and_four_for_warnings()
    {
        var replay = KoreanHistory.Replay();
        Assert.All(
            KoreanHistory.Expectations,
            x =>
            {
                if (LineScore.Of(replay, x, KoreanHistory.Events) is not ({ } before, { } after))
                    return;
                var most = replay.Watch.RedLines.Single(l => l.Id == x.RedLine).Severity switch
                {
                    Severity.Critical => 1,
                    Severity.Warning => 4,
                    _ => double.PositiveInfinity,
                };
                Assert.InRange(before.FalseAlarmsAYear, 0, most);
                Assert.InRange(after.FalseAlarmsAYear, 0, most);
            }
        );
    }

    [Fact]
    public void Every_line_is_scored_and_every_miss_has_its_reason()
    {
        var replay = KoreanHistory.Replay();
        Assert.Equal(replay.Watch.RedLines.Select(l => l.Id), KoreanHistory.Expectations.Select(x => x.RedLine));
        var misses = Miss.Of(replay, KoreanHistory.Expectations, KoreanHistory.Events);
        Assert.All(misses, m => Assert.True(m.Reason.Length > 10, m.Event.Name));
    }

    static List<DateTimeOffset> Crossings(string line) =>
        [.. KoreanHistory.Replay().Episodes.Where(e => e.RedLine.Id == line).Select(e => e.From)];

    static DateTimeOffset Day(string day) => Rows.Instant(day)!.Value;

    static string Cell(string row, int at, string text)
    {
        var cells = row.Split(',');
        cells[at] = text;
        return string.Join(',', cells);
    }
}
