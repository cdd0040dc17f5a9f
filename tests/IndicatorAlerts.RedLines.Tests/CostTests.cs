using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>Alone, because what counts is the processor's time of the whole process.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
[Collection(nameof(CostTests))]
public class CostTests
{
    const int Least = 4_000;
    const int Runs = 7;

    [Theory]
    [InlineData("avg(x, 6h) > 1000")]
    [InlineData("median(x, 6h) > 1000")]
    public void Replay_costs_the_same_for_each_instant_however_long_it_is(string condition)
    {
        Assert.SkipWhen(Lab.IsMutationRun, "A mutation run has no time to measure.");
        var watch = CompiledWatch.Compile(
            Lab.Watch(Lab.Line(condition)) with
            {
                Every = TimeSpan.FromMinutes(1),
            },
            out _
        )!;
        var random = new Random(3);
        var points = Enumerable
            .Range(0, 16 * Least)
            .Select(i => new Observation(Lab.At(i), random.NextDouble(), Lab.At(i)));
        var history = new Dictionary<string, Series> { ["x"] = new(Lab.Indicators[0], points, []) };
        int[] sizes = [Least, 4 * Least, 16 * Least];
        var best = sizes.ToDictionary(s => s, _ => double.PositiveInfinity);
        for (var run = 0; run <= Runs; run++)
            foreach (var size in sizes)
            {
                var before = Environment.CpuUsage.TotalTime;
                var walk = watch.Advance(watch.Start(Lab.At(0)), history, Lab.At(size - 1));
                var each = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / size;
                Assert.Equal((true, Lab.At(size - 1)), (walk.Complete, walk.State.EvaluatedTo));
                // The first run compiles.
                if (run > 0)
                    best[size] = Math.Min(best[size], each);
            }
        var text = string.Join(", ", best.Select(b => $"{b.Key} instants: {b.Value:0.000} us each"));
        Assert.True(best.Values.Max() < 3 * best.Values.Min(), text);
    }
}
