using IndicatorAlerts.RedLines.Evaluation;
using Xunit;
using static IndicatorAlerts.RedLines.Tests.MachineTests;

namespace IndicatorAlerts.RedLines.Tests;

public class LadderTests
{
    [Fact]
    public void A_worse_line_of_the_ladder_escalates_and_silences_the_lesser()
    {
        var low = Lab.Line("x > 4") with { Id = "low", Ladder = "l", Severity = Severity.Watch };
        var high = Lab.Line("x > 8", "high") with { Ladder = "l", Severity = Severity.Critical };
        var (walk, watch) = Run([5, 9, 5, 1, 9, 5], low, high);
        Assert.Equal(
            "0:low:Calm>Crossed:Crossed 1:high:Calm>Crossed:Escalated 2:high:Crossed>Calm:Cleared 3:low:Crossed>Calm:Cleared "
                + "4:low:Calm>Crossed: 4:high:Calm>Crossed:Crossed 5:low:Crossed>Crossed:Crossed 5:high:Crossed>Calm:Cleared",
            Steps(walk)
        );
        Assert.EndsWith("(not told: a worse line is crossed)", walk.Transitions[4].Reason);
        Assert.Equal(Severity.Watch, watch.Level(walk.State));
    }

    [Theory]
    [InlineData(
        new[] { 1, double.NaN, double.NaN, 5, 1 },
        "1:low:Calm>Calm:Blind 2:high:Calm>Crossed:Crossed 3:low:Calm>Crossed:Sighted 4:low:Crossed>Calm:",
        "Level x is 5, above 4 (told as seeing again only: a worse line is crossed)"
    )]
    [InlineData(
        new[] { 5, double.NaN, double.NaN, 1 },
        "0:low:Calm>Crossed:Crossed 1:low:Crossed>Crossed:Blind 2:high:Calm>Crossed:Escalated 3:low:Crossed>Calm:Sighted",
        "Level x is 1, at or below 4 (told as seeing again only: a worse line is crossed)"
    )]
    public void A_lesser_line_that_was_told_blind_is_told_as_seeing_again_when_it_moves_behind_a_worse_one(
        double[] x,
        string steps,
        string reason
    )
    {
        var low = Lab.Line("x > 4", "low") with { Ladder = "l", Severity = Severity.Watch };
        var high = Lab.Line("now > 2024-01-01T00:07Z", "high") with { Ladder = "l", Severity = Severity.Critical };
        var (walk, _) = Run(x, low, high);
        Assert.Equal(steps, Steps(walk));
        var sighted = Assert.Single(walk.Transitions, t => t.Tell == NotificationKind.Sighted);
        Assert.Equal(reason, sighted.Reason);
        Assert.Equal(walk.Transitions.First(t => t.Tell == NotificationKind.Blind).Episode, sighted.Episode);
    }
}
