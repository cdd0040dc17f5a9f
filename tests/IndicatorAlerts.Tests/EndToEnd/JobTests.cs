using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IndicatorAlerts.Tests.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Imports and replays, which take longer than a request may.</summary>
public sealed class JobTests(AzuriteFixture azurite)
{
    const int Hours = 3 * 365 * 24;
    const string Observations = "watches/lab/indicators/rate/observations";

    const string Pack = """
        watch: lab
        title: Lab
        every: 1h
        indicators:
          - { id: rate, title: Rate, stale-after: 4d, lag: 1h }
        red-lines:
          - { id: high, title: High, severity: warning, for: 3h, when: "avg(rate, 12h) > 15" }
          - { id: top, title: Top, when: "rate >= 19" }
        events:
          - { at: 2021-01-10, name: A ninth }
        """;

    static readonly DateTimeOffset First = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task A_history_is_imported_and_replayed_to_the_very_lines_that_the_command_prints(Driving driving)
    {
        await using var service = await StartAsync(driving);
        var jobs = new JobLab(service);
        var imported = await jobs.StartAsync($"{Observations}?lag=2h", Csv(200), "text/csv");
        Assert.Equal((200, 0, 0), Counts(await jobs.FinishAsync(imported)));
        const string span = """{"from":"2021-01-01","to":"2021-02-01"}""";
        var first = await jobs.FinishAsync(await jobs.StartAsync("watches/lab/replay", span));
        var lines = first.TrimEnd('\n').Split('\n');
        Assert.Equal(await ReplayAsync(Csv(200, 2), "2021-02-01"), lines[..^3]);
        Assert.Contains(lines, l => l.Contains("\"redLine\":\"high\"", StringComparison.Ordinal));
        Assert.Equal(["high", "top", "lab"], lines[^3..].Select(l => (string?)JsonNode.Parse(l)!["name"]));
        Assert.All(lines[^3..], l => Assert.Equal(1, (int)JsonNode.Parse(l)!["hits"]!));
        Assert.Equal(first, await jobs.FinishAsync(await jobs.StartAsync("watches/lab/replay", span)));
    }

    [Fact]
    public async Task An_import_outlives_a_kill_and_stores_each_observation_once()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        var jobs = new JobLab(service);
        var job = await jobs.StartAsync(Observations, Csv(Hours, 2), "text/csv");
        await jobs.WaitAsync(job, j => (string?)j["state"] == "running");
        await jobs.KillAsync();
        var (accepted, unchanged, rejected) = Counts(await jobs.FinishAsync(job));
        Assert.Equal((Hours, 0), (accepted + unchanged, rejected));
        var again = await jobs.StartAsync(Observations, Csv(Hours, 2), "text/csv");
        Assert.Equal((0, Hours, 0), Counts(await jobs.FinishAsync(again)));
    }

    [Fact]
    public async Task What_cannot_be_imported_is_told_by_line_and_a_key_starts_one_job()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        var jobs = new JobLab(service);
        var body = Csv(3) + "yesterday,1\n";
        var job = await jobs.StartAsync(Observations, body, "text/csv", "key-1");
        Assert.Equal(job, await jobs.StartAsync(Observations, body, "text/csv", "key-1"));
        using var other = await jobs.AskAsync(Observations, Csv(4), "text/csv", "key-1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var result = await jobs.FinishAsync(job);
        Assert.Equal((3, 0, 1), Counts(result));
        var error = JsonNode.Parse(result)!["errors"]![0]!;
        Assert.Equal((5, "observedAt"), ((int)error["line"]!, (string?)error["field"]));
        foreach (
            var (path, text, status, field) in new[]
            {
                ($"{Observations}?lag=soon", Csv(1), HttpStatusCode.BadRequest, "lag"),
                ("watches/lab/replay", """{"from":"then"}""", HttpStatusCode.BadRequest, "from"),
                ("watches/lab/replay", """{"every":"1m"}""", HttpStatusCode.BadRequest, "every"),
                ("watches/lab/replay", """{"since":"2021-01-01"}""", HttpStatusCode.BadRequest, null),
                ("watches/none/replay", "{}", HttpStatusCode.NotFound, null),
            }
        )
        {
            using var answer = await jobs.AskAsync(
                path,
                text,
                path.EndsWith("replay") ? "application/json" : "text/csv"
            );
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
            Assert.Equal(status, answer.StatusCode);
            if (field is not null)
                Assert.Equal(field, (string?)problem["errors"]![0]!["field"]);
        }
    }

    [Fact]
    public async Task A_reader_cancels_own_jobs_and_no_others()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        var jobs = new JobLab(service);
        var admin = new AdminClient(service.Http);
        var key = await admin.SendAsync("POST", "keys", """{"name":"analyst","role":"reader"}""");
        var reader = new AdminClient(service.Http, (string)key.Body!["key"]!);
        var others = await jobs.StartAsync("watches/lab/replay", "{}");
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.SendAsync("DELETE", $"jobs/{others}")).Status);
        var own = (await reader.SendAsync("POST", "watches/lab/replay", "{}")).Body!;
        Assert.Equal(("replay", "analyst"), ((string?)own["kind"], (string?)own["by"]));
        Assert.Equal(HttpStatusCode.NoContent, (await reader.SendAsync("DELETE", $"jobs/{own["id"]}")).Status);
        await jobs.FinishAsync(others);
    }

    async Task<TestService> StartAsync(Driving driving)
    {
        var service = await TestService.PrepareAsync(azurite, driving);
        Assert.Null(await service.TryApplyAsync(Pack));
        await service.StartAsync();
        return service;
    }

    /// <summary>Hills of ten days, from 0 to 20.</summary>
    static string Csv(int hours, int? lag = null)
    {
        var csv = new StringBuilder("observed_at,value").Append(lag is null ? "\n" : ",known_at\n");
        for (var hour = 0; hour < hours; hour++)
        {
            var value = 20 - Math.Abs(hour % 240 - 120) / 6.0;
            csv.Append(CultureInfo.InvariantCulture, $"{First.AddHours(hour):O},{value:R}");
            csv.Append(lag is { } late ? $",{First.AddHours(hour + late):O}\n" : "\n");
        }
        return csv.ToString();
    }

    static (int Accepted, int Unchanged, int Rejected) Counts(string result)
    {
        var answer = JsonNode.Parse(result)!;
        return ((int)answer["accepted"]!, (int)answer["unchanged"]!, (int)answer["rejected"]!);
    }

    /// <summary>What the command prints, without its progress.</summary>
    static async Task<IEnumerable<string>> ReplayAsync(string csv, string to)
    {
        var folder = Directory.CreateTempSubdirectory();
        var (pack, rows) = (Path.Combine(folder.FullName, "lab.yaml"), Path.Combine(folder.FullName, "rows.csv"));
        await File.WriteAllTextAsync(pack, Pack, Cancel);
        var named = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => $"rate,{l}");
        await File.WriteAllLinesAsync(rows, named.Prepend("indicator,observed_at,value,known_at"), Cancel);
        string[] arguments = ["replay", "--pack", pack, "--observations", rows, "--from", "2021-01-01", "--to", to];
        await using var process = App.Start(new Dictionary<string, string?>(), arguments);
        Assert.Equal(0, await process.Exited);
        folder.Delete(recursive: true);
        return process.Lines.Where(l => l.StartsWith('{'));
    }
}
