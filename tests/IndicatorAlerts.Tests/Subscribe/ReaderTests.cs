using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class ReaderTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Following_a_link_never_changes_anything()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org");
        using var asked = await lab.AskAsync("ada@example.org", "two");
        await lab.DrainAsync();
        var before = await lab.RowsAsync();

        var manage = lab.Token(LinkUse.Manage, id);
        var leave = lab.Token(LinkUse.Unsubscribe, id);
        foreach (
            var (path, status) in new[]
            {
                ($"/ui/confirm/{lab.TokenIn("ada@example.org", "confirm")}", 200),
                ($"/ui/preferences/{manage}", 200),
                ($"/ui/preferences/{manage}?done=erase", 200),
                ($"/ui/unsubscribe/{leave}", 200),
                ($"/api/unsubscribe/{leave}", 405),
                ($"/api/subscriptions/{manage}", 200),
                ($"/api/subscriptions/{manage}/export", 200),
                ($"/api/subscriptions/{manage}/pause", 405),
                ($"/api/subscriptions/{manage}/resume", 405),
                ("/ui/subscribe", 200),
                ("/ui/subscribe/asked", 200),
                ("/ui/link", 200),
                ("/ui/link/asked", 200),
            }
        )
        {
            using var answer = await lab.Http.GetAsync(path, Cancel);
            Assert.Equal((path, status), (path, (int)answer.StatusCode));
            if (status != 405)
                Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }
        Assert.Equal(before, await lab.RowsAsync());
    }

    [Fact]
    public async Task A_token_of_one_use_serves_no_other()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org");
        using var asked = await lab.AskAsync("ada@example.org", "two");
        await lab.DrainAsync();
        var mark = (await lab.FindAsync(id))!.Pending.Single().Mark;
        var before = await lab.RowsAsync();
        var places = new (LinkUse Use, HttpMethod Method, string Path)[]
        {
            (LinkUse.Confirm, HttpMethod.Get, "/ui/confirm/{0}"),
            (LinkUse.Confirm, HttpMethod.Post, "/ui/confirm/{0}"),
            (LinkUse.Unsubscribe, HttpMethod.Get, "/ui/unsubscribe/{0}"),
            (LinkUse.Unsubscribe, HttpMethod.Post, "/ui/unsubscribe/{0}"),
            (LinkUse.Unsubscribe, HttpMethod.Post, "/api/unsubscribe/{0}"),
            (LinkUse.Manage, HttpMethod.Get, "/ui/preferences/{0}"),
            (LinkUse.Manage, HttpMethod.Post, "/ui/preferences/{0}"),
            (LinkUse.Manage, HttpMethod.Get, "/api/subscriptions/{0}"),
            (LinkUse.Manage, HttpMethod.Put, "/api/subscriptions/{0}"),
            (LinkUse.Manage, HttpMethod.Delete, "/api/subscriptions/{0}"),
            (LinkUse.Manage, HttpMethod.Post, "/api/subscriptions/{0}/pause"),
            (LinkUse.Manage, HttpMethod.Post, "/api/subscriptions/{0}/resume"),
            (LinkUse.Manage, HttpMethod.Get, "/api/subscriptions/{0}/export"),
        };
        foreach (var (use, method, path) in places)
        foreach (var other in Enum.GetValues<LinkUse>().Where(u => u != use))
        foreach (var token in (string[])[lab.Token(other, id), lab.Token(other, id, mark)])
        {
            using var request = new HttpRequestMessage(method, string.Format(null, path, token));
            if (method != HttpMethod.Get)
                request.Content = new FormUrlEncodedContent([
                    new("List-Unsubscribe", "One-Click"),
                    new("do", "erase"),
                    new("sure", "on"),
                ]);
            using var answer = await lab.Http.SendAsync(request, Cancel);
            Assert.Equal((path, other, 404), (path, other, (int)answer.StatusCode));
        }
        Assert.Equal(before, await lab.RowsAsync());
    }

    [Fact]
    public async Task One_click_unsubscribes_and_does_no_harm_when_repeated()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org", "one", "two");
        var path = $"/api/unsubscribe/{lab.Token(LinkUse.Unsubscribe, id)}";
        using var looked = await lab.Http.GetAsync(path, Cancel);
        Assert.Equal(405, (int)looked.StatusCode);
        Assert.Equal([id], await lab.AudienceAsync("one"));
        // Mail programs send the form in either way.
        HttpContent[] forms =
        [
            new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } },
            new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
            new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
        ];
        foreach (var form in forms)
        {
            using var done = await lab.Http.PostAsync(path, form, Cancel);
            Assert.Equal(200, (int)done.StatusCode);
        }
        Assert.Empty(await lab.AudienceAsync("one"));
        Assert.Empty(await lab.AudienceAsync("two"));
        Assert.Single((await lab.FindAsync(id))!.History, h => h.Act == "unsubscribed by one click in a mail");
        await lab.Get<Readers>().EraseAsync(id, _ => true, Cancel);
        using var gone = await lab.Http.PostAsync(
            path,
            new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
            Cancel
        );
        Assert.Equal(200, (int)gone.StatusCode);
        Assert.Null(await lab.FindAsync(id));
    }

    [Fact]
    public async Task A_reader_sees_and_changes_its_wishes_pauses_and_goes_on_by_program()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org");
        var path = $"/api/subscriptions/{lab.Token(LinkUse.Manage, id)}";
        var wishes = JsonNode.Parse(
            """
            {"watches":["two"],"leastSeverity":"warning","kinds":["crossed","cleared"],"rhythm":"weekly","hour":17,"zone":"Asia/Seoul",
             "quiet":{"from":"22:00:00","to":"07:30:00","exceptCritical":false},"mostPerHour":4,"paused":false}
            """
        )!;
        using var put = await lab.Http.PutAsJsonAsync(path, wishes, Cancel);
        Assert.Equal(200, (int)put.StatusCode);
        var view = (await lab.Http.GetFromJsonAsync<JsonNode>(path, Cancel))!;
        Assert.Equal("ada@example.org", (string?)view["address"]);
        Assert.True(JsonNode.DeepEquals(wishes, view["subscription"]), view.ToJsonString());
        Assert.Equal([id], await lab.AudienceAsync("two"));
        Assert.Empty(await lab.AudienceAsync("one"));
        Assert.Equal(
            [id],
            (await lab.Get<Audience>().DigestsAsync("two", Rhythm.Weekly, "", 10, Cancel)).Select(r => r.Id)
        );
        Assert.Empty(await lab.Get<Audience>().DigestsAsync("two", Rhythm.Daily, "", 10, Cancel));
        Assert.Empty(await lab.Get<Audience>().DigestsAsync("two", Rhythm.Weekly, id, 10, Cancel));

        foreach (var (act, paused) in new[] { ("pause", true), ("pause", true), ("resume", false) })
        {
            using var done = await lab.Http.PostAsync($"{path}/{act}", null, Cancel);
            Assert.Equal(
                paused,
                (bool?)(await done.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["subscription"]!["paused"]
            );
            Assert.Equal(
                paused,
                (await lab.Get<Audience>().PageAsync("two", "", 10, Cancel)).Single().Subscription.Paused
            );
        }
        using var export = await lab.Http.GetAsync($"{path}/export", Cancel);
        Assert.Equal("attachment", export.Content.Headers.ContentDisposition!.DispositionType);
        var data = (await export.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        Assert.Equal("ada@example.org", (string?)data["address"]);
        Assert.Equal(
            [
                "asked for, not confirmed yet",
                "confirmed by the link in a mail",
                "changed by preferences",
                "paused",
                "resumed",
            ],
            data["history"]!.AsArray().Select(h => (string?)h!["act"])
        );
    }

    [Fact]
    public async Task Wishes_that_cannot_be_met_are_refused_field_by_field()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org");
        var before = await lab.RowsAsync();
        using var answer = await lab.Http.PutAsync(
            $"/api/subscriptions/{lab.Token(LinkUse.Manage, id)}",
            new StringContent(
                """
                {"address":"b@example.org","watches":["one","three"],"leastSeverity":"severe","kinds":["crossed","5"],"rhythm":"hourly","hour":24,
                 "zone":"right/Asia/Seoul","quiet":{"from":"7","to":"24:00"},"mostPerHour":0}
                """,
                null,
                "application/json"
            ),
            Cancel
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        Assert.Equal(
            [
                "address",
                "watches[1]",
                "leastSeverity",
                "kinds[1]",
                "rhythm",
                "quiet.from",
                "quiet.to",
                "hour",
                "zone",
                "mostPerHour",
            ],
            problem["errors"]!.AsArray().Select(e => (string?)e!["field"])
        );
        Assert.Equal(before, await lab.RowsAsync());
    }

    [Fact]
    public async Task Erasure_leaves_no_trace_in_any_table_log_or_message()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        const string address = "ada.lovelace@example.org";
        var id = await lab.SubscribeAsync(address, "one", "two");
        using var again = await lab.AskAsync(address, "two");
        await lab.DrainAsync();
        using var waiting = await lab.AskAsync(address, "two");
        var token = lab.Token(LinkUse.Manage, id);
        var other = new string('a', 32);
        // Over quiet hours, and rolled into one.
        foreach (var (watch, hours) in new[] { ("one", 8), ("two", 1) })
            await lab.Get<HeldMail>()
                .HoldAsync(
                    lab.Time.GetUtcNow().AddHours(hours),
                    MailOccasion.AfterQuiet,
                    watch,
                    ["alert"],
                    [id, other],
                    Cancel
                );
        Assert.Contains(await lab.RowsAsync(), r => r.Contains(id, StringComparison.Ordinal));
        // Not even before: the address stands nowhere in the clear.
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains("lovelace", StringComparison.OrdinalIgnoreCase));

        using var erased = await lab.Http.DeleteAsync($"/api/subscriptions/{token}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains(id, StringComparison.Ordinal));
        Assert.Equal(2, (await lab.RowsAsync()).Count(r => r.StartsWith("held ", StringComparison.Ordinal)));
        var mails = lab.Mailbox.Mails.Count;
        await lab.DrainAsync();
        Assert.Equal(mails, lab.Mailbox.Mails.Count);
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains(id, StringComparison.Ordinal));
        using var gone = await lab.Http.GetAsync($"/ui/preferences/{token}", Cancel);
        Assert.Equal(404, (int)gone.StatusCode);

        Assert.NotEmpty(lab.Log);
        Assert.DoesNotContain(
            lab.Log,
            l =>
                l.Contains("lovelace", StringComparison.OrdinalIgnoreCase)
                || l.Contains(token, StringComparison.Ordinal)
        );
        Assert.NotEmpty(lab.Messages);
        Assert.All(lab.Messages, m => Assert.Equal($$"""{"reader":"{{id}}"}""", m));
    }

    [Fact]
    public async Task Links_grow_old_and_addresses_that_nobody_confirms_are_forgotten()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        using var asked = await lab.AskAsync("ada@example.org");
        await lab.DrainAsync();
        var id = lab.Get<ReaderSecrets>().IdOf("ada@example.org");
        var left = await lab.SubscribeAsync("bob@example.org");
        var stays = await lab.SubscribeAsync("eve@example.org");
        using var leaving = await lab.Http.PostAsync(
            $"/ui/unsubscribe/{lab.Token(LinkUse.Unsubscribe, left)}",
            null,
            Cancel
        );
        var token = lab.TokenIn("ada@example.org", "confirm");

        lab.Time.Advance(TimeSpan.FromDays(2.1));
        using var late = await lab.Http.PostAsync($"/ui/confirm/{token}", null, Cancel);
        Assert.Equal(404, (int)late.StatusCode);
        Assert.Contains("works for two days", await late.Content.ReadAsStringAsync(Cancel));
        await lab.Get<ReaderTending>().ExpireAsync(Cancel);
        Assert.NotNull(await lab.FindAsync(id));

        lab.Time.Advance(TimeSpan.FromDays(5));
        await lab.Get<ReaderTending>().ExpireAsync(Cancel);
        Assert.Null(await lab.FindAsync(id));
        Assert.NotNull(await lab.FindAsync(left));

        lab.Time.Advance(TimeSpan.FromDays(84));
        await lab.Get<ReaderTending>().ExpireAsync(Cancel);
        Assert.Null(await lab.FindAsync(left));
        Assert.Equal([stays], await lab.AudienceAsync("one"));
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains("!callers", StringComparison.Ordinal));
    }
}
