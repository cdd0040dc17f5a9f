using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Local.Feeds;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class AlertTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task A_quake_at_the_test_site_becomes_one_mail_and_shows_on_the_status(Driving driving)
    {
        await using var service = await TestService.PrepareAsync(azurite, driving);
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.WaitForStatusAsync(s =>
            (string?)s["indicators"]![0]!["feed"] == "fresh"
            && s["redLines"]![0] is { } line
            && (string?)line["phase"] == "calm"
            && line["blindSince"] is null
        );
        Assert.Empty(service.Mailbox.Mails);

        service.SetNuclearTest();
        var mail = await service.WaitForMailAsync(_ => true);

        Assert.Equal("CRITICAL: Nuclear test at Punggye-ri (Korean Peninsula)", mail.Subject);
        Assert.Equal("reader@indicator-alerts.example", mail.To.Single().Email);
        Assert.Contains("Seismic magnitude near Punggye-ri", mail.Text);
        Assert.Contains("6.3", mail.Text);
        Assert.Contains("at or above 4.0", mail.Html);
        var crossed = await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["deliveredAt"] is not null
        );
        Assert.Equal("critical", (string?)crossed["level"]);
        Assert.Equal("crossed", (string?)crossed["redLines"]![0]!["phase"]);
        Assert.Equal(6.3, (double?)crossed["indicators"]![0]!["lastValue"]);
        var page = await service.Http.GetStringAsync("/ui/", TestContext.Current.CancellationToken);
        Assert.Contains("Nuclear test at Punggye-ri", page);
        Assert.Contains("crossed", page);
        Assert.Single(service.Mailbox.Mails);
    }

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task A_red_line_that_an_admin_lowers_is_crossed_at_the_next_evaluation(Driving driving)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var service = await TestService.PrepareAsync(azurite, driving);
        service.SetQuakes((3.6, 41.30, 129.06, 5, TimeProvider.System.GetUtcNow().AddMinutes(-5)));
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.WaitForStatusAsync(s => (double?)s["indicators"]?[0]?["lastValue"] == 3.6);
        Assert.Empty(service.Mailbox.Mails);

        const string path = "/api/watches/korean-peninsula/red-lines/nuclear-test";
        var line = new JsonObject
        {
            ["title"] = "Small shock",
            ["severity"] = "notice",
            ["when"] = "max(punggye-ri-shock, 24h) >= 3.5",
        };
        using var refused = await service.Http.PutAsJsonAsync(path, line, cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        using var wrong = await service.Http.PutAsJsonAsync(
            path + "-two",
            new JsonObject { ["title"] = "x", ["when"] = "max(punggye-ri-shock, 24h) >= " },
            cancel
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var problem = (await wrong.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
        Assert.Equal("when", (string?)problem["errors"]![0]!["field"]);
        Assert.Equal(1, (int?)problem["errors"]![0]!["line"]);
        using var unsaid = await service.Http.PutAsJsonAsync(path, line, cancel);
        Assert.Equal(HttpStatusCode.PreconditionRequired, unsaid.StatusCode);
        using var read = await service.Http.GetAsync(path, cancel);
        service.Http.DefaultRequestHeaders.IfMatch.Add(read.Headers.ETag!);
        using var taken = await service.Http.PutAsJsonAsync(path, line, cancel);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        var mail = await service.WaitForMailAsync(m => m.Subject.Contains("Small shock", StringComparison.Ordinal));
        Assert.Equal("NOTICE: Small shock (Korean Peninsula)", mail.Subject);
    }

    [Theory]
    [InlineData("nuclear-test", "", "")]
    [InlineData("nuclear-test", "[]", "")]
    [InlineData("nuclear-test", """{"title":"T"}""", "")]
    [InlineData("nuclear-test", """{"title":null,"when":"1 > 0"}""", "title")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","severity":"loud"}""", "severity")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","for":15}""", "for")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","id":"other"}""", "id")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","colour":"red"}""", "colour")]
    [InlineData("nuclear-test", """{"title":"T","when":"max(punggye-ri-shok, 1h) > 0"}""", "when")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","severity":99}""", "severity")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","severity":"99"}""", "severity")]
    [InlineData("nuclear-test", """{"title":"T","when":"1 > 0","title":"U"}""", "")]
    [InlineData("nuclear-test", """{"title":"\ud800","when":"1 > 0"}""", "")]
    [InlineData("nuclear-test", """{"title":" ","when":"1 > 0"}""", "title")]
    [InlineData("nuclear-test", """{"title":"T\r\nBcc: x","when":"1 > 0"}""", "title")]
    [InlineData("A%2FB", """{"title":"T","when":"1 > 0"}""", "id")]
    [InlineData("a'b%23c", """{"title":"T","when":"1 > 0"}""", "id")]
    public async Task A_red_line_that_is_wrong_is_refused_with_the_field_at_fault(string id, string body, string field)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.ApplyPackAsync();
        await service.StartAsync();
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);
        service.Http.DefaultRequestHeaders.Add(id == "nuclear-test" ? "If-Match" : "If-None-Match", "*");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await service.Http.PutAsync(
            $"/api/watches/korean-peninsula/red-lines/{id}",
            content,
            cancel
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
        Assert.NotEmpty((string?)problem["detail"] ?? "");
        if (field.Length > 0)
            Assert.Equal(field, (string?)problem["errors"]![0]!["field"]);
    }

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task Triggers_cannot_be_reached_from_outside(Driving driving)
    {
        await using var service = await TestService.PrepareAsync(azurite, driving);
        await service.StartAsync();
        foreach (
            var path in (string[])
                ["/CollectIndicators", "/EvaluateWatch", "/DeliverAlert", "/api/CollectIndicators", "/ui/DeliverAlert"]
        )
        {
            using var answer = await service.Http.PostAsJsonAsync(
                path,
                new JsonObject { ["Data"] = new JsonObject() },
                TestContext.Current.CancellationToken
            );
            Assert.True(
                answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed,
                $"{path}: {answer.StatusCode}"
            );
        }
    }

    [Fact]
    public async Task What_a_feed_reported_before_a_restart_is_still_there_after_it()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.WaitForMailAsync(_ => true);
        await service.WaitForStatusAsync(s => s["alerts"]![0]!["delivery"]!["deliveredAt"] is not null);
        await service.StopAsync();

        service.Feeds.Set(TestService.QuakeFeed, FeedAnswer.Error(503));
        await service.StartAsync();
        var status = await service.WaitForStatusAsync(s => (string?)s["indicators"]![0]!["feed"] == "failing");
        Assert.Equal("crossed", (string?)status["redLines"]![0]!["phase"]);
        Assert.Single(service.Mailbox.Mails);
    }
}
