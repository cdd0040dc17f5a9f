using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Silences, acknowledgements, evidence and feeds over HTTP, and the command that verifies.</summary>
public class AlertEvidenceTests(AzuriteFixture azurite)
{
    const string Watch = "/api/watches/korean-peninsula";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task A_silenced_crossing_is_on_record_and_is_told_when_the_silence_is_ended(Driving driving)
    {
        await using var service = await StartAsync(driving);
        var end = TimeProvider.System.GetUtcNow().AddHours(1);
        using (var refused = await service.Http.PostAsJsonAsync($"{Watch}/silences", new { reason = "x", end }, Cancel))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        var asked = new
        {
            redLine = "nuclear-test",
            reason = "known drill",
            end,
        };
        using var made = await service.Http.PostAsJsonAsync($"{Watch}/silences", asked, Cancel);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("active", (string?)(await Json(made))["state"]);

        service.SetNuclearTest();
        var status = await service.WaitForStatusAsync(s => s["alerts"]!.AsArray().Count == 1);
        var recorded = status["alerts"]![0]!;
        Assert.StartsWith("silenced until ", (string?)recorded["untold"], StringComparison.Ordinal);
        Assert.NotNull((await service.StatusAsync())["redLines"]![0]!["silencedUntil"]);
        Assert.DoesNotContain("drill", status.ToJsonString(), StringComparison.Ordinal);
        var page = await service.Http.GetStringAsync("/ui/", Cancel);
        Assert.Contains("Nobody was told: silenced until", page, StringComparison.Ordinal);
        var notes = await service.Http.GetFromJsonAsync<JsonNode>($"/api/alerts/{recorded["id"]}/notes", Cancel);
        Assert.Equal("by admin: known drill", (string?)notes!["untoldNote"]);
        using (var cap = await service.Http.GetAsync($"{Watch}/cap/{recorded["id"]}.xml", Cancel))
            Assert.Equal(HttpStatusCode.NotFound, cap.StatusCode);
        Assert.Empty(service.Mailbox.Mails);

        using var ended = await service.Http.DeleteAsync(made.Headers.Location, Cancel);
        Assert.Equal("past", (string?)(await Json(ended))["state"]);
        var mail = await service.WaitForMailAsync(_ => true);
        Assert.Matches(@"during\s+a\s+silence", mail.Text);
        var list = await service.Http.GetFromJsonAsync<JsonNode>($"{Watch}/silences", Cancel);
        Assert.Equal("admin", (string?)list!["silences"]![0]!["endedBy"]);
        var told = await service.Http.GetFromJsonAsync<JsonNode>("/api/alerts?told=true&kind=crossed", Cancel);
        Assert.Single(told!["alerts"]!.AsArray());
        Assert.Single(service.Mailbox.Mails);
    }

    [Fact]
    public async Task An_alert_leads_back_to_the_raw_answer_and_is_verified_from_its_dossier_alone()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        service.SetNuclearTest();
        await service.WaitForMailAsync(_ => true);
        var list = await service.Http.GetFromJsonAsync<JsonNode>("/api/alerts?watch=korean-peninsula", Cancel);
        var id = (string)list!["alerts"]![0]!["id"]!;
        var text = await service.Http.GetStringAsync($"/api/alerts/{id}", Cancel);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal("6.3", (string?)answer["alert"]!["explanation"]!["root"]!["parts"]![0]!["value"]);
        var raw = await service.Http.GetStringAsync((string?)answer["answers"]![0]!["url"], Cancel);
        Assert.Contains("6.3", raw, StringComparison.Ordinal);
        var point = answer["dossier"]!["series"]![0]!["points"]![0]!;
        Assert.EndsWith((string?)point["answer"], (string?)answer["answers"]![0]!["url"], StringComparison.Ordinal);

