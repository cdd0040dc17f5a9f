using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>A watch with two levels, x and y, and two kinds of events, e and f; and random histories of them.</summary>
static class Lab
{
    public static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly Indicator[] Indicators =
    [
        new()
        {
            Id = "x",
            Title = "Level x",
            StaleAfter = TimeSpan.FromHours(2),
        },
        new()
        {
            Id = "y",
            Title = "Level y",
            StaleAfter = TimeSpan.FromHours(3),
        },
        new()
        {
            Id = "e",
            Title = "Events e",
            Of = SeriesKind.Events,
            StaleAfter = TimeSpan.FromHours(2),
        },
        new()
        {
            Id = "f",
            Title = "Events f",
            Of = SeriesKind.Events,
            StaleAfter = TimeSpan.FromHours(1),
        },
    ];

    /// <summary>A mutation run asks thousands of times: fewer rounds find a mutant there, as all of them look for the same few.</summary>
    public static bool IsMutationRun { get; } = Environment.GetEnvironmentVariable("MUTATION_RUN") == "1";

    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public static int Rounds(int usual) => IsMutationRun ? Math.Max(10, usual / 40) : usual;

    public static DateTimeOffset At(double minutes) => Epoch.AddMinutes(minutes);

    public static Watch Watch(params RedLine[] lines) =>
        new()
        {
            Id = "lab",
            Title = "Lab",
            Every = TimeSpan.FromMinutes(5),
            Indicators = Indicators,
            RedLines = lines,
        };

    public static RedLine Line(string when, string id = "line") =>
        new()
        {
            Id = id,
            Title = id,
            When = when,
        };

    public static CompiledWatch Compile(params RedLine[] lines) =>
        CompiledWatch.Compile(Watch(lines), out var errors)
        ?? throw new InvalidOperationException(string.Join("; ", errors.Select(e => e.Message)));

    /// <summary>A number's watch, for asking it more than once.</summary>
    public static CompiledWatch Asking(string number) => Compile(Line($"({number}) > 0"));

    /// <summary>The left side of the comparison at one instant, computed from nothing.</summary>
    internal static Value Number(CompiledWatch asking, IReadOnlyDictionary<string, Series> series, DateTimeOffset at)
    {
        var runner = new Runner(asking.Scope, series, []);
        runner.Advance(at.UtcTicks);
        return Number(asking, runner);
    }

    internal static Value Number(CompiledWatch asking, Runner runner) =>
        ((CompareNode)asking.Lines[0].When).Left.Of(runner.Frame);

    internal static Truth Truth(CompiledWatch watch, IReadOnlyDictionary<string, Series> series, DateTimeOffset at)
    {
        var runner = new Runner(watch.Scope, series, [new()]);
        runner.Advance(at.UtcTicks);
        return watch.Lines[0].When.Of(runner.Frame);
    }

    /// <summary>Observations in the first eight hours: irregular, with gaps, revisions, late and early arrivals.</summary>
    public static readonly Gen<Observation> Observation = Gen.Select(
        Gen.Int[0, 96].Select(i => i * 5),
        Gen.Frequency((4, Gen.Int[-3, 6].Select(i => (double)i)), (1, Gen.Double[-10, 10])),
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 90])),
        (minute, value, lag) => new Observation(At(minute), value, At(minute + lag))
    );

    static readonly Gen<List<ReadRun>> Reads = Gen.Select(
        Gen.Int[-60, 200],
        Gen.Int[0, 500],
        Gen.Int[0, 200],
        Gen.Int[0, 300],
        (from, length, gap, next) =>
            new List<ReadRun>
            {
                new(At(from), At(from + length)),
                new(At(from + length + gap + 1), At(from + length + gap + 1 + next)),
            }
    );

    public static readonly Gen<Dictionary<string, Series>> History = Gen.Select(
            Observation.Array[0, 60],
            Observation.Array[0, 60],
            Observation.Array[0, 30],
            Observation.Array[0, 30],
            Reads.Array[2]
        )
        .Select(
            (x, y, e, f, reads) =>
                new Dictionary<string, Series>
                {
                    ["x"] = new(Indicators[0], x, []),
                    ["y"] = new(Indicators[1], y, []),
                    ["e"] = new(Indicators[2], e, reads[0]),
                    ["f"] = new(Indicators[3], f, reads[1]),
                }
        );

    /// <summary>What can be seen of a series at an instant, by the definition.</summary>
    public static List<(DateTimeOffset At, double Value)> Visible(Series series, DateTimeOffset at) =>
        [
            .. series
                .Observations.Where(o => o.ObservedAt <= at && o.KnownAt <= at)
                .GroupBy(o => o.ObservedAt)
                .OrderBy(g => g.Key)
                .Select(g => (g.Key, g.OrderBy(o => o.KnownAt).Last().Value)),
        ];
}
