using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class ObservationTests(AzuriteFixture azurite)
{
    const string Index = "/api/watches/korean-peninsula/indicators/tension/observations";
    const string Shocks = "/api/watches/korean-peninsula/indicators/punggye-ri-shock/";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task What_an_analyst_pushes_crosses_a_red_line_and_is_read_back_with_its_note(Driving driving)
    {
        await using var service = await StartAsync(driving);
        using var refused = await service.Http.PostAsync(Index, Csv("observed_at,value\n2024-01-01,1"), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-3);
        var point = new JsonObject
        {
            ["observedAt"] = at.ToString("O"),
            ["value"] = 9.5,
            ["note"] = "Seen by two of us,\nindependently",
            ["link"] = "https://example.org/report",
        };
        Assert.Equal((200, 1, 0, 0), await PushAsync(service, Index, JsonContent.Create(point)));
        await service.WaitForMailAsync(m => m.Subject.Contains("Tension is high", StringComparison.Ordinal));
        Assert.Equal(
            (200, 0, 1, 0),
            await PushAsync(service, "/api/indicators/tension/observations", JsonContent.Create(point))
        );

        var read = (await service.Http.GetFromJsonAsync<JsonNode>("/api/indicators/tension/observations", Cancel))!;
        var item = Assert.Single(read["observations"]!.AsArray())!;
        Assert.Equal(9.5, (double?)item["value"]);
        Assert.Equal("Seen by two of us,\nindependently", (string?)item["note"]);
        Assert.Equal("https://example.org/report", (string?)item["link"]);
        Assert.True((DateTimeOffset?)item["knownAt"] > at);
        Assert.Null(item["answer"]);
        var csv = await service.Http.GetStringAsync(Index + "?format=csv", Cancel);
        Assert.Equal((200, 0, 1, 0), await PushAsync(service, Index, Csv(csv)));
        var all = (await service.Http.GetFromJsonAsync<JsonArray>("/api/indicators", Cancel))!;
        Assert.Equal(["punggye-ri-shock", "tension"], all.Select(i => (string?)i!["id"]));
        Assert.Equal(9.5, (double?)all[1]!["lastValue"]);
        Assert.Equal("fresh", (string?)all[1]!["feed"]);
    }

    [Fact]
    public async Task Parts_that_are_wrong_are_told_by_line_and_a_key_gives_the_same_answer_again()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        const string body = "observed_at,value\n2024-01-01,1\nyesterday,2\n2024-01-03,3\n";
        service.Http.DefaultRequestHeaders.Add("Idempotency-Key", "key-1");
        using var first = await service.Http.PostAsync(Index, Csv(body), Cancel);
        var text = await first.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.MultiStatus, first.StatusCode);
        Assert.Equal(
            (2, 3),
            ((int?)JsonNode.Parse(text)!["accepted"], (int?)JsonNode.Parse(text)!["errors"]![0]!["line"])
        );
        using var again = await service.Http.PostAsync(Index, Csv(body), Cancel);
        Assert.Equal(
            (HttpStatusCode.MultiStatus, text),
            (again.StatusCode, await again.Content.ReadAsStringAsync(Cancel))
        );
        using var other = await service.Http.PostAsync(Index, Csv(body + "2024-01-04,4"), Cancel);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        service.Http.DefaultRequestHeaders.Remove("Idempotency-Key");
        Assert.Equal((207, 0, 2, 1), await PushAsync(service, Index, Csv(body)));

        Assert.Equal((400, 0, 0, 0), await PushAsync(service, Index, Csv("observed_at,value\nnever,1")));
        Assert.Equal(
            (415, 0, 0, 0),
            await PushAsync(service, Index, new StringContent("x", Encoding.UTF8, "text/plain"))
        );
        Assert.Equal((404, 0, 0, 0), await PushAsync(service, "/api/indicators/nothing/observations", Csv(body)));
        Assert.Equal(
            (404, 0, 0, 0),
            await PushAsync(service, "/api/watches/a'b%23/indicators/x%2Fy/observations", Csv(body))
        );
        var large = Csv("observed_at,value\n" + new string('\n', 11 * 1024 * 1024));
        Assert.Equal((413, 0, 0, 0), await PushAsync(service, Index, large));
        // Of unknown length, as it comes.
        using var chunked = new HttpRequestMessage(HttpMethod.Post, Index)
        {
            Content = Csv("observed_at,value\n" + new string('\n', 10 * 1024 * 1024)),
        };
        chunked.Headers.TransferEncodingChunked = true;
        using var cut = await service.Http.SendAsync(chunked, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, cut.StatusCode);
    }

    [Fact]
    public async Task History_is_imported_by_command_with_its_lag_and_read_as_it_was_known()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        var first = new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
        const int days = 3653;
        var history = string.Concat(Enumerable.Range(0, days).Select(i => $"{first.AddDays(i):yyyy-MM-dd},{i}\n"));
        Assert.Contains($"{days} accepted, 0 unchanged, 0 rejected", await ImportAsync(service, history));
        Assert.Contains($"0 accepted, {days} unchanged, 0 rejected", await ImportAsync(service, history));
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        Assert.Equal(
            (200, 1, 0, 0),
            await PushAsync(service, Index, Csv("observed_at,value,known_at\n2015-01-02,99,2015-02-01"))
        );

        var values = new List<double?>();
        string? next = Index + "?from=2015-01-01&limit=1000";
        for (var page = 0; next is not null; page++)
        {
            var read = (await service.Http.GetFromJsonAsync<JsonNode>(next, Cancel))!;
            values.AddRange(read["observations"]!.AsArray().Select(o => (double?)o!["value"]));
            next = (string?)read["next"];
            Assert.Equal(page == 3, next is null);
        }
        Assert.Equal([0, 99, .. Enumerable.Range(2, days - 2)], values);
        Assert.Equal([0.0], await ValuesAsync(service, "?as-of=2015-01-04"));
        Assert.Equal([0.0, 1.0], await ValuesAsync(service, "?as-of=2015-01-05T00:00Z"));
        Assert.Equal([1.0, 99.0], await ValuesAsync(service, "?revisions=true&from=2015-01-02&to=2015-01-03"));
        using var csv = await service.Http.GetAsync(
            Index + "?revisions=true&from=2015-01-02&limit=1&format=csv",
            Cancel
        );
        Assert.Contains(
            "2015-01-02T00:00:00.000Z,1,2015-01-05T00:00:00.000Z",
            await csv.Content.ReadAsStringAsync(Cancel)
        );
        var link = csv.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Assert.Contains(",99,2015-02-01T", await service.Http.GetStringAsync(link, Cancel));
        foreach (
            var wrong in (string[])["from=soon", "limit=0", "limit=10001", "after=x", "format=xml", "colour=red", "to="]
        )
        {
            using var refused = await service.Http.GetAsync($"{Index}?{wrong}", Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            var problem = (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
            Assert.Equal(wrong.Split('=')[0], (string?)problem["errors"]![0]!["field"]);
        }
    }

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task An_observation_leads_to_the_answer_that_brought_it(Driving driving)
    {
        await using var service = await StartAsync(driving, test => test.SetNuclearTest());
        await service.WaitForStatusAsync(s => (double?)s["indicators"]![0]!["lastValue"] == 6.3);
        var read = (await service.Http.GetFromJsonAsync<JsonNode>(Shocks + "observations", Cancel))!;
        var sha = (string)Assert.Single(read["observations"]!.AsArray())!["answer"]!;
        using var plain = await service.Http.GetAsync($"{Shocks}archive/{sha.ToUpperInvariant()}", Cancel);
        Assert.Contains("FeatureCollection", await plain.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("attachment", plain.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", plain.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox", plain.Headers.GetValues("Content-Security-Policy").Single());
        using var unpacking = new HttpClient(
            new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }
        )
        {
            BaseAddress = service.Http.BaseAddress,
        };
        Assert.Contains("FeatureCollection", await unpacking.GetStringAsync($"{Shocks}archive/{sha}", Cancel));
        foreach (
            var (name, status) in ((string, HttpStatusCode)[])
                [
                    (new('0', 64), HttpStatusCode.NotFound),
                    ("x", HttpStatusCode.BadRequest),
                    (new('g', 64), HttpStatusCode.BadRequest),
                ]
        )
        {
            using var none = await service.Http.GetAsync($"{Shocks}archive/{name}", Cancel);
            Assert.Equal(status, none.StatusCode);
        }
    }

    [Fact]
    public async Task An_id_that_two_watches_have_needs_its_watch()
    {
        await using var service = await StartAsync(Driving.StandAlone);
        await service.ApplyPackAsync(pack =>
            WithTension(pack).Replace("watch: korean-peninsula", "watch: second", StringComparison.Ordinal)
        );
        using var refused = await service.Http.GetAsync("/api/indicators/tension", Cancel);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("korean-peninsula, second", await refused.Content.ReadAsStringAsync(Cancel));
        var one = await service.Http.GetFromJsonAsync<JsonNode>("/api/watches/second/indicators/tension", Cancel);
        Assert.Equal(("second", "never"), ((string?)one!["watch"], (string?)one["feed"]));
    }

    async Task<TestService> StartAsync(Driving driving, Action<TestService>? prepare = null)
    {
        var service = await TestService.PrepareAsync(azurite, driving);
        prepare?.Invoke(service);
        await service.ApplyPackAsync(WithTension);
        await service.StartAsync();
        return service;
    }

    static string WithTension(string pack) =>
        pack[..pack.IndexOf("tests:", StringComparison.Ordinal)]
            .Replace(
                "red-lines:",
                """
                  - { id: tension, title: Tension as we judge it, of: levels, lag: 3d }
                red-lines:
                  - { id: tension-high, title: Tension is high, when: "tension >= 9" }
                """,
                StringComparison.Ordinal
            );

    static StringContent Csv(string text) => new(text, Encoding.UTF8, "text/csv");

    static async Task<(int Status, int? Accepted, int? Unchanged, int? Rejected)> PushAsync(
        TestService service,
        string path,
        HttpContent content
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        // What is too large is refused before it is sent, not in the middle.
        request.Headers.ExpectContinue = true;
        using var answer = await service.Http.SendAsync(request, Cancel);
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        return (
            (int)answer.StatusCode,
            (int?)body["accepted"] ?? 0,
            (int?)body["unchanged"] ?? 0,
            (int?)body["rejected"] ?? 0
        );
    }

    static async Task<string> ImportAsync(TestService service, string history)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.csv");
        await File.WriteAllTextAsync(file, "observed_at,value\n" + history, Cancel);
        await using var process = App.Start(service.Settings, "indicator", "push", "korean-peninsula", "tension", file);
        Assert.Equal(0, await process.Exited);
        File.Delete(file);
        return string.Join('\n', process.Lines);
    }

    static async Task<IEnumerable<double?>> ValuesAsync(TestService service, string query) =>
        (await service.Http.GetFromJsonAsync<JsonNode>(Index + query, Cancel))!["observations"]!
            .AsArray()
            .Select(o => (double?)o!["value"])
            .ToList();
}
