using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;
using static IndicatorAlerts.Tests.Alerts.GateLab;

namespace IndicatorAlerts.Tests.Alerts;

public class GateTests
{
    [Fact]
    public void What_is_still_crossed_when_the_silence_ends_is_told_once_and_says_so()
    {
        var run = Run([Silence("s", 0, 10)], (1, 7), (8, 7), (16, 7)).To(At(5), At(20));
        var late = Assert.Single(run.Late);
        Assert.Equal((At(10), "strong", NotificationKind.Crossed), (late.At, late.What.RedLine, late.What.Kind));
        Assert.Equal(
            "it was crossed at 2026-01-01 00:01 UTC during a silence: Shock is 7, at or above 6",
            late.What.LateSentence
        );
        var recorded = Assert.Single(run.Found);
        Assert.Equal(("silenced until 2026-01-01 00:10 UTC", "by ann: works"), (recorded.Untold, recorded.Note));
        Assert.Empty(run.Effects.Withheld);
    }

    [Fact]
    public void What_crossed_and_cleared_inside_a_silence_is_recorded_and_told_to_nobody()
    {
        var run = Run([Silence("s", 0, 10)], (1, 7), (5, 0), (12, 0)).To(At(20));
        Assert.Equal(
            [NotificationKind.Crossed, NotificationKind.Cleared],
            run.Found.Select(f => f.Transition.Tell!.Value)
        );
        Assert.All(run.Found, f => Assert.NotNull(f.Untold));
        Assert.Empty(run.Told);
    }

    [Fact]
    public void What_was_told_before_and_cleared_inside_a_silence_is_told_as_cleared_at_its_end()
    {
        var run = Run([Silence("s", 3, 10, "strong")], (1, 7), (5, 0), (12, 0)).To(At(20));
        Assert.Equal(
            [(At(1), NotificationKind.Crossed, false), (At(10), NotificationKind.Cleared, true)],
            run.Told.Select(t => (t.At, t.Kind, t.Late))
        );
        Assert.Equal(At(1), run.Told[1].Episode);
    }

    [Fact]
    public void Of_two_lines_of_a_ladder_the_worse_is_told_when_the_silence_ends_and_the_lesser_when_the_worse_is_clear()
    {
        var run = Run([Silence("s", 0, 10)], (1, 3), (2, 7), (12, 7), (15, 3), (24, 3)).To(At(30));
        Assert.Equal(
            [
                (At(10), "strong", NotificationKind.Escalated),
                (At(15), "strong", NotificationKind.Cleared),
                (At(15), "weak", NotificationKind.Crossed),
            ],
            run.Told.Where(t => t.Line != "odd").Take(3).Select(t => (t.At, t.Line, t.Kind))
        );
    }

    [Fact]
    public void A_silence_of_a_label_or_a_line_leaves_the_others_alone()
    {
        var label = Run([Silence("s", 0, 30, label: "loud")], (1, 3), (10, 3)).To(At(12));
        Assert.Equal(["weak", "weak"], label.Told.Select(t => t.Line));
        var line = Run([Silence("s", 0, 30, "weak")], (1, 3), (10, 3)).To(At(12));
        Assert.Equal(["odd"], line.Told.Select(t => t.Line));
    }

    [Fact]
    public void Two_silences_that_overlap_hold_until_the_later_one_ends()
    {
        var run = Run([Silence("a", 0, 10), Silence("b", 8, 14, "strong")], (1, 7), (12, 7)).To(At(9), At(20));
        Assert.Equal([At(14)], run.Late.Select(l => l.At));
    }

    [Fact]
    public void A_silence_that_is_ended_early_tells_at_once_what_is_still_crossed()
    {
        var run = Run([Silence("s", 0, 100)], (1, 7), (12, 7)).To(At(5));
        Assert.Empty(run.Told);
        run.Effects = run.Effects with { Silences = [Silence("s", 0, 100) with { End = At(6.5) }] };
        Assert.Equal([At(6.5)], run.To(At(7)).Told.Select(t => t.At));
    }

    [Fact]
    public void Blindness_that_lasts_is_told_after_a_silence_and_blindness_that_passed_is_not()
    {
        var lasting = Run([Silence("s", 0, 30, "strong")], (1, 0)).To(At(40));
        Assert.Contains(
            (At(30), NotificationKind.Blind),
            lasting.Told.Where(t => t.Line == "strong").Select(t => (t.At, t.Kind))
        );
        var passed = Run([Silence("s", 0, 30, "strong")], (1, 0), (25, 0), (35, 0)).To(At(40));
        Assert.DoesNotContain(passed.Told, t => t.Line == "strong");
    }

