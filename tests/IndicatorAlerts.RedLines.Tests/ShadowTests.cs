using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>A line in shadow is evaluated and recorded as any other, and moves nothing else.</summary>
public class ShadowTests
{
    static readonly Dictionary<string, Series> History = new()
    {
        ["x"] = new(
            Lab.Indicators[0],
            Enumerable.Range(0, 12).Select(i => new Observation(Lab.At(5 * i), i < 6 ? 0 : 9, Lab.At(5 * i))),
            []
        ),
    };

    static Walk Walk(params RedLine[] lines)
    {
        var watch = Lab.Compile(lines);
        return watch.Advance(watch.Start(Lab.At(0)), History, Lab.At(55));
    }

    static RedLine Line(string id, Severity severity, bool shadow, string when = "x > 5") =>
        Lab.Line(when, id) with
        {
            Severity = severity,
            Shadow = shadow,
            Ladder = "danger",
        };

    [Fact]
    public void It_is_evaluated_and_recorded_and_no_part_of_the_level()
    {
        RedLine[] lines = [Line("trial", Severity.Critical, true), Line("real", Severity.Notice, false)];
        var walk = Walk(lines);
        Assert.Equal(Phase.Crossed, walk.State.Lines["trial"].Phase);
        Assert.Contains(walk.Transitions, t => t is { RedLine: "trial", To: Phase.Crossed });
        Assert.Equal(Severity.Notice, Lab.Compile(lines).Level(walk.State));
        Assert.Equal([0, 1], walk.State.Levels.Select(l => l.Level));
        Assert.Null(Lab.Compile(lines[0]).Level(walk.State));
    }

    [Theory]
    [InlineData(true, NotificationKind.Crossed)]
    [InlineData(false, null)]
    public void A_worse_line_silences_a_lesser_one_unless_it_is_in_shadow(bool shadow, NotificationKind? told)
    {
        var walk = Walk(Line("worse", Severity.Critical, shadow), Line("lesser", Severity.Notice, false));
        var crossing = Assert.Single(walk.Transitions, t => t is { RedLine: "lesser", To: Phase.Crossed });
        Assert.Equal(told, crossing.Tell);
    }

    [Theory]
    [InlineData(true, NotificationKind.Crossed)]
    [InlineData(false, NotificationKind.Escalated)]
    public void A_worse_line_escalates_from_a_lesser_one_unless_that_is_in_shadow(bool shadow, NotificationKind told)
    {
        // The lesser is crossed five minutes before.
        var lesser = Line("lesser", Severity.Notice, shadow);
        var worse = Line("worse", Severity.Critical, false) with { For = TimeSpan.FromMinutes(5) };
        var crossing = Assert.Single(
            Walk(lesser, worse).Transitions,
            t => t is { RedLine: "worse", To: Phase.Crossed }
        );
        Assert.Equal(told, crossing.Tell);
    }

    [Theory]
    [InlineData(true, Phase.Calm)]
    [InlineData(false, Phase.Crossed)]
    public void Others_that_count_crossed_lines_do_not_count_it(bool shadow, Phase expected)
    {
        var walk = Walk(
            Line("one", Severity.Warning, shadow),
            Line("count", Severity.Warning, false, "count_crossed() >= 1")
        );
        Assert.Equal(expected, walk.State.Lines["count"].Phase);
    }
}
