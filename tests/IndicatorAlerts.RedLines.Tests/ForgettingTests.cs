using System.Text.Json;
using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>Long walks keep what their windows need, and answer as if they had kept everything.</summary>
public class ForgettingTests
{
    static readonly int Minutes = Lab.IsMutationRun ? 15_000 : 150_000;

    static readonly CompiledWatch Watch = Lab.Compile(
        Lab.Line("avg(x, 30m) > 2", "avg"),
        Lab.Line("median(x + y, 2h) > 3 or max(hourly(x, max), 3h) > 5", "derived"),
        Lab.Line("delta(x, 1h offset 1h) > 6", "offset")
    );

    static readonly Gen<Observation[]> Points = Gen.Select(Gen.Int[-3, 6], Gen.Int[0, 90])
        .Array[Minutes / 5]
        .Select(values =>
            values
                .Select((v, i) => new Observation(Lab.At(5 * i), v.Item1, Lab.At(5 * i + Math.Max(0, v.Item2 - 60))))
                .ToArray()
        );

    static readonly Gen<Dictionary<string, Series>> Histories = Gen.Select(Points, Points)
        .Select(
            (x, y) =>
                new Dictionary<string, Series>
                {
                    ["x"] = new(Lab.Indicators[0], x, []),
                    ["y"] = new(Lab.Indicators[1], y, []),
                }
        );

    [Fact]
    public void A_long_walk_answers_as_many_short_ones_do() =>
        Histories.Sample(
            history =>
            {
                var whole = Watch.Advance(Watch.Start(Lab.At(0)), history, Lab.At(Minutes));
                var state = Watch.Start(Lab.At(0));
                var parts = new List<Transition>();
                for (var minute = Minutes / 5; minute <= Minutes; minute += Minutes / 5)
                {
                    var walk = Watch.Advance(state, history, Lab.At(minute));
                    parts.AddRange(walk.Transitions);
                    state = walk.State;
                }
                Assert.Equal(Text(parts), Text(whole.Transitions));
            },
            iter: Lab.IsMutationRun ? 1 : 3
        );

    [Fact]
    public void What_is_kept_does_not_grow_with_the_history() =>
        Histories.Sample(
            history =>
            {
                var runner = new Runner(Watch.Scope, history, [new(), new(), new()]);
                runner.Slide(true);
                for (var minute = 0; minute <= Minutes; minute += 5)
                {
                    runner.Advance(Lab.At(minute).UtcTicks);
                    foreach (var line in Watch.Lines)
                        line.When.Of(runner.Frame);
                }
                // A week is kept for late data; 30,000 points were seen.
                Assert.All(runner.Frame.Tracks, track => Assert.InRange(track.Times.Length, 1, 8192));
            },
            iter: Lab.IsMutationRun ? 1 : 3
        );

    [Fact]
    public void A_crossing_of_long_ago_is_not_taken_back_by_the_half_of_what_it_was_seen_by()
    {
        var watch = Lab.Compile(Lab.Line("max(e, 20d) >= 4"));
        const int day = 1440;
        // The event that crossed the line lies out of reach when another of that day arrives twelve days later.
        Observation[] events = [new(Lab.At(5), 5, Lab.At(5)), new(Lab.At(10), 1, Lab.At(12 * day))];
        var state = watch.Advance(watch.Start(Lab.At(0)), Of(events), Lab.At(11 * day)).State;
        var walk = watch.Advance(state, Of(events[1..]), Lab.At(12 * day + 10));
        Assert.DoesNotContain(walk.Transitions, t => t.Tell == NotificationKind.Revised);

        static Dictionary<string, Series> Of(Observation[] events) =>
            new() { ["e"] = new(Lab.Indicators[2], events, [new(Lab.At(0), Lab.At(30 * day))]) };
    }

    static string Text(IEnumerable<Transition> transitions) =>
        string.Join("\n", transitions.Select(t => JsonSerializer.Serialize(t)));
}
