using IndicatorAlerts.Charts;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Tests.Mails;
using Xunit;

namespace IndicatorAlerts.Tests.Charts;

public class AlertChartTests
{
    [Fact]
    public void A_crossing_shows_its_number_its_threshold_the_observations_and_the_moment()
    {
        var chart = AlertChart.Of(Sample.One(NotificationKind.Crossed))!;
        Assert.Equal("Max of Seismic magnitude near Punggye-ri over 24 h", chart.Title);
        Assert.Equal("magnitude", chart.Unit);
        Assert.Equal((4.0, "4.0", 1), (chart.Threshold, chart.ThresholdText, chart.Direction));
        Assert.Equal(Sample.Crossed, chart.To);
        Assert.Equal(Sample.Crossed.AddDays(-4), chart.From);
        Assert.Equal(6.3, chart.Curve[^1].Value);
        // A shock stands for the 24 hours of its window, and before and after it nothing is known to have happened.
        Assert.Equal([2.1, null, 6.3], chart.Curve.Select(p => p.Value).SkipWhile(v => v is null).Distinct());
        Assert.Equal([2.1, 6.3], chart.Points.Select(p => p.Value));
        Assert.Equal([new ChartMark(Sample.Crossed, "crossed")], chart.Marks);
    }

    [Theory]
    [InlineData("won > 5000 or max(shock, 24h) >= 4.0", "max(shock, 24h)", 4.0, 1)]
    [InlineData("4.0 <= max(shock, 24h)", "max(shock, 24h)", 4.0, 1)]
    [InlineData("not (won > 1100 + 50)", "won", 1150.0, -1)]
    [InlineData("count(shock > 4, 1h) >= 1 and won < 9000", "count(shock > 4, 1h)", 1.0, 1)]
    [InlineData("(max(shock, 24h) + 1) * 2 > 10", "(max(shock, 24h) + 1) * 2", 10.0, 1)]
    [InlineData("age(shock) < 1h", "age(shock)", 60.0, -1)]
    public void The_comparison_that_decided_is_the_one_that_is_drawn(
        string when,
        string text,
        double threshold,
        int direction
    )
    {
        var dossier = Sample.One(NotificationKind.Crossed, Sample.Test with { When = when, ClearWhen = null });
        var compiled = CompiledWatch.Compile(dossier.Watch, out _)!;
        Assert.Contains(GaugeReader.Find(compiled, "nuclear-test"), g => g.Text == text);
        var chart = AlertChart.Of(dossier)!;
        Assert.Equal(threshold, chart.Threshold, 9);
        Assert.Equal(direction, chart.Direction);
        Assert.NotNull(chart.Curve[^1].Value);
    }

    [Theory]
    [InlineData("crossed(\"shock\")")]
    [InlineData("crossed(\"shock\") and won > 5000 or crossed(\"shock\")")]
    [InlineData("count_crossed() >= 1")]
    [InlineData("hour >= 0 and crossed(\"shock\")")]
    [InlineData("max(shock, 1h) > min(won, 30d) - 2000 and now >= 2017-09-03T03:30Z")]
    public void Where_no_number_was_compared_with_a_constant_there_is_no_chart(string when)
    {
        var dossier = Sample
            .Dossiers(
                Sample.Watch(Sample.Shocked, Sample.Test with { When = when, ClearWhen = null }),
                Sample.Series(),
                Sample.Crossed.AddHours(1)
            )
            .First(d => d.Alert.RedLine.Id == "nuclear-test");
        Assert.Null(AlertChart.Of(dossier));
    }

    [Fact]
    public void Who_cannot_see_has_no_chart() => Assert.Null(AlertChart.Of(Sample.One(NotificationKind.Blind)));

    [Fact]
    public void A_clearing_shows_the_number_below_the_line_and_when_it_cleared()
    {
        var dossier = Sample.One(NotificationKind.Cleared, Sample.Shocked);
        var chart = AlertChart.Of(dossier)!;
        Assert.Equal(["crossed", "cleared"], chart.Marks.Select(m => m.Text));
        Assert.Contains(chart.Curve, p => p.Value == 6.3);
    }

    [Fact]
    public void A_share_is_drawn_in_percent()
    {
        var dossier = Sample.One(NotificationKind.Crossed, Sample.Fall);
        var chart = AlertChart.Of(dossier)!;
        Assert.Equal(("%", 2.0, "2%"), (chart.Unit, Math.Round(chart.Threshold, 9), chart.ThresholdText));
        Assert.InRange(chart.Curve[^1].Value!.Value, 2, 6);
        Assert.Empty(chart.Points);
    }

    [Fact]
    public void An_age_is_drawn_in_the_unit_of_its_threshold()
    {
        var line = Sample.Test with { When = "age(shock) > 2d", ClearWhen = null };
        var dossier = Sample
            .Dossiers(Sample.Watch(line), Sample.Series(), Sample.Crossed)
            .Last(d => d.Alert.Kind == NotificationKind.Crossed);
        var chart = AlertChart.Of(dossier)!;
        Assert.Equal(("days", 2.0, "2 d"), (chart.Unit, chart.Threshold, chart.ThresholdText));
    }

    [Fact]
    public void The_curve_is_what_evaluations_read()
    {
        var dossier = Sample.One(NotificationKind.Crossed);
        var chart = AlertChart.Of(dossier)!;
        var instant = Sample.Start.AddDays(4);
        var at = chart.Curve.Last(p => p.At <= instant);
        Assert.Equal(2.1, at.Value);
        Assert.Null(chart.Curve.Last(p => p.At <= Sample.Start.AddDays(5)).Value);
    }
}
