using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IndicatorAlerts.Tests.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Red lines are tried on five years of daily values before they go live.</summary>
[Collection(Alone.Name)]
public sealed class PreviewTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const int Days = 5 * 365;
    static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);

    static readonly DateTimeOffset First = new(
        TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-Days),
        TimeSpan.Zero
    );

    static readonly string Pack = $$"""
        watch: lab
        title: Lab
        every: 1m
        indicators:
          - { id: rate, title: Rate, stale-after: 4d }
        red-lines:
          - { id: high, title: High, when: "rate > 1500" }
        events:
          - { at: {{First.AddDays(100):yyyy-MM-dd}}, name: Foretold }
          - { at: {{First.AddDays(290):yyyy-MM-dd}}, name: Missed }
        """;

    TestService service = null!;
    AdminClient admin = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // A hill of a hundred days each year: from day 50 on, at its highest on day 100 of the year.
    static double Value(int day) => Math.Abs(day % 365 - 100) < 50 ? 1400 + 4 * (50 - Math.Abs(day % 365 - 100)) : 1400;

    static string Day(int day) => First.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        Assert.Null(await service.TryApplyAsync(Pack));
        await service.StartAsync();
        admin = new(service.Http);
        var csv = new StringBuilder("observed_at,value,known_at\n");
        for (var day = 0; day < Days; day++)
            csv.AppendLine(CultureInfo.InvariantCulture, $"{Day(day)},{Value(day)},{Day(day)}T06:00Z");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/watches/lab/indicators/rate/observations");
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        request.Content = new StringContent(csv.ToString(), Encoding.UTF8, "text/csv");
        using var answer = await service.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task A_draft_is_tried_on_five_years_within_two_seconds_next_to_the_current_line()
    {
        var body = Body("rate > 1580", $"\"from\": \"{Day(0)}\", \"window\": \"20d\"");
        var least = TimeSpan.MaxValue;
        JsonNode answer = null!;
        using var process = Process.GetProcessById(service.Process.Id);
        // By the processor's time, as others may use the machine as well; the first round compiles.
        for (var round = 0; round < 5 && least > Promised; round++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            answer = await PreviewAsync($"red-lines:preview?at={Day(100)}T12:00Z&at={Day(200)}", body);
            process.Refresh();
            var took = process.TotalProcessorTime - before;
            least = least < took ? least : took;
        }
        TestContext.Current.SendDiagnosticMessage($"a preview of five years took {least} of a processor's time");
        Assert.True(least < Promised, $"{least}");

        var line = answer["redLines"]![0]!;
        var (draft, current) = (line["draft"]!, line["current"]!);
        Assert.Equal((5, 5), ((int)draft["score"]!["crossings"]!, (int)current["score"]!["crossings"]!));
        Assert.Equal(
            (1, 1, 4),
            ((int)draft["score"]!["hits"]!, (int)draft["score"]!["misses"]!, (int)draft["score"]!["falseAlarms"]!)
        );
        // Above 1580 on the nine days around the top, above 1500 on 49.
        Assert.Equal(9.0 / 365, (double)draft["score"]!["alarmShare"]!, 3);
        Assert.Equal(49.0 / 365, (double)current["score"]!["alarmShare"]!, 3);
        Assert.Equal($"{Day(96)}T06:00:00+00:00", (string?)draft["episodes"]![0]!["from"]);
        Assert.Equal($"{Day(105)}T06:00:00+00:00", (string?)draft["episodes"]![0]!["to"]);
        Assert.Empty(line["onlyDraft"]!.AsArray());
        Assert.Equal(
            "rate is 1600, above 1580".Replace("rate", "Rate"),
            (string?)draft["looks"]![0]!["explanation"]!["sentence"]
        );
        Assert.Equal(["crossed", "calm", "calm"], draft["looks"]!.AsArray().Select(l => (string?)l!["phase"]));
        // Nothing was kept.
        Assert.Equal("rate > 1500", (string?)(await admin.GetAsync("watches/lab/red-lines/high")).Body!["when"]);
    }

    [Fact]
    public async Task What_is_being_written_is_checked_at_every_keystroke()
    {
        var wrong = (await admin.SendAsync("POST", "red-lines:validate", Body("rate >> 1"))).Body!;
        Assert.False((bool)wrong["valid"]!);
        Assert.Equal(
            ("when", 1, 7),
            (
                (string?)wrong["errors"]![0]!["field"],
                (int)wrong["errors"]![0]!["line"]!,
                (int)wrong["errors"]![0]!["column"]!
            )
        );
        wrong = (await admin.SendAsync("POST", "red-lines:validate", Body("rat > 1"))).Body!;
        Assert.Contains("Did you mean 'rate'?", (string?)wrong["errors"]![0]!["message"]);
        var right = (
            await admin.SendAsync("POST", "red-lines:validate", Body("max( rate ,10d)>1500", "", "new"))
        ).Body!;
        Assert.True((bool)right["valid"]!);
        Assert.Equal("max(rate, 10d) > 1500", (string?)right["when"]);
        foreach (
            var (path, body, field) in new[]
            {
                ("red-lines:validate", """{"watch":"lab","redLine":{"when":"rate > 1"}}""", "redLine.id"),
                ("red-lines:preview", Body("rate > > 1"), "when"),
                ("red-lines:preview", Body("rate > 1", "\"from\":\"tomorrow\""), "from"),
                ("red-lines:preview", Body("rate > 1", "\"to\":\"2999-01-01\""), "to"),
                ("red-lines:preview", Body("rate > 1", "\"every\":\"1s\""), "every"),
                ("red-lines:preview", Body("rate > 1", $"\"every\":\"1m\",\"from\":\"{Day(-44 * 365)}\""), "every"),
                ("red-lines:preview", Body("rate > 1", "\"window\":\"0m\""), "window"),
                ("red-lines:preview?at=noon", Body("rate > 1"), "at"),
            }
        )
        {
            var answer = await admin.SendAsync("POST", path, body);
            Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, answer.Field));
        }
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await admin.SendAsync("POST", "red-lines:preview", """{"watch":"none","redLine":{"id":"a"}}""")).Status
        );
    }

    [Fact]
    public async Task A_long_preview_is_a_job_that_tells_how_far_it_is_and_outlives_a_kill()
    {
        // Every minute of five years.
        var body = Body("rate > 1580", $"\"from\": \"{Day(0)}\", \"every\": \"1m\"");
        var jobs = new JobLab(service);
        var started = await jobs.StartAsync("red-lines:preview", body);
        await jobs.WaitAsync(started, j => (string?)j["state"] == "running");
        await jobs.KillAsync();
        var result = JsonNode.Parse(await jobs.FinishAsync(started))!;
        Assert.Equal("1m", (string?)result["every"]);
        Assert.Equal(5, (int)result["redLines"]![0]!["draft"]!["score"]!["crossings"]!);
    }

    [Fact]
    public async Task A_job_can_be_cancelled_and_has_no_result_then()
    {
        var started = await new JobLab(service).StartAsync(
            "red-lines:preview",
            Body("median(rate, 90d) > 1580", $"\"from\": \"{Day(0)}\", \"every\": \"1m\"")
        );
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync("DELETE", $"jobs/{started}")).Status);
        Assert.Equal("cancelled", (string?)(await admin.GetAsync($"jobs/{started}")).Body!["state"]);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.GetAsync($"jobs/{started}/result")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync("DELETE", $"jobs/{started}")).Status);
        foreach (var id in (string[])["none", Guid.NewGuid().ToString("N")])
            Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"jobs/{id}")).Status);
    }

    [Fact]
    public async Task A_pack_is_compared_with_what_its_changed_lines_would_have_done()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.yaml");
        await File.WriteAllTextAsync(file, Pack.Replace("1500", "1580", StringComparison.Ordinal), Cancel);
        await using var process = App.Start(
            new Dictionary<string, string?> { ["INDICATORALERTS_KEY"] = TestService.AdminKey },
            "pack",
            "diff",
            file,
            "--history",
            "1825d",
            "--server",
            service.Http.BaseAddress!.ToString()
        );
        Assert.Equal(2, await process.Exited);
        File.Delete(file);
        var told = process.Lines.Single(l => l.StartsWith("h high would have had", StringComparison.Ordinal));
        Assert.Matches(
            "would have had 5 crossings, .* in alarm 2.5.% .* 1 hits, 1 misses, 4 false alarms .now: 5 crossings",
            told
        );
    }

    static string Body(string when, string more = "", string id = "high") =>
        $$"""{"watch":"lab","redLine":{"id":"{{id}}","when":"{{when}}"}{{(more.Length > 0 ? "," + more : "")}}}""";

    async Task<JsonNode> PreviewAsync(string path, string body)
    {
        var answer = await admin.SendAsync("POST", path, body);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body!;
    }
}
