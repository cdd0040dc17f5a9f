using System.Text.Json;
using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Tests.Alerts;

/// <summary>Watches of many kinds of lines on two levels and a series of events, and the dossiers of what they tell.</summary>
static class DossierLab
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Indicator[] Indicators =
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
            StaleAfter = TimeSpan.FromHours(1),
        },
        new()
        {
            Id = "e",
            Title = "Events e",
            Of = SeriesKind.Events,
            StaleAfter = TimeSpan.FromHours(2),
        },
    ];

    static readonly string[] Conditions =
    [
        "x > 2",
        "y < 1 or x > 5",
        "max(e, 1h) >= 3",
        "count(e > 0, 90m) >= 2 and not crossed(\"b\")",
        "zscore(x, 5h) > 1",
        "avg(x - y, 3h) > 1",
        "crossed(\"a\", within: 30m) and y > 2",
        "change(x, 2h) > 1",
        "age(e) > 40m",
        "x between 1 and 4",
        "level(\"other\") >= warning",
    ];

    static readonly Gen<RedLine> Line =
        from when in Gen.Int[0, Conditions.Length - 1]
        from severity in Gen.Int[0, 3]
        from ladder in Gen.Bool
        from hold in Gen.Int[0, 2]
        from keep in Gen.Int[0, 2]
        from remind in Gen.Int[0, 2]
        select new RedLine
        {
            Id = "a",
            Title = "A",
            When = Conditions[when],
            Severity = (Severity)severity,
            Ladder = ladder ? "ladder" : null,
            For = TimeSpan.FromMinutes(hold * 7),
            Keep = TimeSpan.FromMinutes(keep * 9),
            RemindEvery = remind == 0 ? null : TimeSpan.FromMinutes(remind * 50),
            MostPerDay = 0,
        };

    public static readonly Gen<NewPoint[]> Points = Gen.Select(
            Gen.Int[0, 400],
            Gen.Int[-2, 7],
            Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 90]))
        )
        .Select(p => new NewPoint(At(p.Item1), p.Item2, At(p.Item1 + p.Item3))
        {
            Title = $"Value {p.Item2}",
            Link = "https://example.org/",
        })
        .Array[0, 60];

    /// <summary>What is told of a random watch that is evaluated every half hour, each with its dossier as it is stored.</summary>
    public static readonly Gen<List<(Alert Alert, string File)>> Any =
        from lines in Gen.Select(Line, Line, Line)
        from count in Gen.Bool
        from points in Points.Array[3]
        from level in Gen.Int[0, 400].Array[0, 5]
        from reads in Gen.Int[0, 400]
        select Tell(Compile(lines.Item1, lines.Item2, lines.Item3, count), points, level, reads);

    /// <summary>The dossier of the first crossing of a plain line; null when it is never crossed.</summary>
    public static Dossier? Simple(NewPoint[] points, int most)
    {
        var definition = new Watch
        {
            Id = "lab",
            Title = "Lab",
            Every = TimeSpan.FromMinutes(10),
            Indicators = [Indicators[0]],
            RedLines =
            [
                new()
                {
                    Id = "a",
                    Title = "A",
                    When = "count(x > 1, 5h) >= 4",
                },
            ],
        };
        var watch = CompiledWatch.Compile(definition, out _)!;
        var stored = Store("x", points);
        var series = new Dictionary<string, Series> { ["x"] = stored.ToSeries(Indicators[0]) };
        var start = watch.Start(Start);
        var step = watch
            .Advance(start, series, At(480))
            .Transitions.FirstOrDefault(t => t.Tell == NotificationKind.Crossed);
        if (step is null)
            return null;
        var before = watch.Advance(start, series, step.At.AddTicks(-1)).State;
        var evidence = new Evidence(watch, series, new Dictionary<string, StoredSeries> { ["x"] = stored });
        return DossierBuilder.Build(Alert.Of(definition, step), before, evidence, most);
    }

    static CompiledWatch? Compile(RedLine a, RedLine b, RedLine c, bool count) =>
        CompiledWatch.Compile(
            new()
            {
                Id = "lab",
                Title = "Lab",
                Every = TimeSpan.FromMinutes(10),
                Indicators = Indicators,
                RedLines =
                [
                    a,
                    b with
                    {
                        Id = "b",
                        Title = "B",
                    },
                    c with
                    {
                        Id = "c",
                        Title = "C",
                    },
                    new()
                    {
                        Id = "sum",
                        Title = "Sum",
                        When = count ? "count_crossed(severity >= notice) > 1" : "x > 0",
                    },
                ],
            },
            out _
        );

    static List<(Alert, string)> Tell(CompiledWatch? watch, NewPoint[][] points, int[] level, int reads)
    {
        // Lines that read themselves or each other make no watch.
        if (watch is null)
            return [];
        var stored = Indicators.Zip(points).ToDictionary(p => p.First.Id, p => Store(p.First.Id, p.Second));
        var series = Indicators.ToDictionary(
            i => i.Id,
            i => new Series(i, stored[i.Id].ToSeries(i).Observations, [new(At(-60), At(reads))])
        );
        var steps = level.Order().Select((m, i) => new LevelChange(At(m), i, At(m + 1)));
        series[CompiledWatch.LevelOf("other")] = new WatchState
        {
            EvaluatedTo = Start,
            Levels = [.. steps],
        }.LevelSeries();
        var evidence = new Evidence(watch, series, stored);
        var (state, told) = (watch.Start(Start), new List<(Alert, string)>());
        for (var minute = 0; minute <= 480; minute += 30)
        {
            var walk = watch.Advance(state, series, At(minute));
            var before = state;
            foreach (var step in walk.Transitions.Where(t => t.Tell is not null))
            {
                var alert = Alert.Of(watch.Definition, step);
                before = watch.Advance(before, series, alert.At.AddTicks(-1)).State;
                var dossier = DossierSeal.Seal(DossierBuilder.Build(alert, before, evidence));
                told.Add((dossier.Alert, JsonSerializer.Serialize(dossier, DossierJson.Default.Dossier)));
            }
            state = walk.State;
        }
        return told;
    }

    static StoredSeries Store(string id, NewPoint[] points)
    {
        var series = new StoredSeries($"lab:{id}", Start.AddDays(-1), null, []);
        series.Add(new(points, new string('a', 64), null, health => health));
        return series;
    }

    static DateTimeOffset At(int minutes) => Start.AddMinutes(minutes);
}
