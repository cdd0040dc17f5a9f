using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>What of a condition can be drawn over time and be near its threshold.</summary>
public class GaugeTests
{
    static readonly Dictionary<string, Series> Levels = new()
    {
        ["x"] = new(Lab.Indicators[0], [new(Lab.At(0), 4, Lab.At(0)), new(Lab.At(60), 7, Lab.At(60))], []),
        ["y"] = new(Lab.Indicators[1], [], []),
        ["e"] = new(Lab.Indicators[2], [], []),
        ["f"] = new(Lab.Indicators[3], [], []),
    };

    [Theory]
    [InlineData("x > 5", "x at 5 rising Plain of x, 0m, values")]
    [InlineData("5 >= max(x, 1d)", "max(x, 1d) at 5 falling Plain of x, 1d, values")]
    [InlineData("5 < x", "x at 5 rising Plain of x, 0m, values")]
    [InlineData("5 > x", "x at 5 falling Plain of x, 0m, values")]
    [InlineData("5 <= x", "x at 5 rising Plain of x, 0m, values")]
    [InlineData("5 == x", "x at 5 still Plain of x, 0m, values")]
    [InlineData("not x < 2", "x at 2 rising Plain of x, 0m, values")]
    [InlineData("not not x < 2", "x at 2 falling Plain of x, 0m, values")]
    [InlineData("change(x, 1d) > 10%", "change(x, 1d) at 0.1 rising Percent of x, 1d")]
    [InlineData("rank(x, 2d) > 0.9", "rank(x, 2d) at 0.9 rising Percent of x, 2d")]
    [InlineData("age(e) > 2h", "age(e) at 7200 rising Seconds of e, 30d")]
    [InlineData("sum(x, 1d) >= 1 + 2", "sum(x, 1d) at 3 rising Plain of x, 1d")]
    [InlineData("avg(x, 7d offset 30d) < 1", "avg(x, 7d offset 30d) at 1 falling Plain of x, 37d, values")]
    [InlineData("avg(daily(x, max), 3d) > 1", "avg(daily(x, max), 3d) at 1 rising Plain of x, 3d")]
    [InlineData("max(x - y, 1d) > 1", "max(x - y, 1d) at 1 rising Plain of x y, 1d")]
    [InlineData("abs(x - y) > 1", "abs(x - y) at 1 rising Plain of x y, 0m")]
    [InlineData(
        "count(e, 1d) >= 3 and (x > 1 or y < 0)",
        "count(e, 1d) at 3 rising Plain of e, 1d",
        "x at 1 rising Plain of x, 0m, values",
        "y at 0 falling Plain of y, 0m, values"
    )]
    [InlineData("x > avg(x, 1d)")]
    [InlineData("absent(e, 1h)")]
    [InlineData("month == 9")]
    public void Numbers_that_are_compared_with_a_constant_are_gauges(string when, params string[] expected) =>
        Assert.Equal(expected, GaugeReader.Find(Lab.Compile(Lab.Line(when)), "line").Select(Text));

    [Fact]
    public void A_line_that_is_not_there_has_none() =>
        Assert.Empty(GaugeReader.Find(Lab.Compile(Lab.Line("x > 5")), "other"));

    [Fact]
    public void A_gauge_is_read_at_instants_as_it_was_known_there()
    {
        var (gauges, reader) = Read("x >= 5 and not y > 0");
        reader.Advance(Lab.At(30));
        Assert.Equal((4, Truth.False), (reader.Value(gauges[0]), reader.Holds(gauges[0])));
        Assert.Equal((null, Truth.Unknown), (reader.Value(gauges[1]), reader.Holds(gauges[1])));
        reader.Advance(Lab.At(60));
        Assert.Equal((7, Truth.True), (reader.Value(gauges[0]), reader.Holds(gauges[0])));
    }

    [Theory]
    [InlineData("x > 5", true)]
    [InlineData("x > 5 and max(x, 1d) > 3", true, false)]
    [InlineData("x > 5 and max(x, 1d) > 6", false, false)]
    [InlineData("x > 5 and max(x, 1d) > 6", true, true)]
    [InlineData("x > 5 or y > 1", true, false)]
    [InlineData("not x < 5 and not (x > 9 or y > 1)", false, false, false)]
    [InlineData("not x < 5 and not (x > 9 or y > 1)", true, false, true)]
    [InlineData("x > 5 and y > 1", false, false)]
    public void A_line_would_hold_if_gauges_near_it_did_and_all_else_stayed(string when, bool would, params bool[] more)
    {
        var (gauges, reader) = Read(when);
        reader.Advance(Lab.At(30));
        var given = gauges.Where((_, i) => i == 0 || (i <= more.Length && more[i - 1]));
        Assert.Equal(would, reader.WouldHold("line", [.. given]));
    }

    static (IReadOnlyList<Gauge> Gauges, GaugeReader Reader) Read(string when)
    {
        var watch = Lab.Compile(Lab.Line(when));
        return (GaugeReader.Find(watch, "line"), new(watch, watch.Start(Lab.At(0)), Levels));
    }

    static string Text(Gauge gauge)
    {
        var direction = gauge.Direction switch
        {
            1 => "rising",
            -1 => "falling",
            _ => "still",
        };
        var ids = string.Join(' ', gauge.Indicators.Select(i => i.Id));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{gauge.Text} at {gauge.Threshold} {direction} {gauge.Scale} of {ids}, {Duration.Format(gauge.Window)}{(gauge.IsOfValues ? ", values" : "")}"
        );
    }
}
