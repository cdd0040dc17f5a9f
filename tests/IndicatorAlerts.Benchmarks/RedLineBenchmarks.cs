using BenchmarkDotNet.Attributes;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Benchmarks;

/// <summary>One red line at one instant on a window of 1,000 points, computed from nothing.</summary>
[MemoryDiagnoser]
public class OneInstant
{
    Runner runner = null!;
    TruthNode condition = null!;

    [Params("x > 3", "last(x, 1000m) > 3", "avg(x, 1000m) > 3", "zscore(x, 1000m) > 3", "max(x, 1000m) > 3")]
    public string When { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var watch = Minutes.Compile(When);
        runner = new(watch.Scope, Minutes.History(1_500), [new()]);
        runner.Advance(Minutes.Start.AddMinutes(1_499).UtcTicks);
        condition = watch.Lines[0].When;
    }

    [Benchmark]
    public Truth Evaluate() => condition.Of(runner.Frame);
}

/// <summary>A year of minutes, 525,600 instants, with a window of 30 days.</summary>
[MemoryDiagnoser]
public class YearOfMinutes
{
    readonly Dictionary<string, Series> history = Minutes.History(525_600);
    CompiledWatch watch = null!;

    [Params("sum", "avg", "zscore", "count", "min", "max", "median", "quantile", "robustz")]
    public string Function { get; set; } = "";

    [GlobalSetup]
    public void Setup() =>
        watch = Minutes.Compile(Function == "quantile" ? "quantile(x, 30d, 95%) > 1e9" : $"{Function}(x, 30d) > 1e9");

    [Benchmark]
    public Walk Replay() => watch.Advance(watch.Start(Minutes.Start), history, Minutes.Start.AddMinutes(525_600));
}

static class Minutes
{
    public static readonly DateTimeOffset Start = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Indicator Indicator = new() { Id = "x", Title = "X" };

    public static Dictionary<string, Series> History(int count)
    {
        var random = new Random(1);
        var value = 100.0;
        return new()
        {
            ["x"] = new(
                Indicator,
                Enumerable
                    .Range(1, count)
                    .Select(i => new Observation(
                        Start.AddMinutes(i),
                        value += random.NextDouble() - 0.5,
                        Start.AddMinutes(i)
                    )),
                []
            ),
        };
    }

    public static CompiledWatch Compile(string when)
    {
        var watch = new Watch
        {
            Id = "bench",
            Title = "Bench",
            Indicators = [Indicator],
            RedLines =
            [
                new()
                {
                    Id = "line",
                    Title = "Line",
                    When = when,
                },
            ],
        };
        return CompiledWatch.Compile(watch, out var errors) ?? throw new InvalidOperationException(errors[0].Message);
    }
}
