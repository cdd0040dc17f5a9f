using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class ExplainerTests
{
    /// <summary>Each part of the tree as "text = value", an operand deeper by a dot.</summary>
    static IEnumerable<string> Lines(ExplanationNode node, string depth = "") =>
        node.Parts.SelectMany(p => Lines(p, depth + ".")).Prepend($"{depth}{node.Text} = {node.Value}");

    static Explanation Explain(string condition, params (string Id, Observation[] Points)[] series)
    {
        var watch = Lab.Compile(Lab.Line(condition));
        var history = series.ToDictionary(
            s => s.Id,
            s => new Series(Lab.Indicators.Single(i => i.Id == s.Id), s.Points, [new(Lab.At(0), Lab.At(60))])
        );
        var runner = new Runner(watch.Scope, history, [new()]);
        runner.Advance(Lab.At(60).UtcTicks);
        return new Explainer(watch.Scope, runner.Frame).Explain(watch.Lines[0].When, condition);
    }

    static Observation Point(int minute, double value, int? known = null) =>
        new(Lab.At(minute), value, Lab.At(known ?? minute));

    [Fact]
    public void The_tree_holds_every_part_as_written_with_its_value()
    {
        var told = Explain(
            "not (x + y >  3 or max(e, 1h) > 4) or (5 > 1 and x/0 > 1)",
            ("x", [Point(50, 2)]),
            ("e", [Point(30, 4.5)])
        );
        Assert.Equal(
            [
                "not (x + y >  3 or max(e, 1h) > 4) or (5 > 1 and x/0 > 1) = unknown: x/0 is unknown: it would divide by zero",
                ".not (x + y >  3 or max(e, 1h) > 4) = false",
                "..(x + y >  3 or max(e, 1h) > 4) = true",
                "...x + y >  3 = unknown: Level y has had no value for more than 3 h",
                "....x + y = unknown",
                ".....x = 2",
                ".....y = unknown: Level y has had no value for more than 3 h",
                "....3 = 3",
                "...max(e, 1h) > 4 = true",
                "....max(e, 1h) = 4.5",
                "....4 = 4",
                ".(5 > 1 and x/0 > 1) = unknown: x/0 is unknown: it would divide by zero",
                "..5 > 1 = true",
                "...5 = 5",
                "...1 = 1",
                "..x/0 > 1 = unknown: x/0 is unknown: it would divide by zero",
                "...x/0 = unknown",
                "....x = 2",
                "....0 = 0",
                "...1 = 1",
            ],
            Lines(told.Root!)
        );
    }

    [Fact]
    public void A_window_shows_its_points_up_to_its_offset_and_which_revision_was_seen()
    {
        Observation[] points =
        [
            Point(4, 9),
            Point(10, 2, 12),
            Point(20, 7),
            Point(20, 3, 25),
            Point(20, 8, 70),
            Point(25, 1),
            Point(30, 3),
            Point(35, 1),
            Point(40, 5),
        ];
        var told = Explain("sum(e, 30m offset 25m) > 4", ("e", points));
        Assert.Equal(
            new WindowFacts("e", Lab.At(5), Lab.At(35), 5, points[1], points[7], points[5], points[3]),
            told.Root!.Parts[0].Window
        );
        Assert.Equal("10", told.Root.Parts[0].Value);
        Assert.Null(told.Root.Window);
    }

    [Fact]
    public void A_window_without_points_shows_none() =>
        Assert.Equal(
            new WindowFacts("e", Lab.At(0), Lab.At(60), 0, null, null, null, null),
            Explain("max(e, 1h) > 4", ("e", [])).Root!.Parts[0].Window
        );

    [Fact]
    public void A_calculated_point_is_known_when_it_is_asked_for()
    {
        var facts = Explain("max(x + y, 1h) > 4", ("x", [Point(30, 2, 31)]), ("y", [Point(20, 1, 22)]))
            .Root!.Parts[0]
            .Window!;
        Assert.Equal(("x", 1), (facts.Indicator, facts.Count));
        Assert.Equal(Point(30, 3, 60), facts.Last);
    }

    [Theory]
    [InlineData("now - 2024-01-01 > 1m", "1 h")]
    [InlineData("now > 2024-01-01", "2024-01-01 01:00 UTC")]
    [InlineData("now + 36500d + 36500d > now", "2223-11-14 01:00 UTC")]
    [InlineData("now - 36500d * 300 < now", "an instant beyond the calendar")]
    [InlineData("now + 36500d * 300 > now", "an instant beyond the calendar")]
    [InlineData("36500d * 10 > 1d", "31536000000 s")]
    [InlineData("0m - 90m < 1d", "-1 h 30 m")]
    [InlineData("34722d > 1d", "34722 d")]
    [InlineData("34723d - 0m > 1d", "3000067200 s")]
    [InlineData("0.01 + 0 > 1", "0.01")]
    [InlineData("0.00999 + 0 > 1", "0.00999")]
    [InlineData("0.0012345 + 0 > 1", "0.00123")]
    [InlineData("1.23456 + 0 > 1", "1.235")]
    [InlineData("-0.0012345 + 0 < 1", "-0.00123")]
    public void Values_read_as_people_write_them(string condition, string value) =>
        Assert.Equal(value, Explain(condition).Root!.Parts[0].Value);
}
