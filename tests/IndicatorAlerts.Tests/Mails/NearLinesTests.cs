using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

public class NearLinesTests
{
    [Theory]
    [InlineData(5, 6, 1, null, true)]
    [InlineData(4, 6, 1, null, false)]
    [InlineData(-2.5, -3, -1, null, true)]
    [InlineData(2.5, -3, -1, null, false)]
    [InlineData(6, 5, -1, null, true)]
    [InlineData(7, 5, -1, null, false)]
    [InlineData(0, 0, 1, null, false)]
    [InlineData(-0.1, 0, 1, null, false)]
    [InlineData(1390, 1400, 1, 0.0, true)]
    [InlineData(1300, 1400, 1, 20.0, false)]
    [InlineData(1385, 1400, 1, 20.0, true)]
    [InlineData(5, 6, 0, null, false)]
    public void Near_is_four_fifths_of_the_way_from_zero_or_for_a_level_a_move_like_the_last_ones(
        double value,
        double threshold,
        int direction,
        double? spread,
        bool near
    ) => Assert.Equal(near, NearLines.IsNear(value, threshold, direction, spread));

    [Theory]
    [InlineData("max(shock, 24h) >= 2.5", true)]
    [InlineData("max(shock, 24h) >= 2.7", false)]
    [InlineData("max(shock, 24h) >= 2.5 and won > 1120.5", true)]
    [InlineData("max(shock, 24h) >= 2.5 and won > 5000", false)]
    [InlineData("max(shock, 24h) >= 9 or won > 1130", true)]
    [InlineData("not (max(shock, 24h) < 2.5)", true)]
    [InlineData("max(shock, 24h) >= 2.5 and crossed(\"other\")", false)]
    [InlineData("hour > 30", false)]
    public void A_line_is_near_when_its_condition_would_hold_if_what_is_near_were_across(string when, bool near)
    {
        var found = Near(
            new RedLine()
            {
                Id = "line",
                Title = "L",
                When = when,
            }
        );
        Assert.Equal(near ? ["line"] : [], found.Select(n => n.RedLine.Id));
    }

    [Fact]
    public void The_worst_stands_first_and_a_crossed_line_is_not_near()
    {
        var found = Near(
            new()
            {
                Id = "crossed",
                Title = "C",
                When = "max(shock, 24h) >= 2",
            },
            new()
            {
                Id = "far",
                Title = "F",
                Severity = Severity.Notice,
                When = "max(shock, 24h) >= 2.6",
            },
            new()
            {
                Id = "near",
                Title = "N",
                Severity = Severity.Notice,
                When = "max(shock, 24h) >= 2.2",
            },
            new()
            {
                Id = "worst",
                Title = "W",
                Severity = Severity.Critical,
                When = "max(shock, 24h) >= 2.6",
            }
        );
        Assert.Equal(["worst", "near", "far"], found.Select(n => n.RedLine.Id));
        Assert.Equal(
            "max of Seismic magnitude near Punggye-ri over 24 h is 2.1 magnitude; the line is at 2.6",
            found[0].Sentence
        );
    }

    static IReadOnlyList<NearLine> Near(params RedLine[] lines)
    {
        var watch = CompiledWatch.Compile(
            Sample.Watch([
                .. lines,
                new()
                {
                    Id = "other",
                    Title = "O",
                    When = "won > 90000",
                },
            ]),
            out _
        )!;
        var state = watch.Advance(watch.Start(Sample.Start), Sample.Series(), Sample.Start.AddDays(4)).State;
        return NearLines.Of(watch, state, Sample.Series());
    }
}
