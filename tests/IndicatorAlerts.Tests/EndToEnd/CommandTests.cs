using System.Text.Json.Nodes;
using IndicatorAlerts.Local;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>What the program does on files alone.</summary>
public sealed class CommandTests : IDisposable
{
    const string Pack = """
        watch: lab
        title: Lab
        every: 1h
        indicators:
          - { id: shock, title: Shock, of: events, stale-after: 2h }
        red-lines:
          - { id: strong, title: Strong, severity: critical, when: "max(shock, 3h) >= 4" }
        tests:
          - title: a strong one crosses
            start: 2024-01-01T00:00Z
            step: 1h
            series: { shock: "_ 5 _x5" }
            expect:
              - { at: 1h, strong: "crossed: max of Shock" }
              - { at: 5h, strong: PHASE }
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>The names of the packs that come along.</summary>
    public static IEnumerable<TheoryDataRow<string>> Packs() =>
        Directory
            .GetFiles(Path.Combine(Repository.Root, "packs"), "*.yaml")
            .Select(file => new TheoryDataRow<string>(Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task A_pack_that_comes_along_is_right_and_its_tests_hold(string name)
    {
        var pack = Path.Combine(Repository.Root, "packs", name);
        Assert.Equal((0, "the pack is right"), await RunAsync("the pack is right", "pack", "check", pack));
        Assert.Equal((0, "tests hold"), await RunAsync("tests hold", "pack", "test", pack));
    }

    [Theory]
    [InlineData("calm", 0, "1 test holds")]
    [InlineData("crossed", 1, "pack.yaml:15:19: a strong one crosses: strong is calm")]
    public async Task A_test_of_a_pack_that_does_not_hold_is_told_with_its_place(
        string phase,
        int exit,
        string expected
    )
    {
        var pack = Write("pack.yaml", Pack.Replace("PHASE", phase, StringComparison.Ordinal));
        Assert.Equal((exit, expected), await RunAsync(expected, "pack", "test", pack));
    }

    [Fact]
    public async Task A_replay_answers_with_a_line_a_transition_and_a_scorecard()
    {
        var pack = Write("pack.yaml", Pack.Replace("PHASE", "calm", StringComparison.Ordinal));
        var observations = Write(
            "observations.csv",
            "indicator,observed_at,value,known_at\nshock,2024-03-01T10:20Z,6.1,2024-03-01T10:40Z\n"
        );
        var events = Write("events.csv", "at,name\n2024-03-01T12:00Z,the test\n");
        await using var process = App.Start(
            new Dictionary<string, string?>(),
            [
                "replay",
                "--pack",
                pack,
                "--observations",
                observations,
                "--from",
                "2024-01-01",
                "--to",
                "2024-06-01",
                "--events",
                events,
            ]
        );
        Assert.Equal(0, await process.Exited);
        var rows = process.Lines.Where(l => l.StartsWith('{')).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(
            ("strong", "2024-03-01T10:40:00+00:00", "calm", "crossed"),
            ((string)rows[0]["redLine"]!, (string)rows[0]["at"]!, (string)rows[0]["from"]!, (string)rows[0]["to"]!)
        );
        Assert.Equal("max of Shock over 3 h is 6.1, at or above 4", (string?)rows[0]["reason"]);
        Assert.Equal("6.1", (string?)rows[0]["values"]!["max(shock, 3h)"]);
        Assert.Equal("calm", (string?)rows[1]["to"]);
        Assert.Contains(rows, r => (int?)r["hits"] == 1);
        Assert.Contains(process.Lines, l => l.Contains("100 %", StringComparison.Ordinal));
    }

    string Write(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>The exit code, and the text when it was printed; else all that was.</summary>
    static async Task<(int, string)> RunAsync(string expected, params string[] arguments)
    {
        await using var process = App.Start(new Dictionary<string, string?>(), arguments);
        var exit = await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var all = string.Join('\n', process.Lines);
        return (exit, all.Contains(expected, StringComparison.Ordinal) ? expected : all);
    }
}
