using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class MachineTests
{
    static readonly RedLine Plain = Lab.Line("x > 4");

    /// <summary>Values of x every five minutes; NaN: none.</summary>
    internal static (Walk Walk, CompiledWatch Watch) Run(double[] x, params RedLine[] lines)
    {
        var watch = Lab.Compile(lines);
        var points = x.Select((v, i) => new Observation(Lab.At(5 * i), v, Lab.At(5 * i)));
        var history = new Dictionary<string, Series> { ["x"] = new(Short, points, []) };
        return (watch.Advance(watch.Start(Lab.At(0)), history, Lab.At(5 * (x.Length - 1))), watch);
    }

    static readonly Indicator Short = Lab.Indicators[0] with { StaleAfter = TimeSpan.FromMinutes(4) };

    internal static string Steps(Walk walk) =>
        string.Join(
            " ",
            walk.Transitions.Select(t => $"{(t.At - Lab.Epoch).TotalMinutes / 5}:{t.RedLine}:{t.From}>{t.To}:{t.Tell}")
        );

    [Fact]
    public void A_line_is_crossed_and_cleared_and_both_are_told_with_the_reason()
    {
        var (walk, watch) = Run([1, 5, 5, 1], Plain);
        Assert.Equal("1:line:Calm>Crossed:Crossed 3:line:Crossed>Calm:Cleared", Steps(walk));
        Assert.Equal("Level x is 5, above 4", walk.Transitions[0].Reason);
        Assert.Equal("Level x is 1, at or below 4", walk.Transitions[1].Reason);
        Assert.Equal(Lab.At(5), walk.Transitions[1].Episode);
        Assert.Null(watch.Level(walk.State));
    }

    [Fact]
    public void Blindness_keeps_the_state_and_is_told_as_the_policy_says()
    {
        const double None = double.NaN;
        var held = Plain with { Id = "held", OnBlind = BlindPolicy.Hold };
        var (walk, _) = Run([5, None, None, 5, 1], Plain, held);
        Assert.Equal(
            "0:line:Calm>Crossed:Crossed 0:held:Calm>Crossed:Crossed "
                + "1:line:Crossed>Crossed:Blind 1:held:Crossed>Crossed: "
                + "3:line:Crossed>Crossed:Sighted 3:held:Crossed>Crossed: "
                + "4:line:Crossed>Calm:Cleared 4:held:Crossed>Calm:Cleared",
            Steps(walk)
        );
        Assert.Equal("Level x has had no value for more than 4 m", walk.Transitions[2].Reason);
        Assert.Equal(
            "Level x has had no value for more than 4 m (not told: its policy is to hold)",
            walk.Transitions[3].Reason
        );
        Assert.Equal("Level x is 5, above 4", walk.Transitions[4].Reason);
    }

    [Fact]
    public void What_was_not_seen_has_not_held()
    {
        var line = Plain with
        {
            For = TimeSpan.FromMinutes(10),
            Keep = TimeSpan.FromMinutes(10),
            OnBlind = BlindPolicy.Hold,
        };
        var (walk, _) = Run([5, 5, double.NaN, 5, 5, 5, 1, double.NaN, 1, 1, 1], line);
        Assert.Equal(
            "0:line:Calm>Pending: 2:line:Pending>Pending: 3:line:Pending>Pending: 5:line:Pending>Crossed:Crossed "
                + "6:line:Crossed>Clearing: 7:line:Clearing>Clearing: 8:line:Clearing>Clearing: 10:line:Clearing>Calm:Cleared",
            Steps(walk)
        );
        Assert.Equal("Level x is 5, above 4; it has held for 10 m", walk.Transitions[3].Reason);
        Assert.Equal("Level x is 1, at or below 4; it has been clear for 10 m", walk.Transitions[7].Reason);
    }

    [Fact]
    public void The_state_remembers_the_episode_and_when_it_was_last_red()
    {
        var watch = Lab.Compile(Plain with { For = TimeSpan.FromMinutes(5), Keep = TimeSpan.FromMinutes(5) });
        double[] x = [5, 5, 1, 1, 5, 1];
        var points = x.Select((v, i) => new Observation(Lab.At(5 * i), v, Lab.At(5 * i)));
        var history = new Dictionary<string, Series> { ["x"] = new(Short, points, []) };
        var state = watch.Start(Lab.At(0));
        var seen = new LineState { HasSeen = true };
        var red = seen with { Episode = Lab.At(5), Told = true, ToldAt = Lab.At(5) };
        LineState[] expected =
        [
            seen with
            {
                Phase = Phase.Pending,
                Since = Lab.At(0),
            },
            red with
            {
                Phase = Phase.Crossed,
                Since = Lab.At(5),
            },
            red with
            {
                Phase = Phase.Clearing,
                Since = Lab.At(10),
            },
            seen with
            {
                Phase = Phase.Calm,
                Since = Lab.At(15),
                RedUntil = Lab.At(10),
            },
            seen with
            {
                Phase = Phase.Pending,
                Since = Lab.At(20),
                RedUntil = Lab.At(10),
            },
            seen with
            {
                Phase = Phase.Calm,
                Since = Lab.At(25),
                RedUntil = Lab.At(10),
            },
        ];
        for (var i = 0; i < x.Length; i++)
        {
            state = watch.Advance(state, history, Lab.At(5 * i)).State;
            var line = state.Lines["line"];
            Assert.Equal(i == 0 ? [] : [Lab.At(5)], line.Crossings);
            Assert.Equal(expected[i] with { Sentence = line.Sentence, Crossings = line.Crossings }, line);
        }
    }

    [Fact]
    public void A_crossing_is_of_the_last_day_for_24_hours_and_no_longer()
    {
        var watch = Lab.Compile(Plain with { MostPerDay = 1 });
        double[] hours = [0, 1, 23.9, 24, 25];
        var points = hours.SelectMany(h =>
            new Observation[] { new(Lab.At(60 * h), 5, Lab.At(60 * h)), new(Lab.At(60 * h + 5), 1, Lab.At(60 * h + 5)) }
        );
        var history = new Dictionary<string, Series>
        {
            ["x"] = new(Lab.Indicators[0] with { StaleAfter = TimeSpan.FromDays(2) }, points, []),
        };
        var walk = watch.Advance(watch.Start(Lab.At(0)), history, Lab.At(60 * 26));
        Assert.Equal(
            [0, 24],
            walk.Transitions.Where(t => t.Tell == NotificationKind.Crossed).Select(t => (t.At - Lab.Epoch).TotalHours)
        );
        Assert.Equal([Lab.At(60 * 24)], walk.State.Lines["line"].Crossings);
    }

    [Fact]
    public void A_line_that_cannot_see_whether_it_may_clear_is_blind_and_stays_red()
    {
        var (walk, _) = Run([5, 3, 3], Plain with { ClearWhen = "y < 2" });
        Assert.Equal("0:line:Calm>Crossed:Crossed 1:line:Crossed>Crossed:Blind", Steps(walk));
        Assert.Equal(
            "Level x is 3, at or below 4; and Level y has had no value for more than 3 h",
            walk.Transitions[1].Reason
        );
        Assert.Equal((Phase.Crossed, Lab.At(5)), (walk.State.Lines["line"].Phase, walk.State.Lines["line"].BlindSince));
    }

    [Fact]
    public void A_blind_red_line_is_reminded_of_from_when_its_blindness_was_told()
    {
        const double None = double.NaN;
        var (walk, _) = Run([5, None, 5, 5, 5, 5], Plain with { RemindEvery = TimeSpan.FromMinutes(15) });
        Assert.Equal(
            "0:line:Calm>Crossed:Crossed 1:line:Crossed>Crossed:Blind 2:line:Crossed>Crossed:Sighted 5:line:Crossed>Crossed:Reminder",
            Steps(walk)
        );
    }

    [Fact]
    public void Clear_when_holds_a_line_red_until_it_is_met()
    {
        var (walk, _) = Run([5, 3, 3, 1], Plain with { ClearWhen = "x < 2" });
        Assert.Equal("0:line:Calm>Crossed:Crossed 3:line:Crossed>Calm:Cleared", Steps(walk));
        Assert.Equal("Level x is 1, at or below 4; and Level x is 1, below 2", walk.Transitions[1].Reason);
    }

    [Fact]
    public void A_line_that_crosses_again_while_it_clears_stays_the_same_episode()
    {
        var (walk, _) = Run([5, 1, 5, 1, 1], Plain with { Keep = TimeSpan.FromMinutes(10) });
        Assert.Equal(
            "0:line:Calm>Crossed:Crossed 1:line:Crossed>Clearing: 2:line:Clearing>Crossed: 3:line:Crossed>Clearing:",
            Steps(walk)
        );
        Assert.All(walk.Transitions, t => Assert.Equal(Lab.Epoch, t.Episode));
    }

    [Fact]
    public void People_are_reminded_while_it_is_crossed()
    {
        var (walk, _) = Run([5, 5, 5, 5, 5, 1], Plain with { RemindEvery = TimeSpan.FromMinutes(10) });
        Assert.Equal(
            "0:line:Calm>Crossed:Crossed 2:line:Crossed>Crossed:Reminder 4:line:Crossed>Crossed:Reminder 5:line:Crossed>Calm:Cleared",
            Steps(walk)
        );
    }

    [Fact]
    public void A_line_that_flaps_is_told_so_many_times_a_day_and_recorded_every_time()
    {
        var (walk, _) = Run([5, 1, 5, 1, 5, 1], Plain with { MostPerDay = 2 });
        Assert.Equal(
            [NotificationKind.Crossed, NotificationKind.Crossed, null],
            walk.Transitions.Where(t => t.To == Phase.Crossed).Select(t => t.Tell)
        );
        Assert.EndsWith("(not told: people were told of 2 crossings in 24 h)", walk.Transitions[4].Reason);
        Assert.EndsWith("(not told: nobody was told that it was crossed)", walk.Transitions[5].Reason);
    }

    [Fact]
    public void Lines_are_composed_of_others()
    {
        var (walk, _) = Run(
            [1, 5, 9, 1, 1, double.NaN],
            Lab.Line("crossed(\"a\") and crossed(b)", "both") with
            {
                OnBlind = BlindPolicy.Hold,
            },
            Lab.Line("crossed(\"a\", within: 15m)", "within") with
            {
                OnBlind = BlindPolicy.Hold,
            },
            Lab.Line("count_crossed(severity >= critical) >= 1", "count") with
            {
                OnBlind = BlindPolicy.Hold,
            },
            Plain with
            {
                Id = "a",
                OnBlind = BlindPolicy.Hold,
            },
            Lab.Line("x > 8", "b") with
            {
                Severity = Severity.Critical,
                OnBlind = BlindPolicy.Hold,
            }
        );
        string Of(string id) =>
            string.Join(
                " ",
                walk.Transitions.Where(t => t.RedLine == id)
                    .Select(t => $"{(t.At - Lab.Epoch).TotalMinutes / 5}:{t.To}")
            );
        Assert.Equal("2:Crossed 3:Calm 5:Calm", Of("both"));
        Assert.Equal("1:Crossed 5:Crossed", Of("within"));
        Assert.Equal("2:Crossed 3:Calm 5:Calm", Of("count"));
        Assert.Equal(
            "red line 'a' is crossed; and red line 'b' is crossed",
            walk.Transitions.First(t => t.RedLine == "both").Reason
        );
        Assert.StartsWith("red line 'a' is blind", walk.Transitions.Last(t => t.RedLine == "within").Reason);
    }

    [Fact]
    public void The_level_of_another_watch_is_an_input()
    {
        var watch = Lab.Compile(Lab.Line("level(\"other\") >= warning"));
        Assert.Equal(["other"], watch.Watches);
        var levels = new Series(new() { Id = "other", Title = "other" }, [new(Lab.At(10), 3, Lab.At(10))], []);
        var walk = watch.Advance(
            watch.Start(Lab.At(5)),
            new Dictionary<string, Series> { [CompiledWatch.LevelOf("other")] = levels },
            Lab.At(20)
        );
        Assert.Equal("1:line:Calm>Calm: 2:line:Calm>Crossed:Crossed", Steps(walk));
    }

    [Fact]
    public void A_late_event_is_reported_as_a_revision_and_changes_nothing_that_was_decided()
    {
        var watch = Lab.Compile(Lab.Line("max(e, 30m) >= 4"));
        var quake = new Observation(Lab.At(30), 5, Lab.At(120));
        var history = new Dictionary<string, Series>
        {
            ["e"] = new(Lab.Indicators[2], [quake], [new(Lab.At(0), Lab.At(300))]),
        };
        var walk = watch.Advance(watch.Start(Lab.At(5)), history, Lab.At(200));
        var told = Assert.Single(walk.Transitions);
        Assert.Equal(
            (Lab.At(120), Phase.Calm, Phase.Calm, NotificationKind.Revised),
            (told.At, told.From, told.To, told.Tell!.Value)
        );
        Assert.Equal(
            "late data shows what was missed: at 2024-01-01 00:30 UTC max of Events e over 30 m is 5, at or above 4",
            told.Reason
        );
    }

    [Fact]
    public void A_correction_that_takes_a_crossing_back_is_told_while_it_is_crossed()
    {
        var watch = Lab.Compile(Lab.Line("max(e, 3h) >= 4"));
        Observation[] quakes =
        [
            new(Lab.At(30), 4.1, Lab.At(30)),
            new(Lab.At(60), 4.2, Lab.At(60)),
            new(Lab.At(30), 3.8, Lab.At(90)),
        ];
        var history = new Dictionary<string, Series>
        {
            ["e"] = new(Lab.Indicators[2], quakes, [new(Lab.At(0), Lab.At(300))]),
        };
        var walk = watch.Advance(watch.Start(Lab.At(5)), history, Lab.At(200));
        Assert.Equal("6:line:Calm>Crossed:Crossed 18:line:Crossed>Crossed:Revised", Steps(walk));
        Assert.StartsWith(
            "late data takes the crossing back: at 2024-01-01 00:30 UTC max of Events e over 3 h is 3.8, below 4",
            walk.Transitions[1].Reason
        );
    }

    [Fact]
    public void The_explanation_holds_the_tree_with_the_points_of_each_window()
    {
        var watch = Lab.Compile(Lab.Line("max(e, 24h) >= 4.0 and x > 1"));
        Observation[] quakes = [new(Lab.At(5), 6.3, Lab.At(10)), new(Lab.At(15), 2, Lab.At(15))];
        var history = new Dictionary<string, Series>
        {
            ["e"] = new(Lab.Indicators[2], quakes, [new(Lab.At(0), Lab.At(300))]),
            ["x"] = new(Lab.Indicators[0], [new(Lab.At(15), 2, Lab.At(15))], []),
        };
        var told = Assert.Single(
            watch.Advance(watch.Start(Lab.At(5)), history, Lab.At(15)).Transitions,
            t => t.To == Phase.Crossed
        );
        Assert.Equal("max of Events e over 24 h is 6.3, at or above 4.0; and Level x is 2, above 1", told.Reason);
        var window = told.Explanation.Root!.Parts[0].Parts[0];
        Assert.Equal(("max(e, 24h)", "6.3"), (window.Text, window.Value));
        Assert.Equal(
            new WindowFacts("e", Lab.At(15 - 1440), Lab.At(15), 2, quakes[0], quakes[1], quakes[1], quakes[0]),
            window.Window
        );
    }
}
