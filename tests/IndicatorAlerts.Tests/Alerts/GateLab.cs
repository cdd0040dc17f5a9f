using CsCheck;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Tests.Alerts;

/// <summary>A watch with a ladder, a line beside it and a line that goes blind, on series that are made up.</summary>
static class GateLab
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static readonly Indicator Shock = new()
    {
        Id = "shock",
        Title = "Shock",
        StaleAfter = TimeSpan.FromMinutes(12),
    };

    public static readonly Watch Lab = new()
    {
        Id = "lab",
        Title = "Lab",
        Indicators = [Shock],
        RedLines =
        [
            new()
            {
                Id = "strong",
                Title = "Strong",
                Severity = Severity.Critical,
                Ladder = "shock",
                When = "shock >= 6",
                Labels = ["loud"],
            },
            new()
            {
                Id = "weak",
                Title = "Weak",
                Severity = Severity.Notice,
                Ladder = "shock",
                When = "shock >= 3",
                RemindEvery = TimeSpan.FromMinutes(7),
                MostPerDay = 0,
            },
            new()
            {
                Id = "odd",
                Title = "Odd",
                When = "shock >= 2 and shock < 5",
                Keep = TimeSpan.FromMinutes(2),
                Labels = ["loud"],
                MostPerDay = 0,
            },
        ],
    };

    public static DateTimeOffset At(double minutes) => Start + minutes * Minute;

    public static Silence Silence(string id, double from, double to, string? line = null, string? label = null) =>
        new()
        {
            Id = id,
            RedLine = line,
            Label = label,
            By = "ann",
            Reason = "works",
            CreatedAt = At(from),
            Start = At(from),
            End = At(to),
        };

    public static Series Series(params (double Minute, double Value)[] values) =>
        new(Shock, values.Select(v => new Observation(At(v.Minute), v.Value, At(v.Minute))), []);

    public static readonly Gen<Silence> AnySilence =
        from id in Gen.Int[0, 1_000_000]
        from start in Gen.Int[0, 110]
        from length in Gen.Int[1, 40]
        from scope in Gen.Int[0, 5]
        select Silence(
            $"s{id}",
            start,
            start + length,
            scope is 0 or 1 or 2 ? Lab.RedLines[scope].Id : null,
            scope is 3 or 4 ? "loud" : null
        );

    /// <summary>Up to 120 minutes of values, with gaps in which the lines go blind.</summary>
    public static readonly Gen<Series> AnySeries = Gen.Select(Gen.Double[0.1, 17], Gen.Double[0, 8])
        .Array[0, 40]
        .Select(steps =>
        {
            var minute = 0.0;
            return Series([.. steps.Select(s => (minute += Math.Round(s.Item1 * 4) / 4 + 0.25, Math.Round(s.Item2)))]);
        });
}

/// <summary>The gate over a walk that is cut at instants, as evaluations cut it.</summary>
sealed class GateRun
{
    readonly CompiledWatch compiled;
    readonly Dictionary<string, Series> series;
    readonly int mostTold;

    public GateRun(Watch watch, Effects effects, Series shock, int mostTold = int.MaxValue)
    {
        compiled = CompiledWatch.Compile(watch, out _)!;
        (Effects, series, this.mostTold) = (effects, new() { ["shock"] = shock }, mostTold);
        State = compiled.Start(GateLab.Start);
    }

    public Effects Effects { get; set; }
    public WatchState State { get; private set; }
    public List<Found> Found { get; } = [];
    public List<Late> Late { get; } = [];

    /// <summary>Who was told of what, when, in time order and then that of the pack; what comes late comes before what is found then.</summary>
    public List<(DateTimeOffset At, NotificationKind Kind, string Line, DateTimeOffset? Episode, bool Late)> Told =>
        [
            .. Late.Select(l => (l.At, l.What.Kind, l.What.RedLine, l.What.Episode, true))
                .Concat(
                    Found
                        .Where(f => f.Untold is null)
                        .Select(f =>
                            (
                                f.Transition.At,
                                f.Transition.Tell!.Value,
                                f.Transition.RedLine,
                                f.Transition.Episode,
                                false
                            )
                        )
                )
                .OrderBy(t => t.Item1)
                .ThenBy(t => GateLab.Lab.RedLines.Index().First(l => l.Item.Id == t.Item3).Index),
        ];

    public GateRun To(params IEnumerable<DateTimeOffset> instants)
    {
        foreach (var now in instants)
            while (Step(now))
                continue;
        return this;
    }

    bool Step(DateTimeOffset now)
    {
        var walk = compiled.Advance(State, series, now, mostTold);
        var decision = SilenceGate.Decide(compiled.Definition, Effects, State, walk, now);
        Found.AddRange(decision.Found);
        Late.AddRange(decision.Late);
        Effects = Effects with { Withheld = decision.Withheld };
        State = walk.State;
        return !walk.Complete;
    }
}
