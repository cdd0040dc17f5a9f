using CsCheck;
using IndicatorAlerts.Charts;
using Xunit;

namespace IndicatorAlerts.Tests.Charts;

public class ChartAxesTests
{
    static readonly DateTimeOffset From = new(2017, 8, 30, 3, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Days_are_labelled_by_their_date() =>
        Assert.Equal(
            ["31 Aug", "1 Sep", "2 Sep", "3 Sep"],
            ChartAxes.Times(From, From.AddDays(4)).Select(t => t.Label)
        );

    [Fact]
    public void Hours_are_labelled_by_the_hour_and_the_first_of_a_day_by_its_date() =>
        Assert.Equal(
            ["06:00\n30 Aug", "12:00", "18:00", "00:00\n31 Aug"],
            ChartAxes.Times(From, From.AddDays(1)).Select(t => t.Label)
        );

    [Fact]
    public void Numbers_are_round() =>
        Assert.Equal(["0", "2", "4", "6"], ChartAxes.Numbers(0, 7.2).Select(t => t.Label));

    [Fact]
    public void Zero_has_no_sign() =>
        Assert.Equal(["0", "1", "2", "3", "4"], ChartAxes.Numbers(-0.4, 4.4).Select(t => t.Label));

    [Fact]
    public void There_are_never_too_many_labels() =>
        Gen.Select(Gen.Double[0.001, 4000], Gen.Double[-1e6, 1e6], Gen.Double[1e-6, 1e9])
            .Sample(
                (days, bottom, height) =>
                {
                    Assert.InRange(ChartAxes.Times(From, From.AddDays(days)).Count, 0, 12);
                    Assert.InRange(ChartAxes.Numbers(bottom, bottom + height).Count, 1, 8);
                }
            );
}
