using System.Net.Http.Json;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class AskingTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asking_is_answered_the_same_whoever_the_address_is_of()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        await lab.SubscribeAsync("confirmed@example.org");
        using var pending = await lab.AskAsync("pending@example.org");
        var complained = await lab.SubscribeAsync("complained@example.org");
        await lab.Get<Suppressions>().SuppressAsync(complained, SuppressionReason.Complaint, null, Cancel);
        var gone = await lab.SubscribeAsync("gone@example.org");
        await lab.Get<Suppressions>().SuppressAsync(gone, SuppressionReason.Complaint, null, Cancel);
        await lab.Get<Readers>().EraseAsync(gone, _ => true, Cancel);
        await lab.DrainAsync();

        foreach (var path in (string[])["/api/subscriptions", "/api/subscriptions/link"])
        {
            var answers = new HashSet<string>();
            foreach (var name in (string[])["new", "pending", "confirmed", "complained", "gone"])
            {
                object body =
                    path == "/api/subscriptions"
                        ? new { address = $"{name}@example.org", watches = (string[])["one"] }
                        : new { address = $"{name}@example.org" };
                using var answer = await lab.Http.PostAsJsonAsync(path, body, Cancel);
                answer.Headers.Remove("Date");
                answers.Add(
                    $"{answer.StatusCode} {answer.Headers} {answer.Content.Headers} {await answer.Content.ReadAsStringAsync(Cancel)}"
                );
            }
            Assert.StartsWith("Accepted", Assert.Single(answers));
        }
    }

    [Fact]
    public async Task Nothing_is_agreed_to_before_the_link_of_the_mail_is_confirmed()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = lab.Get<ReaderSecrets>().IdOf("Ada+alerts@Example.org");

        using var asked = await lab.AskAsync("Ada+alerts@Example.org", "two");
        Assert.Null(await lab.FindAsync(id));
        await lab.DrainAsync();

        Assert.Equal(ReaderState.Pending, (await lab.FindAsync(id))!.State);
        Assert.Empty(await lab.AudienceAsync("two"));
        var mail = Assert.Single(lab.MailsTo("Ada+alerts@example.org"));
        Assert.Equal("Confirm your alerts", mail.Subject);
        Assert.Contains("Watch two", mail.Text);
        Assert.Contains("Watch two", mail.Html);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);

        using var confirmed = await lab.Http.PostAsync(
            $"/ui/confirm/{lab.TokenIn("Ada+alerts@example.org", "confirm")}",
            null,
            Cancel
        );
        Assert.Contains("You are subscribed", await confirmed.Content.ReadAsStringAsync(Cancel));
        Assert.Equal([id], await lab.AudienceAsync("two"));
        Assert.Empty(await lab.AudienceAsync("one"));
        var reader = (await lab.FindAsync(id))!;
        Assert.Equal(
            ["asked for, not confirmed yet", "confirmed by the link in a mail"],
            reader.History.Select(h => h.Act)
        );
        Assert.Equal("Ada+alerts@example.org", reader.Address);
    }

    [Fact]
    public async Task A_reader_who_is_asked_for_again_changes_nothing_until_it_confirms_the_change()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org", "one");
        using var again = await lab.AskAsync("ADA@example.org", "two");
        await lab.DrainAsync();

        var mail = lab.MailsTo("ada@example.org")[^1];
        Assert.Equal("You get alerts already: shall they change?", mail.Subject);
        Assert.NotEmpty(lab.TokenIn("ada@example.org", "preferences"));
        Assert.Equal([id], await lab.AudienceAsync("one"));
        Assert.Empty(await lab.AudienceAsync("two"));

        var token = lab.TokenIn("ada@example.org", "confirm");
        for (var i = 0; i < 2; i++)
        {
            using var confirmed = await lab.Http.PostAsync($"/ui/confirm/{token}", null, Cancel);
            Assert.Equal(200, (int)confirmed.StatusCode);
        }
        Assert.Empty(await lab.AudienceAsync("one"));
        Assert.Equal([id], await lab.AudienceAsync("two"));
        Assert.Single(
            (await lab.FindAsync(id))!.History,
            h => h.Act.StartsWith("confirmed", StringComparison.Ordinal) && h.Wishes!.Watches[0] == "two"
        );
    }

    [Fact]
    public async Task An_address_gets_three_such_mails_a_day_and_six_a_week_and_the_answer_stays_the_same()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        async Task AskAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var asked = await lab.AskAsync("ada@example.org");
                Assert.Equal(202, (int)asked.StatusCode);
                using var link = await lab.Http.PostAsJsonAsync(
                    "/api/subscriptions/link",
                    new { address = "ada@example.org" },
                    Cancel
                );
                Assert.Equal(202, (int)link.StatusCode);
                await lab.DrainAsync();
            }
        }
        await AskAsync(5);
        Assert.Equal(3, lab.MailsTo("ada@example.org").Count);
        lab.Time.Advance(TimeSpan.FromDays(1));
        await AskAsync(5);
        Assert.Equal(6, lab.MailsTo("ada@example.org").Count);
        lab.Time.Advance(TimeSpan.FromDays(1));
        await AskAsync(5);
        Assert.Equal(6, lab.MailsTo("ada@example.org").Count);
        lab.Time.Advance(TimeSpan.FromDays(5));
        await AskAsync(5);
        Assert.Equal(9, lab.MailsTo("ada@example.org").Count);
    }

    // Under the Functions host, the host itself is the proxy.
    [Theory]
    [InlineData("Limits:TrustedProxies", "127.0.0.1")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "1")]
    public async Task A_caller_who_asks_too_often_waits_whichever_process_it_asks(string setting, string value)
    {
        await using var lab = await SubscribeLab.StartAsync(
            azurite,
            ("Subscribe:RequestsPerHour", "4"),
            (setting, value)
        );
        await using var other = await lab.OpenAnotherAsync(("Subscribe:RequestsPerHour", "4"), (setting, value));
        async Task<HttpResponseMessage> AskAsync(SubscribeLab at, string caller, string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/subscriptions");
            request.Headers.Add("X-Forwarded-For", caller);
            request.Content = JsonContent.Create(new { address, watches = (string[])["one"] });
            return await at.Http.SendAsync(request, Cancel);
        }
        // What the caller itself puts before is not believed.
        for (var i = 0; i < 4; i++)
        {
            using var asked = await AskAsync(
                i % 2 == 0 ? lab : other,
                $"192.0.2.{i}, 198.51.100.7:{4000 + i}",
                $"a{i}@example.org"
            );
            Assert.Equal(202, (int)asked.StatusCode);
        }
        foreach (var at in (SubscribeLab[])[lab, other])
        {
            using var refused = await AskAsync(at, "192.0.2.99, 198.51.100.7:4999", "b@example.org");
            Assert.Equal(429, (int)refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
            using var neighbour = await AskAsync(at, "198.51.100.8:4000", "c@example.org");
            Assert.Equal(202, (int)neighbour.StatusCode);
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ui/link");
        request.Headers.Add("X-Forwarded-For", "198.51.100.7:4999");
        request.Content = new FormUrlEncodedContent([new("address", "b@example.org")]);
        using var page = await lab.Http.SendAsync(request, Cancel);
        Assert.Equal(429, (int)page.StatusCode);
    }

    [Fact]
    public async Task Requests_at_the_same_time_are_each_counted_and_none_below_the_limit_is_refused()
    {
        const int most = 25;
        await using var lab = await SubscribeLab.StartAsync(azurite, ("Subscribe:RequestsPerHour", $"{most}"));
        var asked = Enumerable.Range(0, most).Select(i => lab.AskAsync($"a{i}@example.org"));
        foreach (var answer in await Task.WhenAll(asked))
            using (answer)
                Assert.Equal(202, (int)answer.StatusCode);
        using var refused = await lab.AskAsync("b@example.org");
        Assert.Equal(429, (int)refused.StatusCode);
    }

    [Fact]
    public async Task A_mail_that_the_provider_does_not_take_is_sent_later_and_once()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        lab.Mailbox.Faults.Enqueue(MailboxFault.InternalServerError);
        using var asked = await lab.AskAsync("ada@example.org");
        await lab.DrainAsync();
        Assert.Empty(lab.Mailbox.Mails);

        // The message that follows waits in the queue; the timer sees to the request even if it is lost.
        lab.Time.Advance(TimeSpan.FromMinutes(5));
        await lab.Get<ReaderTending>().TendAsync(Cancel);
        await lab.DrainAsync();
        await lab.Get<ReaderTending>().TendAsync(Cancel);
        await lab.DrainAsync();
        Assert.Single(lab.MailsTo("ada@example.org"));
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains("!requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_link_goes_to_readers_and_to_nobody_else()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        await lab.SubscribeAsync("ada@example.org");
        foreach (var address in (string[])["ada@example.org", "nobody@example.org"])
        {
            using var asked = await lab.Http.PostAsJsonAsync("/api/subscriptions/link", new { address }, Cancel);
            Assert.Equal(202, (int)asked.StatusCode);
        }
        await lab.DrainAsync();
        Assert.Empty(lab.MailsTo("nobody@example.org"));
        Assert.Null(await lab.FindAsync(lab.Get<ReaderSecrets>().IdOf("nobody@example.org")));
        using var page = await lab.Http.GetAsync(
            $"/ui/preferences/{lab.TokenIn("ada@example.org", "preferences")}",
            Cancel
        );
        Assert.Contains("ada@example.org", await page.Content.ReadAsStringAsync(Cancel));
    }
}
