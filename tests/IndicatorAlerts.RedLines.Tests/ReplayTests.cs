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
        var series = Rows.Observations(new StringReader(History), Watch.Definition, out _)!;
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
    public void Progress_is_told_about_every_year_of_history()
    {
        var daily = CompiledWatch.Compile(Watch.Definition with { Every = TimeSpan.FromDays(1) }, out _)!;
        var progress = new StringWriter();
        var all = Replayer.Run(
            daily,
            Rows.Observations(new StringReader(History), Watch.Definition, out _)!,
            Lab.At(0),
            Lab.At(60 * 24 * 732.5),
            true,
            TextWriter.Null,
            progress
        );
        Assert.Equal(
            ["2025-01-01: 2 transitions, 50 %", "2026-01-02: 2 transitions, 100 %", "2026-01-02: 2 transitions, 100 %"],
            progress.ToString().TrimEnd().Split(Environment.NewLine)
        );
        Assert.Equal(2, all.Count);
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
    public void A_wrong_row_is_refused_with_its_line(string text, int line, string says)
    {
        Assert.Null(Rows.Observations(new StringReader(text), Watch.Definition, out var error));
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
}
