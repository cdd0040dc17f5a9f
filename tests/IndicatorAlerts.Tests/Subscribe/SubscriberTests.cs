using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class SubscriberTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_admin_counts_readers_by_state_watch_rhythm_and_severity()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        await lab.SubscribeAsync("a@example.org", "one", "two");
        var b = await lab.SubscribeAsync("b@example.org", "two");
        var c = await lab.SubscribeAsync("c@example.org", "one");
        var d = await lab.SubscribeAsync("d@example.org", "one");
        using var pending = await lab.AskAsync("e@example.org");
        await lab.DrainAsync();
        await lab.Get<ReaderDesk>()
            .ChooseAsync(
                lab.Token(LinkUse.Manage, b),
                new()
                {
                    Watches = ["two"],
                    Rhythm = Rhythm.Daily,
                    LeastSeverity = RedLines.Severity.Warning,
                    Paused = true,
                },
                Cancel
            );
        await lab.Get<Suppressions>().SuppressAsync(c, SuppressionReason.HardBounce, null, Cancel);
        await lab.Get<ReaderDesk>().LeaveAsync(lab.Token(LinkUse.Manage, d), Cancel);

        using var answer = await SendAsync(lab, HttpMethod.Get, "/api/subscribers/counts");
        var expected = JsonNode.Parse(
            """
            {"total":5,"states":{"confirmed":2,"pending":1,"suppressed":1,"unsubscribed":1},"suppressions":{"hard-bounce":1},"paused":1,
             "watches":[{"watch":"one","readers":1,"rhythms":{"immediate":1},"leastSeverities":{"notice":1}},
                        {"watch":"two","readers":2,"rhythms":{"daily":1,"immediate":1},"leastSeverities":{"notice":1,"warning":1}}]}
            """
        );
        var counted = await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel);
        Assert.True(JsonNode.DeepEquals(expected, counted), counted!.ToJsonString());
    }

    [Fact]
    public async Task An_admin_finds_by_exact_address_erases_and_lifts_and_the_address_is_never_written_down()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada.lovelace@example.org");
        using var none = await FindAsync(lab, "lovelace@example.org");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var found = await FindAsync(lab, "Ada.Lovelace@example.org");
        var reader = (await found.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        Assert.Equal((id, "confirmed"), ((string?)reader["id"], (string?)reader["state"]));
        Assert.DoesNotContain("lovelace", reader.ToJsonString());

        await lab.Get<Suppressions>().SuppressAsync(id, SuppressionReason.Complaint, null, Cancel);
        using var erased = await SendAsync(lab, HttpMethod.Delete, $"/api/subscribers/{id}");
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        using var again = await FindAsync(lab, "ada.lovelace@example.org");
        var left = (await again.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        Assert.Null(left["state"]);
        Assert.Equal("complaint", (string?)left["suppression"]!["reason"]);
        using var lifted = await SendAsync(lab, HttpMethod.Post, $"/api/subscribers/{id}/lift");
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        using var unknown = await SendAsync(lab, HttpMethod.Delete, $"/api/subscribers/{id}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains(
            lab.Log,
            l => l.Contains("subscriber.erase", StringComparison.Ordinal) && l.Contains(id, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lab.Log, l => l.Contains("lovelace", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nobody_but_an_admin_sees_subscribers()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = new string('0', 32);
        foreach (
            var (method, path) in new[] { ("GET", "counts"), ("POST", "find"), ("DELETE", id), ("POST", $"{id}/lift") }
        )
        {
            using var request = new HttpRequestMessage(new(method), $"/api/subscribers/{path}");
            using var answer = await lab.Http.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    static Task<HttpResponseMessage> FindAsync(SubscribeLab lab, string address) =>
        SendAsync(lab, HttpMethod.Post, "/api/subscribers/find", JsonContent.Create(new { address }));

    static async Task<HttpResponseMessage> SendAsync(
        SubscribeLab lab,
        HttpMethod method,
        string path,
        HttpContent? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Add("X-Api-Key", SubscribeLab.AdminKey);
        return await lab.Http.SendAsync(request, Cancel);
    }
}
