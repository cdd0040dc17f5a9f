using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Windows;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class WindowTests
{
    static readonly string[] Functions =
    [
        "last(S, 1h)",
        "first(S, 1h)",
        "min(S, 95m)",
        "max(S, 95m)",
        "range(S, 2h)",
        "sum(S, 100m)",
        "count(S, 100m)",
        "count(S > 1, 100m)",
        "avg(S, 3h)",
        "median(S, 3h)",
        "mad(S, 3h)",
        "quantile(S, 3h, 80%)",
        "stddev(S, 3h)",
        "zscore(S, 3h)",
        "robustz(S, 3h)",
        "rank(S, 3h)",
        "delta(S, 1h)",
        "change(S, 1h)",
        "slope(S, 2h)",
        "ewma(S, 3h, 30m)",
        "streak(S >= 0, 3h)",
        "age(S, 4h) / 1m",
        "gap(S, 4h) / 1m",
        "anomaly(S, 4h, daily)",
        "anomaly(S, 4h, weekly)",
        "anomaly(S, 4h, yearly)",
        "anomaly(S, 4h, daily, \"America/St_Johns\")",
        "anomaly(S, 4h, weekly, \"America/St_Johns\")",
        "zscore(S, 3h, 5)",
        "robustz(S, 3h, 5)",
        "rank(S, 3h, 5)",
        "ewma(S, 2h)",
        "last(S, 1h offset 90m)",
        "first(S, 1h offset 90m)",
        "max(S, 1h offset 90m)",
        "sum(S, 1h offset 90m)",
        "count(S > 1, 1h offset 90m)",
        "avg(S, 1h offset 90m)",
        "median(S, 3h offset 90m)",
        "zscore(S, 3h offset 90m)",
        "delta(S, 1h offset 90m)",
        "slope(S, 2h offset 90m)",
        "streak(S >= 0, 3h offset 90m)",
        "age(S, 4h offset 90m) / 1m",
        "gap(S, 4h offset 90m) / 1m",
        "anomaly(S, 4h offset 90m, weekly)",
    ];

    static readonly string[] Conditions = ["absent(S, 1h)", "absent(S, 95m)", "absent(S, 1h offset 90m)"];

    [Fact]
    public void Every_window_function_of_the_language_has_a_naive_definition() =>
        Assert.Equal(
            Enum.GetNames<Function>().Select(n => n.ToLowerInvariant()).Order(),
            Functions.Concat(Conditions).Select(f => f[..f.IndexOf('(')]).Distinct().Order()
        );

    [Fact]
    public void Absence_means_what_its_naive_definition_says()
    {
        var ids = new[] { "x", "y", "e", "f" };
        var watches = Conditions
            .SelectMany(c => ids.Select(id => (c, id)))
            .ToDictionary(k => k, k => Lab.Compile(Lab.Line(With(k.c, k.id))));
        Gen.Select(Lab.History, Lab.OneOf(Conditions), Lab.OneOf(ids), Gen.Int[0, 600])
            .Sample(
                (history, condition, id, minute) =>
                {
                    var at = Lab.At(minute);
                    var expected = Naive.Of(condition, history[id], at) switch
                    {
                        null => Truth.Unknown,
                        1 => Truth.True,
                        _ => Truth.False,
                    };
                    Assert.Equal(expected, Lab.Truth(watches[(condition, id)], history, at));
                },
                iter: Lab.Rounds(4_000)
            );
    }

    [Fact]
    public void Every_function_means_what_its_naive_definition_says()
    {
        var watches = Asking([.. Functions, .. NaivePeriods.Functions], "x", "y", "e", "f");
        Gen.Select(
                Lab.History,
                Lab.OneOf([.. Functions, .. NaivePeriods.Functions]),
                Lab.OneOf("x", "y", "e", "f"),
                Gen.Int[0, 600]
            )
            .Sample(
                (history, function, id, minute) =>
                {
                    var at = Lab.At(minute);
                    var actual = Lab.Number(watches[(function, id)], history, at);
                    var expected =
                        function.Contains("(hourly(") || function.Contains("(daily(")
                            ? NaivePeriods.Of(function, history[id], at)
                            : Naive.Of(function, history[id], at);
                    Assert.True(
                        Same(actual, expected),
                        $"{function} of {id} at {minute}: {actual} instead of {expected}"
                    );
                },
                iter: Lab.Rounds(80_000)
            );
    }

    /// <summary>Compiled once a test, not once a process: a mutation run changes the compiler between tests.</summary>
    static Dictionary<(string Function, string Id), CompiledWatch> Asking(string[] functions, params string[] ids) =>
        functions.SelectMany(f => ids.Select(id => (f, id))).ToDictionary(k => k, k => Lab.Asking(With(k.f, k.id)));

    static string With(string function, string id) => function.Replace("(S", $"({id}");

    static readonly string[] Derived =
    [
        "max(x + y, 2h)",
        "avg(x - 2 * y, 2h)",
        "sum(e / f, 3h)",
        "count(x > y, 2h)",
        "max(e * x, 3h)",
        "zscore(change(x, 30m), 3h)",
        "median(avg(y, 1h), 2h)",
        "sum(hourly(e, count), 4h)",
        "avg(hourly(x, max), 4h)",
        "count(x > avg(x, 1h), 2h)",
        "max(daily(e, sum), 1d)",
        "anomaly(x, 4h, daily)",
        "streak(hourly(x, max) > 2, 6h)",
        "max(robustz(x, 2h), 1h)",
    ];

    [Fact]
    public void A_window_that_slid_equals_one_computed_from_nothing_to_the_bit()
    {
        var watches = Asking([.. Functions, .. Derived], "x");
        Gen.Select(Lab.History, Lab.OneOf([.. Functions, .. Derived]), Gen.Int[1, 25], Gen.Int[0, 3])
            .Sample(
                (history, function, step, skip) =>
                {
                    var watch = watches[(function, "x")];
                    var sliding = new Runner(watch.Scope, history, []);
                    sliding.Slide(true);
                    for (var (minute, i) = (0, 0); minute < 700; minute += step, i++)
                    {
                        sliding.Advance(Lab.At(minute).UtcTicks);
                        // A condition that is not always asked must still answer right.
                        if (skip > 0 && i % (skip + 1) != 0)
                            continue;
                        var slid = Lab.Number(watch, sliding);
                        var afresh = Lab.Number(watch, history, Lab.At(minute));
                        Assert.True(slid == afresh, $"{function} at {minute}: slid {slid:R}, afresh {afresh:R}");
                    }
                },
                iter: Lab.Rounds(1_600)
            );
    }

    [Fact]
    public void A_zscore_around_a_billion_keeps_six_digits()
    {
        var random = new Random(1);
        var values = Enumerable
            .Range(0, 20_000)
            .Select(_ => 1e9 + Math.Round(random.NextDouble() * 3.4641, 6))
            .ToArray();
        var series = new Series(
            Lab.Indicators[0],
            values.Select((v, i) => new Observation(Lab.At(i), v, Lab.At(i))),
            []
        );
        var watch = Lab.Asking("zscore(x, 1000m)");
        var runner = new Runner(watch.Scope, new Dictionary<string, Series> { ["x"] = series }, []);
        runner.Slide(true);
        for (var i = 1000; i < values.Length; i += Lab.IsMutationRun ? 97 : 7)
        {
            runner.Advance(Lab.At(i).UtcTicks);
            var window = values[(i - 999)..(i + 1)].Select(v => v - 1e9).ToArray();
            var mean = window.Average();
            var spread = Math.Sqrt(window.Average(v => (v - mean) * (v - mean)));
            var expected = (values[i] - 1e9 - mean) / spread;
            var actual = Lab.Number(watch, runner).Number;
            Assert.Equal(expected, actual, 1e-6 * Math.Max(1, Math.Abs(expected)));
        }
    }

    static bool Same(Value actual, double? expected) =>
        expected switch
        {
            null => !actual.IsKnown,
            double.PositiveInfinity => actual.Lack == Lack.Infinite,
            { } value => actual.IsKnown && Math.Abs(actual.Number - value) <= 1e-9 * Math.Max(1, Math.Abs(value)),
        };
}
