using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.RedLines.Replay;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class BacktestTests
{
    static readonly BacktestSpan TenDays = new(
        Lab.At(0),
        Lab.At(10 * 1440),
        TimeSpan.FromDays(1),
        TimeSpan.FromHours(1)
    );

    static CompiledWatch Compile(RedLine line, params WatchEvent[] events) =>
        CompiledWatch.Compile(Lab.Watch(line) with { Events = events }, out _)!;

    static WatchEvent Event(double minutes) => new() { At = Lab.At(minutes), Name = "event" };

    static Dictionary<string, Series> Levels(params (double Minutes, double Value)[] points) =>
        new()
        {
            ["x"] = new(
                Lab.Indicators[0] with
                {
                    StaleAfter = TimeSpan.FromDays(2),
                },
                points.Select(p => new Observation(Lab.At(p.Minutes), p.Value, Lab.At(p.Minutes))),
                []
            ),
        };

    static LineHistory Try(CompiledWatch watch, Dictionary<string, Series> series, params double[] at) =>
        Backtest.Run(watch, "line", series, TenDays, at.Select(Lab.At), null, CancellationToken.None);

    [Fact]
    public void A_backtest_takes_the_steps_of_a_replay_however_it_is_looked_at() =>
        Gen.Select(Gen.Double[0, 4000].Array[0, 60], Gen.Double[-5, 5].Array[60], Gen.Double[0, 14000].Array[0, 5])
            .Sample(
                (times, values, looks) =>
                {
                    var watch = Compile(Lab.Line("max(x, 3h) >= 1") with { For = TimeSpan.FromMinutes(20) });
                    var series = Levels([.. times.Distinct().Order().Select((t, i) => (t, values[i]))]);
                    var replayed = Replayer.Run(watch, series, TenDays.From, TenDays.To, false, TextWriter.Null);
                    var tried = Try(watch, series, looks);
                    Assert.Equal(
                        replayed.Select(t => (t.At, t.From, t.To, t.Tell, t.Reason)),
                        tried.Steps.Select(s => (s.At, s.From, s.To, s.Tell, s.Reason))
                    );
                    Assert.Equal(replayed.Count(t => t.Tell is not null), tried.Told);
                },
                iter: Lab.Rounds(200)
            );

    [Fact]
    public void A_look_at_an_instant_sees_what_was_known_then_and_no_more()
    {
        var watch = Compile(Lab.Line("max(x, 1d) >= 5"));
        var found = Try(watch, Levels((0, 1), (1440, 7), (3000, 2)), 1000, 1500);
        Assert.Equal([Lab.At(1000), Lab.At(1500), Lab.At(14400)], found.Looks.Select(l => l.At));
        Assert.Equal([Phase.Calm, Phase.Crossed, Phase.Calm], found.Looks.Select(l => l.Phase));
        Assert.Equal("max of Level x over 1 d is 1, below 5", found.Looks[0].Explanation.Sentence);
        Assert.Equal(1, found.Looks[0].Explanation.Root!.Parts[0].Window!.Count);
        Assert.Equal("7", found.Looks[1].Explanation.Root!.Parts[0].Value);
        Assert.Equal(Truth.Unknown, found.Looks[2].Explanation.Truth);
        Assert.NotNull(found.Looks[2].BlindSince);
    }

    [Fact]
    public void Time_in_alarm_blindness_and_events_are_counted()
    {
        // Red for a day from the first, stale two days after the last point: blind for the other seven.
        var watch = Compile(Lab.Line("x > 5"), Event(1500), Event(9000));
        var found = Try(watch, Levels((0, 9), (1440, 1)));
        Assert.Equal(
            (1, 1, 1, 0),
            (found.Score.Crossings, found.Score.Hits, found.Score.Misses, found.Score.FalseAlarms)
        );
        Assert.Equal(0.1, found.Score.AlarmShare, 3);
        Assert.Equal(0.7, found.BlindShare, 2);
        Assert.Equal(3, found.Told);
        Assert.Equal(3, found.ToldAMonth);
        Assert.Equal([new Episode(Lab.At(0), Lab.At(1440))], found.Episodes);
        Assert.Null(found.StoppedAt);
    }

    [Fact]
    public void A_line_is_measured_by_the_events_that_name_it_its_ladder_or_a_label_of_it()
    {
        var line = Lab.Line("x > 5") with { Ladder = "steps", Labels = ["word"] };
        string[][] words =
        [
            [],
            ["line"],
            ["steps"],
            ["a", "word"],
            ["other"],
        ];
        var watch = Compile(line, [.. words.Select(w => Event(1500) with { ForetoldBy = w })]);
        Assert.Equal(4, Try(watch, Levels((0, 9), (1440, 1))).Score.Hits);
        Assert.Equal(0, Try(watch, Levels((0, 9), (1440, 1))).Score.Misses);
    }

    [Fact]
    public void A_line_that_flaps_all_the_time_is_given_up_and_its_newest_steps_are_kept()
    {
        Assert.SkipWhen(Lab.IsMutationRun, "A month of minutes is too long for thousands of runs.");
        var watch = Compile(Lab.Line("x > 5") with { MostPerDay = 1 });
        var points = Enumerable.Range(0, 60_000).Select(i => ((double)i, i % 2 == 0 ? 9.0 : 1)).ToArray();
        var span = TenDays with { To = Lab.At(80 * 1440) };
        var shares = new List<double>();
        var found = Backtest.Run(watch, "line", Levels(points), span, [], shares.Add, CancellationToken.None);
        Assert.Equal(span.From.AddDays(31), found.StoppedAt);
        Assert.Equal((500, 500), (found.Steps.Count, found.Episodes.Count));
        Assert.True(found.LeftOut > 40_000);
        Assert.Equal(31.0 / 80, Assert.Single(shares), 9);
    }

    [Fact]
    public void A_backtest_can_be_stopped()
    {
        var watch = Compile(Lab.Line("x > 5"));
        Assert.Throws<OperationCanceledException>(() =>
            Backtest.Run(watch, "line", Levels((0, 9)), TenDays, [], null, new CancellationToken(true))
        );
    }

    [Fact]
    public void Events_of_a_pack_are_read_and_written_back()
    {
        const string yaml = """
            watch: lab
            title: Lab
            events:
              - at: 2017-09-03
                name: Sixth test
                foretold-by: [nuclear-test]
              - at: 2016-09-09T09:30:01+09:00
                name: Fifth test
            """;
        var watch = Pack.Read(yaml, out _)!;
        Assert.Equal(
            [
                (new DateTimeOffset(2017, 9, 3, 0, 0, 0, default), "Sixth test"),
                (new(2016, 9, 9, 0, 30, 1, default), "Fifth test"),
            ],
            watch.Events.Select(e => (e.At, e.Name))
        );
        var again = Pack.Read(Pack.Write(watch), out _)!.Events;
        Assert.Equal(watch.Events.Select(e => (e.At, e.Name)), again.Select(e => (e.At, e.Name)));
        Assert.Equal(
            [
                ["nuclear-test"],
                [],
            ],
            again.Select(e => e.ForetoldBy)
        );
    }

    [Theory]
    [InlineData("at: 3 Sep 2017\n    name: x", 4, "An instant is a text such as")]
    [InlineData("at: 12:30\n    name: x", 4, "An instant is a text such as")]
    [InlineData("at: 2017-09-03\n    title: x", 5, "There is no key 'title'.")]
    [InlineData("at: 2017-09-03\n    name: \"\"", 5, "One line of 1 to 200 characters was expected.")]
    public void What_is_no_event_is_told_with_its_place(string text, int line, string message)
    {
        var error = Pack.Check($"watch: lab\ntitle: Lab\nevents:\n  - {text}\n")[0];
        Assert.Equal(line, error.Line);
        Assert.StartsWith(message, error.Message);
    }
}
