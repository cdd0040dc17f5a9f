using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class TellingTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 30, TimeSpan.Zero);

    [Fact]
    public void What_arrives_between_two_instants_of_the_grid_is_judged_when_it_arrives()
    {
        var arrival = Start.AddSeconds(7);
        var walk = Advance(
            [new(Start.AddMinutes(-3), 6.3, arrival)],
            [new(Start.AddHours(-1), Start.AddMinutes(1))],
            Start.AddSeconds(20)
        );
        var crossed = Assert.Single(walk.Transitions, t => t.To == Phase.Crossed);
        Assert.Equal(arrival, crossed.At);
        Assert.Equal(NotificationKind.Crossed, crossed.Tell);
        Assert.Equal("max of Shock over 24 h is 6.3, at or above 4.0", crossed.Reason);
        Assert.Equal(arrival, walk.State.EvaluatedTo);
    }

    [Fact]
    public void A_new_watch_decides_its_first_instant_at_once()
    {
        var walk = Advance([], [new(Start.AddHours(-1), Start)], Start);
        Assert.Equal(new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), walk.State.EvaluatedTo);
        Assert.Null(walk.State.Lines["test"].BlindSince);
    }

    [Fact]
    public void A_line_that_sees_for_the_first_time_tells_nobody_that_it_was_blind()
    {
        var walk = Advance([], [new(Start.AddMinutes(3), Start.AddMinutes(60))], Start.AddMinutes(30));
        Assert.All(walk.Transitions, t => Assert.Null(t.Tell));
        Assert.Equal(
            [
                "Shock has not been read for more than 2 h (not told: it has not seen anything yet)",
                "max of Shock over 24 h is none, as nothing happened (not told: nobody was told that it was blind)",
            ],
            walk.Transitions.Select(t => t.Reason)
        );
        Assert.Null(walk.State.Lines["test"].BlindSince);
    }

    [Fact]
    public void A_line_that_never_sees_is_told_blind_once_its_indicator_has_had_the_time_to_be_read()
    {
        var walk = Advance([], [], Start.AddHours(9));
        var told = Assert.Single(walk.Transitions, t => t.Tell is not null);
        Assert.Equal(
            (NotificationKind.Blind, new DateTimeOffset(2026, 11, 24, 14, 0, 0, TimeSpan.Zero)),
            (told.Tell, told.At)
        );
    }

    [Theory]
    [InlineData("crossed(\"test\")", 120)]
    [InlineData("count_crossed(severity >= warning) > 0", 120)]
    [InlineData("level(\"other\") >= warning", 5)]
    public void A_line_that_reads_other_lines_or_watches_waits_as_long_as_they_may_take(string when, int minutes)
    {
        var watch = Lab.Compile(Lab.Line("max(e, 24h) >= 4", "test"), Lab.Line(when, "sum"));
        var walk = watch.Advance(watch.Start(Lab.At(0)), new Dictionary<string, Series>(), Lab.At(600));
        var told = Assert.Single(walk.Transitions, t => t is { RedLine: "sum", Tell: not null });
        Assert.Equal((NotificationKind.Blind, Lab.At(minutes)), (told.Tell!.Value, told.At));
    }

    [Fact]
    public void From_sight_to_blindness_and_back_is_told_at_once_and_not_calm_meanwhile()
    {
        ReadRun[] reads = [new(Start.AddHours(-1), Start.AddMinutes(10)), new(Start.AddHours(5), Start.AddHours(6))];
        var walk = Advance([new(Start.AddMinutes(1), 5, Start.AddMinutes(2))], reads, Start.AddHours(6));
        Assert.Equal(
            [
                (NotificationKind.Crossed, Start.AddMinutes(2)),
                (NotificationKind.Blind, new(2026, 11, 24, 14, 11, 0, TimeSpan.Zero)),
                (NotificationKind.Sighted, new(2026, 11, 24, 17, 1, 0, TimeSpan.Zero)),
            ],
            walk.Transitions.Where(t => t.Tell is not null).Select(t => (t.Tell!.Value, t.At))
        );
        var blind = Assert.Single(walk.Transitions, t => t.Tell == NotificationKind.Blind);
        Assert.Equal((Phase.Crossed, Phase.Crossed), (blind.From, blind.To));
    }

    static Walk Advance(Observation[] observations, ReadRun[] reads, DateTimeOffset until)
    {
        var indicator = new Indicator
        {
            Id = "shock",
            Title = "Shock",
            Of = SeriesKind.Events,
            StaleAfter = TimeSpan.FromHours(2),
        };
        var line = new RedLine
        {
            Id = "test",
            Title = "Test",
            When = "max(shock, 24h) >= 4.0",
        };
        var watch = CompiledWatch.Compile(
            new()
            {
                Id = "w",
                Title = "W",
                Indicators = [indicator],
                RedLines = [line],
            },
            out var errors
        );
        Assert.Empty(errors);
        var series = new Dictionary<string, Series> { ["shock"] = new(indicator, observations, reads) };
        return watch!.Advance(watch.Start(Start), series, until);
    }
}
