using System.Text.Json;
using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class WalkTests
{
    static readonly string[] Conditions =
    [
        "x > 2",
        "max(e, 1h) >= 3",
        "avg(x, 90m) > 1 and not (count(e, 2h) > 3)",
        "zscore(x, 3h) > 1 or zscore(y, 3h) > 1",
        "sum(x + y, 1h) > 3",
        "median(x, 2h) > 0.5",
        "age(e, 4h) > 1h",
        "absent(x, 1h) or streak(x > 1, 3h) >= 2",
        "count(hourly(e, count) > 0, 4h) >= 2",
    ];

    static readonly Gen<TimeSpan> Length = Gen.Int[0, 8].Select(i => TimeSpan.FromMinutes(i * 5));

    static readonly Gen<RedLine> Line = Gen.Select(
        Lab.OneOf(Conditions),
        Length,
        Length,
        Lab.OneOf(null, "x < 1", "max(e, 2h) < 2"),
        Gen.Select(Lab.OneOf(0, 1, 2), Lab.OneOf<int?>(null, 20, 45), Gen.Bool, Gen.Int[0, 3]),
        (when, holds, keep, clear, more) =>
            Lab.Line(when) with
            {
                For = holds,
                Keep = keep,
                ClearWhen = clear,
                MostPerDay = more.Item1,
                RemindEvery = more.Item2 is { } m ? TimeSpan.FromMinutes(m) : null,
                OnBlind = more.Item3 ? BlindPolicy.Tell : BlindPolicy.Hold,
                Severity = (Severity)more.Item4,
                Ladder = more.Item4 > 1 ? "ladder" : null,
            }
    );

    static readonly Gen<CompiledWatch> Watches = Gen.Select(Line, Line, Line)
        .Select(
            (a, b, c) =>
                Lab.Compile(
                    Lab.Line("crossed(\"b\", within: 30m) or count_crossed(severity >= warning) > 1", "sum") with
                    {
                        Severity = Severity.Notice,
                    },
                    a with
                    {
                        Id = "a",
                    },
                    b with
                    {
                        Id = "b",
                    },
                    c with
                    {
                        Id = "c",
                        Ladder = "ladder",
                    }
                )
        );

    [Fact]
    public void Wake_ups_and_restarts_change_nothing() =>
        Gen.Select(Watches, Lab.History, Gen.Int[1, 640].Array[0, 12], Gen.Int[1, 4])
            .Sample(
                (watch, history, wakeUps, most) =>
                {
                    var start = watch.Start(Lab.At(-10));
                    var whole = watch.Advance(start, history, Lab.At(640));
                    var (state, transitions) = (start, new List<Transition>());
                    foreach (var minute in wakeUps.Order().Append(640))
                    {
                        for (var complete = false; !complete; )
                        {
                            var walk = watch.Advance(
                                Restart(state),
                                KnownBy(history, Lab.At(minute)),
                                Lab.At(minute),
                                most
                            );
                            transitions.AddRange(walk.Transitions);
                            (state, complete) = (walk.State, walk.Complete);
                        }
                    }
                    Assert.Equal(Text(whole.Transitions), Text(transitions));
                    Assert.Equal(JsonSerializer.Serialize(whole.State), JsonSerializer.Serialize(state));
                },
                iter: Lab.Rounds(400)
            );

    [Fact]
    public void Nothing_known_later_changes_a_verdict() =>
        Gen.Select(Watches, Lab.History, Gen.Int[0, 640], Lab.Observation.Array[1, 10], Lab.OneOf("x", "y", "e", "f"))
            .Sample(
                (watch, history, minute, extra, id) =>
                {
                    var until = Lab.At(minute);
                    var changed = new Dictionary<string, Series>(history)
                    {
                        [id] = new(
                            history[id].Indicator,
                            [
                                .. history[id].Observations,
                                .. extra.Select(o => o with { KnownAt = until.AddMinutes(1) }),
                            ],
                            history[id].Reads
                        ),
                    };
                    var start = watch.Start(Lab.At(-10));
                    Assert.Equal(
                        Text(watch.Advance(start, history, until).Transitions),
                        Text(watch.Advance(start, changed, until).Transitions)
                    );
                },
                iter: Lab.Rounds(300)
            );

    [Fact]
    public void History_beyond_the_lookback_changes_nothing() =>
        Gen.Select(Watches, Lab.History, Gen.Int[0, 60].Select(i => i * 10))
            .Sample(
                (watch, history, minute) =>
                {
                    var at = watch.Advance(watch.Start(Lab.At(-10)), history, Lab.At(minute)).State;
                    var cut = history.ToDictionary(
                        h => h.Key,
                        h => new Series(
                            h.Value.Indicator,
                            h.Value.Observations.Where(o =>
                                o.ObservedAt >= at.EvaluatedTo - (watch.Lookback(h.Key) ?? TimeSpan.Zero)
                            ),
                            h.Value.Reads
                        )
                    );
                    Assert.Equal(
                        Text(watch.Advance(at, history, Lab.At(700)).Transitions),
                        Text(watch.Advance(at, cut, Lab.At(700)).Transitions)
                    );
                },
                iter: Lab.Rounds(100)
            );

    /// <summary>Through JSON, as the service keeps it.</summary>
    static WatchState Restart(WatchState state) =>
        JsonSerializer.Deserialize<WatchState>(JsonSerializer.Serialize(state))!;

    /// <summary>What a process that wakes up then can have read.</summary>
    static Dictionary<string, Series> KnownBy(Dictionary<string, Series> history, DateTimeOffset at) =>
        history.ToDictionary(
            h => h.Key,
            h => new Series(
                h.Value.Indicator,
                h.Value.Observations.Where(o => o.KnownAt <= at),
                [.. h.Value.Reads.Where(r => r.From <= at).Select(r => r with { To = r.To < at ? r.To : at })]
            )
        );

    static string Text(IEnumerable<Transition> transitions) =>
        string.Join("\n", transitions.Select(t => JsonSerializer.Serialize(t)));
}
