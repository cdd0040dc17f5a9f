using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>A watch of a thousand lines keeps up with a grid of minutes. Alone, because the processor's time of the process counts.</summary>
[Collection(nameof(CostTests))]
public class ThousandLinesTests
{
    const int Many = 1_000;

    static Watch Watch(Func<int, RedLine> line) =>
        Lab.Watch([.. Enumerable.Range(0, Many).Select(line)]) with
        {
            Every = TimeSpan.FromMinutes(1),
        };

    [Fact]
    public void A_minute_of_a_thousand_lines_over_a_day_of_minutes_takes_a_fraction_of_a_second()
    {
        Assert.SkipWhen(Lab.IsMutationRun, "A mutation run has no time to measure.");
        var definition = Watch(i =>
            Lab.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"max(x, {1 + i % 24}h) > {i} and avg(x, {1 + i / 24}m) < 1e6"
                ),
                $"l{i}"
            )
        );
        var points = Enumerable.Range(0, 1_500).Select(i => new Observation(Lab.At(i), i % 900, Lab.At(i)));
        var history = new Dictionary<string, Series> { ["x"] = new(Lab.Indicators[0], points, []) };
        var (compiling, starting, stepping) = (TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var run = 0; run < 4; run++)
        {
            var watch = CompiledWatch.Compile(definition, out _);
            compiling = Shorter(compiling, () => watch = CompiledWatch.Compile(definition, out _));
            var state = watch!.Start(Lab.At(1_440));
            starting = Shorter(starting, () => state = watch.Advance(state, history, Lab.At(1_440)).State);
            stepping = Shorter(stepping, () => state = watch.Advance(state, history, Lab.At(1_441)).State);
            Assert.Equal(Lab.At(1_441), state.EvaluatedTo);
        }
        var text = $"compiling {compiling}, first instant {starting}, next instant {stepping}";
        TestContext.Current.SendDiagnosticMessage(text);
        // A hundredth of the minute, on a machine that others use as well.
        Assert.True(compiling + starting + stepping < TimeSpan.FromSeconds(2), text);
    }

    [Fact]
    public void A_thousand_lines_that_refer_to_each_other_in_a_row_are_ordered_and_a_circle_of_them_is_found()
    {
        var row = Watch(i => Lab.Line(i + 1 < Many ? $"crossed(\"l{i + 1}\")" : "x > 1", $"l{i}"));
        Assert.Equal(Many - 1, CompiledWatch.Compile(row, out _)!.Order[0]);
        var circle = row with { RedLines = [.. row.RedLines.SkipLast(1), Lab.Line("crossed(\"l0\")", $"l{Many - 1}")] };
        Assert.Null(CompiledWatch.Compile(circle, out var errors));
        Assert.Contains("l998 -> l999 -> l0.", Assert.Single(errors).Message);
    }

    [Fact]
    public void A_thousand_lines_that_are_wrong_are_refused_after_the_first_hundred()
    {
        var took = Shorter(
            TimeSpan.MaxValue,
            () =>
            {
                Assert.Null(
                    CompiledWatch.Compile(Watch(i => Lab.Line($"no-such-series-{i} > 1", $"l{i}")), out var errors)
                );
                Assert.Equal(100, errors.Count);
            }
        );
        Assert.True(took < TimeSpan.FromSeconds(2), took.ToString());
    }

    static TimeSpan Shorter(TimeSpan before, Action act)
    {
        var start = Environment.CpuUsage.TotalTime;
        act();
        var took = Environment.CpuUsage.TotalTime - start;
        return took < before ? took : before;
    }
}