        Assert.Equal((0, true), await VerifyAsync(service, "is decided the same", id));
        Assert.Equal((0, true), await VerifyAsync(service, "is decided the same", id, "--watch", "korean-peninsula"));
        using var folder = new TemporaryFile(text);
        Assert.Equal((0, true), await VerifyAsync(service, "is decided the same", id, "--file", folder.Path));
        answer["dossier"]!["series"]![0]!["points"]![0]!["value"] = 4.4;
        using var changed = new TemporaryFile(answer.ToJsonString());
        Assert.Equal(
            (1, true),
            await VerifyAsync(service, "sentence: by the dossier it is", id, "--file", changed.Path)
        );
        Assert.Equal((1, true), await VerifyAsync(service, "There is no alert", "20200101T000000.000Z-crossed-x"));
        Assert.Equal(
            (1, true),
            await VerifyAsync(service, "is not JSON", id, "--file", typeof(AlertEvidenceTests).Assembly.Location)
        );
    }

    [Fact]
    public async Task Feeds_tell_machines_and_answer_that_nothing_has_changed()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        service.SetNuclearTest();
        await service.WaitForMailAsync(_ => true);
        foreach (var feed in (string[])["alerts.atom", "alerts.json"])
        {
            using var first = await service.Http.GetAsync($"{Watch}/{feed}", Cancel);
            Assert.Contains("Nuclear test", await first.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            using var again = new HttpRequestMessage(HttpMethod.Get, $"{Watch}/{feed}");
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var unchanged = await service.Http.SendAsync(again, Cancel);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var entries = XDocument.Parse(await service.Http.GetStringAsync($"{Watch}/alerts.atom", Cancel));
        var cap = (string)
            entries
                .Descendants(atom + "link")
                .Single(l => (string?)l.Attribute("rel") == "enclosure")
                .Attribute("href")!;
        using var message = await service.Http.GetAsync(new Uri(cap).PathAndQuery, Cancel);
        Assert.Equal("application/cap+xml", message.Content.Headers.ContentType!.MediaType);
        Assert.Contains(
            "<severity>Extreme</severity>",
            await message.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_acknowledges_is_on_record_for_readers_of_the_API_and_the_public_sees_that_somebody_did()
    {
        await using var service = await StartAsync(Driving.FunctionsHost);
        service.SetNuclearTest();
        await service.WaitForMailAsync(_ => true);
        var status = await service.WaitForStatusAsync(s => s["alerts"]!.AsArray().Count == 1);
        var path = $"/api/alerts/{status["alerts"]![0]!["id"]}";
        using (var refused = await service.Http.PostAsJsonAsync($"{path}/acknowledge", new { note = "seen" }, Cancel))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        using (var taken = await service.Http.PostAsJsonAsync($"{path}/acknowledge", new { note = "seen" }, Cancel))
            Assert.Equal(("admin", "seen"), ((string?)(await Json(taken))["by"], (string?)(await Json(taken))["note"]));
        var answer = await service.Http.GetFromJsonAsync<JsonNode>(path, Cancel);
        Assert.NotNull(answer!["acknowledgedAt"]);
        Assert.DoesNotContain("seen", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((await service.StatusAsync())["redLines"]![0]!["acknowledgedAt"]);
        using (var back = await service.Http.DeleteAsync($"{path}/acknowledge", Cancel))
            Assert.Equal(HttpStatusCode.NoContent, back.StatusCode);
        using (var again = await service.Http.DeleteAsync($"{path}/acknowledge", Cancel))
            Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_refused_with_the_field_at_fault()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        var later = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O");
        (string Body, string Field)[] silences =
        [
            ("{}", "reason"),
            ($$"""{"reason":"x"}""", "end"),
            ($$"""{"reason":"x","end":"2020-01-01T00:00Z"}""", "end"),
            ($$"""{"reason":"x","end":"{{later}}","redLine":"no-such"}""", "redLine"),
            ($$"""{"reason":"x","end":"{{later}}","label":"no-such"}""", "label"),
            ($$"""{"reason":"x","end":"{{later}}","start":"2020-01-01T00:00Z"}""", "start"),
            ($$"""{"reason":"x","end":"{{later}}","who":"me"}""", "who"),
            ($$"""{"reason":"\u0007","end":"{{later}}"}""", "reason"),
            ("""{"reason":"x","end":"tomorrow"}""", "end"),
            ("""{"reason":"\ud800","end":"tomorrow"}""", "reason"),
        ];
        foreach (var (body, field) in silences)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await service.Http.PostAsync($"{Watch}/silences", content, Cancel);
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, answer.StatusCode));
            Assert.Equal(field, (string?)(await Json(answer))["errors"]![0]!["field"]);
        }
        foreach (
            var query in (string[])
                ["kind=loud", "limit=0", "after=x", "from=now", "severity=9", "told=maybe", "watch=%27", "colour=red"]
        )
        {
            using var answer = await service.Http.GetAsync($"/api/alerts?{query}", Cancel);
            Assert.Equal((query, HttpStatusCode.BadRequest), (query, answer.StatusCode));
        }
        foreach (
            var path in (string[])
                [
                    "/api/alerts/x",
                    "/api/alerts/20269999T000000.000Z-crossed-x",
                    "/api/watches/a'b/alerts.atom",
                    $"{Watch}/cap/x.xml",
                    $"{Watch}/silences/x'y",
                    "/api/watches/none/silences",
                ]
        )
        {
            using var answer = await service.Http.GetAsync(path, Cancel);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }
    }

    async Task<TestService> StartAsync(Driving driving)
    {
        var service = await TestService.PrepareAsync(azurite, driving);
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.WaitForStatusAsync(s => (string?)s["indicators"]![0]!["feed"] == "fresh");
        return service;
    }

    static async Task<(int, bool)> VerifyAsync(TestService service, string says, params string[] arguments)
    {
        await using var process = App.Start(service.Settings, ["alert", "verify", .. arguments]);
        var exit = await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        var all = string.Join('\n', process.Lines);
        Assert.True(all.Contains(says, StringComparison.Ordinal), all);
        return (exit, true);
    }

    static async Task<JsonNode> Json(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;

    sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid()}.json");

        public void Dispose() => File.Delete(Path);
    }
}