    [Theory]
    [InlineData(false, "Sighted")]
    [InlineData(true, "Cleared")]
    public void A_line_that_was_told_blind_and_sees_again_in_a_silence_is_not_taken_for_blind_for_ever(
        bool crosses,
        string told
    )
    {
        // Blind from 00:13 on; it sees again at 00:20.
        var run = Run([Silence("s", 15, 30, "strong")], (1, 0), (20, crosses ? 7 : 0), (22, 0), (29, 0));
        Assert.Equal(
            [(NotificationKind.Blind, false), (Enum.Parse<NotificationKind>(told), true)],
            run.To(At(16), At(21), At(35)).Told.Where(t => t.Line == "strong").Select(t => (t.Kind, t.Late))
        );
        Assert.Empty(run.Effects.Withheld);
    }

    [Fact]
    public void A_crossing_that_nobody_was_told_of_and_a_blindness_that_was_told_end_by_one_notification()
    {
        // 'weak' crosses inside its silence and waits for 'strong'; both are blind from 00:15 on and see at 00:20.
        var run = Run([Silence("s", 0, 10, "weak")], (1, 3), (2, 7), (20, 1)).To(At(30));
        Assert.Equal(
            [(At(15), NotificationKind.Blind), (At(20), NotificationKind.Cleared)],
            run.Told.Where(t => t.Line == "weak").Select(t => (t.At, t.Kind))
        );
    }

    [Fact]
    public void Nobody_is_reminded_of_an_episode_that_is_acknowledged_and_all_else_is_told()
    {
        var acknowledged = new Acknowledgement
        {
            RedLine = "weak",
            Episode = At(1),
            By = "ann",
            At = At(2),
            Note = "on it",
        };
        var run = new GateRun(Lab, new([], [acknowledged], []), Series((1, 3), (8, 3), (16, 7), (18, 3), (19, 0)));
        run.To(At(25));
        var weak = run.Found.Where(f => f.Transition.RedLine == "weak").ToList();
        Assert.Equal(
            [
                (NotificationKind.Crossed, null, null),
                (NotificationKind.Reminder, "acknowledged", "by ann: on it"),
                (NotificationKind.Reminder, "acknowledged", "by ann: on it"),
                (NotificationKind.Cleared, null, (string?)null),
            ],
            weak.Select(f => (f.Transition.Tell!.Value, f.Untold, f.Note))
        );
        Assert.Contains(run.Told, t => t is { Line: "strong", Kind: NotificationKind.Escalated });
    }

    [Fact]
    public void A_line_in_shadow_is_told_to_nobody_until_it_leaves_it()
    {
        var shadow = Lab with { RedLines = [Lab.RedLines[0] with { Shadow = true }] };
        var run = new GateRun(shadow, Effects.None, Series((1, 7), (12, 7))).To(At(5));
        Assert.Equal(["in shadow"], run.Found.Select(f => f.Untold));
        Assert.Empty(run.Told);

        var walk = new Walk(run.State, [], true);
        Assert.Empty(SilenceGate.Decide(shadow, run.Effects, run.State, walk, At(5.5)).Late);
        var live = SilenceGate.Decide(Lab, run.Effects, run.State, walk, At(5.5));
        Assert.Equal((At(5.5), "strong"), (live.Late.Single().At, live.Late.Single().What.RedLine));
        Assert.EndsWith(
            "while in shadow: Shock is 7, at or above 6",
            live.Late.Single().What.LateSentence,
            StringComparison.Ordinal
        );
        Assert.Empty(live.Withheld);
    }

    [Fact]
    public void What_waits_for_a_line_that_is_gone_or_was_changed_is_forgotten()
    {
        var run = Run([Silence("s", 0, 10)], (1, 7), (8, 7)).To(At(5));
        var gone = Lab with { RedLines = [.. Lab.RedLines.Skip(1)] };
        var walk = new Walk(run.State, [], true);
        var decision = SilenceGate.Decide(gone, run.Effects, run.State, walk, At(11));
        Assert.Empty(decision.Late);
        Assert.Empty(decision.Withheld);
        var calm = walk with { State = run.State with { Lines = new Dictionary<string, LineState>() } };
        Assert.Empty(SilenceGate.Decide(Lab, run.Effects, run.State, calm, At(11)).Late);
    }

    static GateRun Run(IReadOnlyList<Silence> silences, params (double, double)[] values) =>
        new(Lab, new(silences, [], []), Series(values));
}
