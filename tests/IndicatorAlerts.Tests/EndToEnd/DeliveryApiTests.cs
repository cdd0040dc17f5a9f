using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using IndicatorAlerts.Tests.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class DeliveryApiTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task An_operator_sees_deliveries_and_why_a_reader_got_an_alert_or_did_not(Driving driving)
    {
        await using var service = await TestService.PrepareAsync(azurite, driving);
        service.HearEvents();
        using var storage = new ToldAlerts(service.Settings);
        await storage.SubscribeAsync(2);
        await service.StartAsync();
        var alert = Made.Alert("l", TimeProvider.System.GetUtcNow());
        await storage.DecideAsync(alert);
        await storage.WaitUntilOverAsync(() => string.Join('\n', service.Process.Lines));

        using var stranger = await service.Http.GetAsync("/api/deliveries", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        var list = (await service.Http.GetFromJsonAsync<JsonNode>("/api/deliveries?state=done&limit=1", Cancel))!;
        var id = (string)list["deliveries"]![0]!["id"]!;
        Assert.Equal($"{Made.Watch}|{alert.Id}", id);
        var one = (
            await service.Http.GetFromJsonAsync<JsonNode>($"/api/deliveries/{Uri.EscapeDataString(id)}", Cancel)
        )!;
        Assert.Equal("done", (string?)one["state"]);
        Assert.Equal(3, (int?)one["counts"]![alert.Id]!["sent"]);
        Assert.Equal("taken", (string?)one["sends"]![0]!["state"]);

        var why = $"/api/alerts/{Made.Watch}/{alert.Id}/why";
        var counts = (await service.Http.GetFromJsonAsync<JsonNode>(why, Cancel))!;
        Assert.Equal(3, (int?)counts["counts"]!["sent"]);
        Assert.Null(counts["reader"]);
        using var asked = await service.Http.PostAsJsonAsync(
            why,
            new JsonObject { ["address"] = ToldAlerts.Address(1).ToUpperInvariant() },
            Cancel
        );
        var reader = (await asked.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["reader"]!;
        Assert.Equal(("sent", "taken"), ((string?)reader["why"], (string?)reader["state"]));
        foreach (var body in (string[])["{}", "[]", "", """{"reader":"x"}""", """{"reader":null,"address":""}"""])
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var refused = await service.Http.PostAsync(why, content, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        Assert.DoesNotContain(service.Process.Lines, l => l.Contains("@readers.", StringComparison.OrdinalIgnoreCase));
        foreach (var path in (string[])["/api/deliveries/no%7Csuch", "/api/alerts/w/20260101T000000.000Z-x-y/why"])
        {
            using var none = await service.Http.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    [Fact]
    public async Task Events_settle_sends_and_end_mail_to_readers_only_when_the_provider_signed_them()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.StartAsync();
        using var deaf = await PostAsync(service, "[]"u8.ToArray(), TimeProvider.System.GetUtcNow());
        Assert.Equal(HttpStatusCode.NotFound, deaf.StatusCode);
        await service.StopAsync();

        service.HearEvents();
        service.Settings["Mail__TimeoutSeconds"] = "2";
        service.Settings["Mail__ClaimSeconds"] = "3";
        service.Settings["Mail__DoubtSeconds"] = "3600";
        // The provider takes the mail, and the process never hears so: only the event can tell.
        service.Mailbox.Faults.Enqueue(IndicatorAlerts.Local.Mails.MailboxFault.AcceptThenCut);
        await service.StartAsync();
        using var storage = new ToldAlerts(service.Settings);
        await storage.DecideAsync(Made.Alert("l", TimeProvider.System.GetUtcNow()));
        await service.WaitForMailAsync(_ => true);
        await storage.WaitUntilOverAsync(() => string.Join('\n', service.Process.Lines));
        Assert.Single(service.Mailbox.Mails);

        var body = "[]\r\n"u8.ToArray();
        var now = TimeProvider.System.GetUtcNow();
        using var good = await PostAsync(service, body, now);
        Assert.Equal(HttpStatusCode.NoContent, good.StatusCode);
        using var stale = await PostAsync(service, body, now.AddMinutes(-11));
        Assert.Equal(HttpStatusCode.Forbidden, stale.StatusCode);
        using var forged = await PostAsync(service, body, now, change: b => [.. b, 32]);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var noArray = await PostAsync(service, "{}"u8.ToArray(), now);
        Assert.Equal(HttpStatusCode.BadRequest, noArray.StatusCode);
        using var large = await PostAsync(service, new byte[5 << 20], now);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task What_failed_every_time_is_seen_and_put_back()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["StandAlone__MaxDequeueCount"] = "1";
        await service.StartAsync();
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        var queue = new QueueClient(
            service.Settings["AzureWebJobsStorage"],
            "send",
            new(QueueClientOptions.ServiceVersion.V2026_06_06) { MessageEncoding = QueueMessageEncoding.Base64 }
        );
        await WaitForPoisonAsync(service, 0);
        await queue.SendMessageAsync("""{"no":"message"}""", Cancel);
        var poison = await WaitForPoisonAsync(service, 1);
        Assert.Equal("""{"no":"message"}""", (string?)poison["messages"]![0]!["text"]);

        using var replay = await service.Http.PostAsync("/api/poison/send/replay", null, Cancel);
        Assert.Equal(1, (int?)(await replay.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["messages"]);
        // It fails as before, and is here again.
        await WaitForPoisonAsync(service, 1);
        using var unknown = await service.Http.PostAsync("/api/poison/other/replay", null, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    static async Task<JsonNode> WaitForPoisonAsync(TestService service, int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bounded.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var answer = await service.Http.GetAsync("/api/poison", bounded.Token);
            if (answer.IsSuccessStatusCode)
            {
                var queues = (await answer.Content.ReadFromJsonAsync<JsonNode>(bounded.Token))!["queues"]!.AsArray();
                if (queues.Single(q => (string?)q!["queue"] == "send") is { } found && (int?)found["count"] == count)
                    return found;
            }
            await timer.WaitForNextTickAsync(bounded.Token);
        }
    }

    static async Task<HttpResponseMessage> PostAsync(
        TestService service,
        byte[] body,
        DateTimeOffset at,
        Func<byte[], byte[]>? change = null
    )
    {
        var (signature, timestamp) = service.Mailbox.Events.Sign(body, at);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sendgrid/events")
        {
            Content = new ByteArrayContent(change?.Invoke(body) ?? body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", signature);
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        // What is too large is refused before it is sent, not in the middle.
        request.Headers.ExpectContinue = true;
        return await service.Http.SendAsync(request, Cancel);
    }
}
