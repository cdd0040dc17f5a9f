using System.Text.Json;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class ReplayTests
{
    const string History = """
        indicator,observed_at,value,known_at
        e,2024-01-01T00:10Z,5,2024-01-01T00:12Z
        e,2024-01-01T02:00Z,6,

        e,2024-01-02,4.5
        """;

    static readonly CompiledWatch Watch = Lab.Compile(Lab.Line("max(e, 1h) >= 4.0"));

    static IReadOnlyList<Transition> Replay(bool json, out string output)
    {
        var series = Rows.Observations(new StringReader(History), Watch, out _)!;
        var writer = new StringWriter();
        var all = Replayer.Run(Watch, series, Lab.At(0), Lab.At(60 * 24 * 10), json, writer);
        output = writer.ToString();
        return all;
    }

    [Fact]
    public void Each_transition_is_one_JSON_object_a_line()
    {
        Assert.Equal(6, Replay(true, out var output).Count);
        using var first = JsonDocument.Parse(output.Split('\n')[0]);
        var row = first.RootElement;
        Assert.Equal("line", row.GetProperty("redLine").GetString());
        Assert.Equal(Lab.At(12), row.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(("calm", "crossed"), (row.GetProperty("from").GetString(), row.GetProperty("to").GetString()));
        Assert.Equal("max of Events e over 1 h is 5, at or above 4.0", row.GetProperty("reason").GetString());
        Assert.Equal("5", row.GetProperty("values").GetProperty("max(e, 1h)").GetString());
    }

    [Fact]
    public void Progress_is_told_about_every_year_and_the_walk_can_be_ended_there()
    {
        var daily = CompiledWatch.Compile(Watch.Definition with { Every = TimeSpan.FromDays(1) }, out _)!;
        var series = Rows.Observations(new StringReader(History), Watch, out _)!;
        var end = Lab.At(60 * 24 * 400);
        var progress = new List<ReplayProgress>();
        var cancel = TestContext.Current.CancellationToken;
        var all = Replayer.Run(daily, series, Lab.At(0), end, true, TextWriter.Null, progress.Add, cancel);
        Assert.Equal([new(Lab.At(60 * 24 * 366), 366 / 400.0, 2), new(end, 1, 2)], progress);
        Assert.Equal(2, all.Count);

        using var stop = new CancellationTokenSource();
        progress.Clear();
        Assert.Throws<OperationCanceledException>(() =>
            Replayer.Run(
                daily,
                series,
                Lab.At(0),
                end,
                true,
                TextWriter.Null,
                p =>
                {
                    progress.Add(p);
                    stop.Cancel();
                },
                stop.Token
            )
        );
        Assert.Single(progress);
    }

    [Fact]
    public void Text_is_for_people()
    {
        Replay(false, out var output);
        Assert.StartsWith("2024-01-01 00:12 line: Calm -> Crossed [crossed]: max of Events e over 1 h is 5", output);
    }

    [Fact]
    public void The_scorecard_counts_hits_misses_false_alarms_and_lead()
    {
        var events = Rows.Events(
            new StringReader(
                "at,name\n2024-01-01T04:00Z,b, c\n2024-01-01T01:00Z,a\n2024-01-05,missed\n2020-01-01,outside\n"
            ),
            out _
        )!;
        Assert.Equal("b,c", events[2].Name);
        var scores = Scorecard.Of(
            Watch.Definition,
            Replay(true, out _),
            events,
            Lab.At(0),
            Lab.At(60 * 24 * 10),
            TimeSpan.FromHours(2)
        );
        var score = scores[0];
        Assert.Equal((3, 2, 1, 1), (score.Crossings, score.Hits, score.Misses, score.FalseAlarms));
        Assert.Equal(1.4, score.LeadHours!.Value, 1e-12);
        Assert.Equal(2.0 / 3, score.Precision!.Value, 1e-12);
        Assert.Equal(2.0 / 3, score.Recall!.Value, 1e-12);
        Assert.Equal(178.0 / (60 * 24 * 10), score.AlarmShare, 1e-12);
        Assert.Equal(score with { Name = "lab" }, scores[1]);
        Assert.Contains("\"falseAlarms\":1", score.Json());
        Assert.StartsWith(
            "line: 2 hits, 1 misses, 1 false alarms of 3 crossings, precision 0.67, recall 0.67, median lead 1.4 h",
            score.Text()
        );
    }

    [Theory]
    [InlineData("a,b\n", 1, "The first row was expected to be a header")]
    [InlineData("", 1, "The first row was expected to be a header")]
    [InlineData("indicator,observed_at,value\nq,2024-01-01,1", 2, "There is no indicator 'q' in the watch.")]
    [InlineData("indicator,observed_at,value\nx,2024-01-01", 2, "indicator,observed_at,value[,known_at] was expected")]
    [InlineData("indicator,observed_at,value\nx,yesterday,1", 2, "indicator,observed_at,value[,known_at] was expected")]
    [InlineData("indicator,observed_at,value\n\nx,2024-01-01,NaN", 3, "'NaN' is no number.")]
    [InlineData("indicator,observed_at,value\nx,2024-01-01,1,soon", 2, "'soon' is no instant.")]
    [InlineData("indicator,observed_at,value\nread:q,2024-01-01,1,2024-02-01", 2, "There is no indicator 'q'")]
    [InlineData(
        "indicator,observed_at,value\nread:x,2024-01-02,1,2024-01-01",
        2,
        "read:INDICATOR,from,1,to was expected"
    )]
    [InlineData(
        "indicator,observed_at,value\nread:x,2024-01-01,1,2024-01-03\nread:x,2024-01-03,1,2024-01-04",
        3,
        "read:INDICATOR,from,1,to was expected"
    )]
    public void A_wrong_row_is_refused_with_its_line(string text, int line, string says)
    {
        Assert.Null(Rows.Observations(new StringReader(text), Watch, out var error));
        Assert.Equal(line, error!.Line);
        Assert.StartsWith(says, error.Message);
    }

    [Fact]
    public void A_wrong_event_is_refused_with_its_line()
    {
        Assert.Null(Rows.Events(new StringReader("at,name\nsoon,a"), out var error));
        Assert.Equal(2, error!.Line);
        Assert.Null(Rows.Events(new StringReader("when\n"), out _));
    }

    static Transition To(double hour, Phase to, string line = "line") =>
        new()
        {
            RedLine = line,
            At = Lab.At(60 * hour),
            From = Phase.Calm,
            To = to,
            Reason = "",
            Explanation = new(Truth.True, "", null),
        };

    static IReadOnlyList<Score> Scores(Watch watch, double[] events, params Transition[] transitions) =>
        Scorecard.Of(
            watch,
            transitions,
            [.. events.Select(h => (Lab.At(60 * h), "event"))],
            Lab.At(0),
            Lab.At(60 * 100),
            TimeSpan.FromHours(2)
        );

    [Fact]
    public void An_episode_lasts_from_its_crossing_until_it_is_calm_or_the_end()
    {
        var score = Scores(
            Watch.Definition,
            [0, 12, 22, 32.5, 100, 101],
            To(9, Phase.Pending),
            To(10, Phase.Crossed),
            To(15, Phase.Clearing),
            To(16, Phase.Crossed),
            To(20, Phase.Calm),
            To(30, Phase.Crossed),
            To(30.4, Phase.Calm),
            To(40, Phase.Crossed),
            To(41, Phase.Calm),
            To(90, Phase.Crossed)
        )[0];
        // Leads: 2 h, 12 h and 10 h; the event at 32.5 h comes 6 minutes too late for the second episode, and 0 has none.
        Assert.Equal(
            new Score("line", 4, 3, 2, 2, 10, 0.5, 0.6, (10 + 0.4 + 1 + 10) / 100),
            score with
            {
                AlarmShare = Math.Round(score.AlarmShare, 9),
            }
        );
    }

    [Fact]
    public void A_crossing_soon_after_an_event_tells_of_it_where_that_counts()
    {
        Transition[] transitions = [To(10, Phase.Crossed), To(20, Phase.Calm)];
        (DateTimeOffset, string)[] events = [(Lab.At(60 * 9), "event")];
        Score Of(double hours) =>
            Scorecard.Of(
                Watch.Definition,
                transitions,
                events,
                Lab.At(0),
                Lab.At(60 * 100),
                TimeSpan.Zero,
                TimeSpan.FromHours(hours)
            )[0];
        Assert.Equal((1, 0, -1), (Of(1).Hits, Of(1).FalseAlarms, Of(1).LeadHours!.Value));
        Assert.Equal((0, 1), (Of(0.9).Hits, Of(0.9).FalseAlarms));
    }

    [Fact]
    public void A_source_that_was_not_read_then_leaves_its_line_blind_and_not_calm()
    {
        var series = Rows.Observations(
            new StringReader(
                "indicator,observed_at,value,known_at\nread:e,2024-01-01,1,2024-01-02\nread:e,2024-01-03,1,2024-01-04\ne,2024-01-03T12:00Z,3\n"
            ),
            Watch,
            out _
        )!;
        Assert.Equal([new(Lab.At(0), Lab.At(1440)), new(Lab.At(2 * 1440), Lab.At(3 * 1440))], series["e"].Reads);
        bool IsBlind(double day) =>
            Watch.Advance(Watch.Start(Lab.At(0)), series, Lab.At(1440 * day)).State.Lines["line"].BlindSince
                is not null;
        Assert.Equal((false, true, false), (IsBlind(0.9), IsBlind(1.9), IsBlind(2.9)));
    }

    [Fact]
    public void An_even_number_of_leads_has_the_middle_between_the_two_as_its_median() =>
        Assert.Equal(
            3,
            Scores(Watch.Definition, [11, 12, 14, 15], To(10, Phase.Crossed), To(20, Phase.Calm))[0].LeadHours
        );

    [Fact]
    public void A_watch_is_in_alarm_while_any_of_its_lines_is()
    {
        var watch = Lab.Watch(Lab.Line("x > 1", "a"), Lab.Line("x > 2", "b"), Lab.Line("x > 3", "c"));
        var scores = Scores(
            watch,
            [],
            To(10, Phase.Crossed, "b"),
            To(12, Phase.Crossed, "a"),
            To(14, Phase.Calm, "a"),
            To(20, Phase.Calm, "b"),
            To(20, Phase.Crossed, "c"),
            To(25, Phase.Calm, "c"),
            To(26, Phase.Crossed, "c"),
            To(30, Phase.Calm, "c")
        );
        Assert.Equal(["a", "b", "c", "lab"], scores.Select(s => s.Name));
        Assert.Equal([1, 1, 2, 2], scores.Select(s => s.Crossings));
        Assert.Equal([0.02, 0.1, 0.09, 0.19], scores.Select(s => Math.Round(s.AlarmShare, 9)));
        Assert.Equal(
            "lab: 0 hits, 0 misses, 2 false alarms of 2 crossings, precision 0.00, recall none, median lead none, in alarm 19.0 % of the time",
            scores[3].Text()
        );
    }

    [Fact]
    public void Without_episodes_or_time_nothing_is_divided_by_zero()
    {
        var score = Scorecard.Of(Watch.Definition, [], [(Lab.At(0), "event")], Lab.At(0), Lab.At(0), TimeSpan.Zero)[0];
        Assert.Equal(new Score("line", 0, 0, 1, 0, null, null, 0, 0), score);
        Assert.Equal(
            "line: 0 hits, 1 misses, 0 false alarms of 0 crossings, precision none, recall 0.00, median lead none, in alarm 0.0 % of the time",
            score.Text()
        );
    }

    [Fact]
    public void Rows_are_observations_with_the_lag_where_they_do_not_say_when_they_were_known()
    {
        var watch = Lab.Watch() with { Indicators = [Lab.Indicators[0] with { Lag = TimeSpan.FromHours(3) }] };
        var series = Rows.Observations(
            new StringReader(
                "\uFEFFindicator, observed_at, value\nx,2024-01-01T02:00+01:00,-1.5e1,\n x , 2024-01-02 , 2 , 2024-01-02T01:00Z\n"
            ),
            CompiledWatch.Compile(watch, out _)!,
            out var error
        )!;
        Assert.Null(error);
        Assert.Equal([new(Lab.At(60), -15, Lab.At(240)), new(Lab.At(1440), 2, Lab.At(1500))], series["x"].Observations);
        Assert.Equal(new ReadRun(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Assert.Single(series["x"].Reads));
    }

    [Fact]
    public void Text_tells_what_nobody_was_told_too()
    {
        var series = Rows.Observations(new StringReader(History), Watch, out _)!;
        var output = new StringWriter();
        Replayer.Run(
            Lab.Compile(Lab.Line("max(e, 1h) >= 4.0") with { For = TimeSpan.FromMinutes(5) }),
            series,
            Lab.At(0),
            Lab.At(20),
            false,
            output,
            cancel: TestContext.Current.CancellationToken
        );
        Assert.Equal(
            [
                "2024-01-01 00:12 line: Calm -> Pending: max of Events e over 1 h is 5, at or above 4.0",
                "2024-01-01 00:20 line: Pending -> Crossed [crossed]: max of Events e over 1 h is 5, at or above 4.0; it has held for 5 m",
            ],
            output.ToString().TrimEnd().Split(Environment.NewLine)
        );
    }
}
