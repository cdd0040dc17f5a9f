using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class PageTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_form_subscribes_and_shows_what_is_wrong_beside_its_field()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var form = await lab.Http.GetStringAsync("/ui/subscribe", Cancel);
        Assert.Contains("Watch one", form);
        Assert.Contains("Asia/Seoul", form);
        Assert.DoesNotContain("<script", form);

        using var wrong = await PostAsync(
            lab,
            "/ui/subscribe",
            ("address", "<ada>@\"x"),
            ("zone", "Nowhere"),
            ("quietFrom", "22:00"),
            ("mostPerHour", "many")
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var page = await wrong.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("&lt;ada&gt;@&quot;x", page);
        Assert.DoesNotContain("<ada>", page);
        foreach (var field in (string[])["address", "watches", "kinds", "zone", "quiet-to", "mostPerHour"])
        {
            Assert.Contains($"href=\"#{field}\"", page);
            Assert.Contains($"id=\"{field}\"", page);
            Assert.Contains($"id=\"{field}-problem\"", page);
        }
        Assert.Empty(lab.Messages);

        using var asked = await PostAsync(
            lab,
            "/ui/subscribe",
            ("address", "ada@example.org"),
            ("watches", "one"),
            ("watches", "two"),
            ("leastSeverity", "warning"),
            ("kinds", "crossed"),
            ("rhythm", "daily"),
            ("hour", "7"),
            ("zone", "Asia/Seoul"),
            ("quietFrom", "22:00"),
            ("quietTo", "07:00"),
            ("mostPerHour", "5")
        );
        Assert.Equal((303, "/ui/subscribe/asked"), ((int)asked.StatusCode, asked.Headers.Location!.ToString()));
        await lab.DrainAsync();
        var wants = (await lab.FindAsync(lab.Get<ReaderSecrets>().IdOf("ada@example.org")))!.Pending.Single().Wishes;
        Assert.Equal(["one", "two"], wants.Watches);
        Assert.Equal(
            ("warning", Rhythm.Daily, 7, "Asia/Seoul", 5),
            (Words.Of(wants.LeastSeverity), wants.Rhythm, wants.Hour, wants.Zone, wants.MostPerHour)
        );
        Assert.Equal(
            (new TimeOnly(22, 0), new TimeOnly(7, 0), false),
            (wants.Quiet!.From, wants.Quiet.To, wants.Quiet.ExceptCritical)
        );
        var confirm = await lab.Http.GetStringAsync($"/ui/confirm/{lab.TokenIn("ada@example.org", "confirm")}", Cancel);
        Assert.Contains("One digest a day at 07:00 (Asia/Seoul)", confirm);
        Assert.Contains("22:00 to 07:00", confirm);
    }

    [Fact]
    public async Task Pages_with_forms_may_post_to_this_service_alone()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        foreach (
            var (path, action) in new[]
            {
                ("/ui/subscribe", "'self'"),
                ("/ui/unsubscribe/x", "'self'"),
                ("/ui/preferences/x", "'self'"),
            }
        )
        {
            using var page = await lab.Http.GetAsync(path, Cancel);
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains($"form-action {action};", policy);
            Assert.Contains("default-src 'none'", policy);
            Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Fact]
    public async Task The_API_describes_subscriptions()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var paths = (await lab.Http.GetFromJsonAsync<JsonNode>("/api/openapi.json", Cancel))!["paths"]!;
        Assert.Equal("subscribe", (string?)paths["/api/subscriptions"]!["post"]!["operationId"]);
        Assert.Equal("token", (string?)paths["/api/subscriptions/{token}/export"]!["get"]!["parameters"]![0]!["name"]);
        Assert.Equal("admin", (string?)paths["/api/subscribers/find"]!["post"]!["x-required-role"]);
    }

    [Fact]
    public async Task Preferences_are_changed_paused_left_and_erased_by_page()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org", "one");
        var path = $"/ui/preferences/{lab.Token(LinkUse.Manage, id)}";

        using var wrong = await PostAsync(lab, path, ("do", "save"), ("kinds", "crossed"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal([id], await lab.AudienceAsync("one"));

        await ActAsync("pause", "Paused.");
        await ActAsync("save", "Saved.", ("watches", "two"), ("kinds", "crossed"), ("rhythm", "weekly"));
        var wants = (await lab.FindAsync(id))!.Subscription!;
        Assert.Equal((true, "two", Rhythm.Weekly), (wants.Paused, wants.Watches.Single(), wants.Rhythm));
        await ActAsync("resume", "Alerts go on.");
        Assert.False((await lab.FindAsync(id))!.Subscription!.Paused);
        await ActAsync("unsubscribe", "You are unsubscribed.");
        Assert.Empty(await lab.AudienceAsync("two"));
        await ActAsync("save", "Saved.", ("watches", "one"), ("kinds", "crossed"));
        Assert.Equal([id], await lab.AudienceAsync("one"));

        using var unsure = await PostAsync(lab, path, ("do", "erase"));
        Assert.Contains("Nothing was erased", await unsure.Content.ReadAsStringAsync(Cancel));
        Assert.NotNull(await lab.FindAsync(id));
        using var erased = await PostAsync(lab, path, ("do", "erase"), ("sure", "on"));
        Assert.Contains("Your data is erased", await erased.Content.ReadAsStringAsync(Cancel));
        Assert.Null(await lab.FindAsync(id));
        Assert.Empty(await lab.AudienceAsync("one"));

        async Task ActAsync(string act, string says, params (string, string)[] fields)
        {
            using var done = await PostAsync(lab, path, [("do", act), .. fields]);
            Assert.Equal((303, $"{path}?done={act}"), ((int)done.StatusCode, done.Headers.Location!.ToString()));
            Assert.Contains(says, await lab.Http.GetStringAsync(done.Headers.Location, Cancel));
        }
    }

    [Fact]
    public async Task Where_there_is_no_watch_there_is_nothing_to_subscribe_to()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        await using var empty = await SubscribeLab.StartEmptyAsync(azurite);
        Assert.Contains("Nothing to subscribe to yet", await empty.Http.GetStringAsync("/ui/subscribe", Cancel));
        Assert.Contains("href=\"/ui/subscribe\"", await lab.Http.GetStringAsync("/ui/", Cancel));
    }

    static async Task<HttpResponseMessage> PostAsync(
        SubscribeLab lab,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await lab.Http.PostAsync(path, form, Cancel);
    }
}
