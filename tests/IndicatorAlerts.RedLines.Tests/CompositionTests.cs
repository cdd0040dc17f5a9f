using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>One line that counts three others: one crossed, one calm, one blind.</summary>
public class CompositionTests
{
    [Theory]
    [InlineData(
        "count_crossed() >= 0",
        "True: the number of crossed red lines compares so with 0, whatever the blind lines are"
    )]
    [InlineData(
        "count_crossed() >= 1",
        "True: the number of crossed red lines compares so with 1, whatever the blind lines are"
    )]
    [InlineData(
        "count_crossed() >= 2",
        "Unknown: the number of crossed red lines is unknown: a red line that it counts is blind"
    )]
    [InlineData(
        "count_crossed() >= 3",
        "False: the number of crossed red lines compares so with 3, whatever the blind lines are"
    )]
    [InlineData(
        "count_crossed() == 0",
        "False: the number of crossed red lines compares so with 0, whatever the blind lines are"
    )]
    [InlineData(
        "count_crossed() == 2",
        "Unknown: the number of crossed red lines is unknown: a red line that it counts is blind"
    )]
    [InlineData(
        "count_crossed() != 3",
        "True: the number of crossed red lines compares so with 3, whatever the blind lines are"
    )]
    [InlineData(
        "count_crossed() < 2",
        "Unknown: the number of crossed red lines is unknown: a red line that it counts is blind"
    )]
    [InlineData(
        "count_crossed() < 3",
        "True: the number of crossed red lines compares so with 3, whatever the blind lines are"
    )]
    [InlineData(
        "count_crossed() + 0 >= 0",
        "Unknown: the number of crossed red lines is unknown: a red line that it counts is blind"
    )]
    [InlineData("count_crossed(severity >= warning) >= 1", "False: the number of crossed red lines is 0, below 1")]
    [InlineData("count_crossed(severity <= notice) >= 1", "True: the number of crossed red lines is 1, at or above 1")]
    [InlineData("count_crossed(severity < watch) == 1", "True: the number of crossed red lines is 1, equal to 1")]
    [InlineData("count_crossed(severity == notice) == 1", "True: the number of crossed red lines is 1, equal to 1")]
    [InlineData("count_crossed(severity != watch) == 1", "True: the number of crossed red lines is 1, equal to 1")]
    [InlineData("count_crossed(severity > watch) == 0", "True: the number of crossed red lines is 0, equal to 0")]
    [InlineData("crossed(on)", "True: red line 'on' is crossed")]
    [InlineData("crossed(\"off\")", "False: red line 'off' is not crossed")]
    [InlineData("crossed(blind)", "Unknown: red line 'blind' is blind")]
    [InlineData("crossed(on, within: 1d12h)", "True: red line 'on' was crossed within 1 d 12 h")]
    [InlineData("crossed(off, within: 10m)", "False: red line 'off' is not crossed")]
    [InlineData("crossed(was, within: 11m)", "True: red line 'was' was crossed within 11 m")]
    [InlineData("crossed(was, within: 10m)", "False: red line 'was' is not crossed")]
    public void A_line_is_composed_of_others(string condition, string expected)
    {
        var watch = Lab.Compile(
            Lab.Line(condition, "sum") with
            {
                Severity = Severity.Critical,
            },
            Lab.Line("x > 4", "on") with
            {
                Severity = Severity.Notice,
            },
            Lab.Line("x > 9", "off"),
            Lab.Line("y > 1", "blind") with
            {
                Severity = Severity.Watch,
            },
            Lab.Line("x > 9", "was")
        );
        watch = condition.Contains("was") ? watch : Without(watch, "was");
        double[] x = [10, 5, 5];
        var history = new Dictionary<string, Series>
        {
            ["x"] = new(Lab.Indicators[0], x.Select((v, i) => new Observation(Lab.At(5 * i), v, Lab.At(5 * i))), []),
        };
        if (!condition.Contains("was"))
            history["x"] = new(Lab.Indicators[0], [new(Lab.At(0), 5, Lab.At(0))], []);
        var state = watch.Advance(watch.Start(Lab.At(0)), history, Lab.At(10)).State.Lines["sum"];
        var truth =
            state.BlindSince is not null ? "Unknown"
            : state.IsRed ? "True"
            : "False";
        Assert.Equal(expected, $"{truth}: {state.Sentence}");
    }

    static CompiledWatch Without(CompiledWatch watch, string id) =>
        Lab.Compile([.. watch.Definition.RedLines.Where(l => l.Id != id)]);

    [Fact]
    public void The_level_of_a_watch_is_the_severity_of_its_worst_red_line()
    {
        var watch = Lab.Compile(
            Lab.Line("x > 1", "notice") with
            {
                Severity = Severity.Notice,
            },
            Lab.Line("x > 1", "warning"),
            Lab.Line("x > 9", "critical") with
            {
                Severity = Severity.Critical,
            }
        );
        var series = new Series(Lab.Indicators[0], [new(Lab.At(0), 5, Lab.At(0))], []);
        var start = watch.Start(Lab.At(0));
        Assert.Null(watch.Level(start));
        var state = watch.Advance(start, new Dictionary<string, Series> { ["x"] = series }, Lab.At(0)).State;
        Assert.Equal(Severity.Warning, watch.Level(state));
    }

    [Fact]
    public void Each_line_is_decided_once_after_those_it_refers_to() =>
        Assert.Equal(
            [3, 1, 2, 0],
            Lab.Compile(
                Lab.Line("crossed(b) and crossed(c)", "a"),
                Lab.Line("crossed(d)", "b"),
                Lab.Line("crossed(d)", "c"),
                Lab.Line("x > 1", "d")
            ).Order
        );

    [Fact]
    public void A_count_of_lines_may_not_close_a_circle()
    {
        var watch = Lab.Watch(Lab.Line("count_crossed() > 0", "a"), Lab.Line("crossed(a)", "b"));
        Assert.Null(CompiledWatch.Compile(watch, out var errors));
        Assert.Equal("Red lines refer to each other in a circle: a -> b -> a.", Assert.Single(errors).Message);
    }
}
