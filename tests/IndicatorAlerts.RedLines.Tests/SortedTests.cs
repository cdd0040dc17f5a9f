using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class SortedTests
{
    [Fact]
    public void Sorted_blocks_hold_what_a_sorted_list_holds() =>
        Gen.Select(Gen.Int[0, 6_000], Gen.Int[1, 4_000], Gen.UInt)
            .Sample(
                (count, distinct, seed) =>
                {
                    var random = new Random((int)(seed & int.MaxValue));
                    var (blocks, plain) = (new SortedBlocks(), new List<double>());
                    for (var i = 0; i < count; i++)
                    {
                        var value = random.Next(distinct);
                        blocks.Add(value);
                        plain.Add(value);
                        if (random.Next(3) > 0 && i % 2_000 < 1_000)
                            continue;
                        var gone = plain[random.Next(plain.Count)];
                        blocks.Remove(gone);
                        plain.Remove(gone);
                    }
                    plain.Sort();
                    Assert.Equal(plain, Enumerable.Range(0, blocks.Count).Select(i => blocks[i]));
                    var probe = random.Next(-1, distinct + 1);
                    Assert.Equal(plain.Count(v => v < probe), blocks.Below(probe));
                    if (plain.Count == 0)
                        return;
                    var median = Sorted.Quantile(blocks, 0.5);
                    var apart = plain.Select(v => Math.Abs(v - median)).Order().ToList();
                    var expected = (apart[(apart.Count - 1) / 2] + apart[apart.Count / 2]) / 2;
                    var guess = random.Next(plain.Count);
                    Assert.Equal(expected, Sorted.Mad(blocks, median, ref guess));
                },
                iter: Lab.Rounds(60)
            );

    [Fact]
    public void Long_windows_slide_to_the_same_bits_with_late_points_among_them()
    {
        var random = new Random(7);
        var minutes = Lab.IsMutationRun ? 3_500 : 9_000;
        var points = Enumerable
            .Range(0, minutes)
            .Select(i => new Observation(
                Lab.At(i),
                random.NextDouble(),
                Lab.At(i + (random.Next(50) == 0 ? random.Next(900) : 0))
            ))
            .ToList();
        var history = new Dictionary<string, Series> { ["x"] = new(Lab.Indicators[0], points, []) };
        foreach (
            var function in new[]
            {
                "robustz(x, 1d)",
                "stddev(x, 1d)",
                "ewma(x, 1d)",
                "quantile(x, 1d, 99%)",
                "anomaly(x, 1d, daily)",
            }
        )
        {
            var watch = Lab.Asking(function);
            var sliding = new Runner(watch.Scope, history, []);
            sliding.Slide(true);
            for (var minute = 0; minute < minutes; minute += 7)
            {
                sliding.Advance(Lab.At(minute).UtcTicks);
                var slid = Lab.Number(watch, sliding);
                if (minute % (Lab.IsMutationRun ? 315 : 63) == 0)
                    Assert.Equal(Lab.Number(watch, history, Lab.At(minute)), slid);
            }
        }
    }
}
