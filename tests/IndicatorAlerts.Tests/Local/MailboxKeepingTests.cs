using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Mails;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>What the mailbox keeps: over a restart, within its bounds, and as JSON.</summary>
public sealed class MailboxKeepingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();

    private static CancellationToken Cancel => Limits.OneMinute;

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Mails_outlive_a_restart_in_their_order_and_with_their_ids()
    {
        List<(string Id, string Subject, DateTimeOffset At)> before;
        await using (var first = await StartAsync())
        {
            await SendAsync(first, "One", "a@example.com", "b@example.com");
            await SendAsync(first, "Two");
            before = [.. first.Mails.Select(m => (m.Id, m.Subject, m.ReceivedAt))];
        }

        await using var second = await StartAsync();
        await SendAsync(second, "Three");

        Assert.Equal(before, second.Mails.Take(3).Select(m => (m.Id, m.Subject, m.ReceivedAt)));
        Assert.Equal("Three", second.Mails[^1].Subject);
    }

    [Fact]
    public async Task The_oldest_mails_are_dropped_past_the_bound_also_from_the_folder()
    {
        await using (var first = await StartAsync(capacity: 2))
        {
            foreach (var subject in new[] { "One", "Two", "Three" })
                await SendAsync(first, subject);

            Assert.Equal(["Two", "Three"], first.Mails.Select(m => m.Subject));
            Assert.Equal(1, first.Dropped);
        }

        await using var second = await StartAsync(capacity: 2);
        Assert.Equal(["Two", "Three"], second.Mails.Select(m => m.Subject));
        Assert.Equal(0, second.Dropped);
    }

    [Fact]
    public async Task Cleared_it_is_empty_also_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            await SendAsync(first, "One");
            var cleared = await http.DeleteAsync(new Uri(first.Url, "api/mails"), Cancel);
            Assert.Equal(HttpStatusCode.NoContent, cleared.StatusCode);
            Assert.Empty(first.Mails);
        }

        await using var second = await StartAsync();
        Assert.Empty(second.Mails);
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        var file = Path.Combine(folder.Path, "00000001.json");
        await File.WriteAllTextAsync(file, """{"messageId":"x"}""", Cancel);

        var damaged = await Assert.ThrowsAsync<LocalStackException>(() => StartAsync());

        Assert.Contains(file, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_lists_the_newest_first_and_gives_each_mail_and_its_request()
    {
        await using var mailbox = await StartAsync();
        await SendAsync(mailbox, "One");
        await SendAsync(mailbox, "Two");

        var list = await http.GetFromJsonAsync<JsonElement>(new Uri(mailbox.Url, "api/mails?limit=1"), Cancel);
        var newest = Assert.Single(list.GetProperty("mails").EnumerateArray());
        var path = $"api/mails/{newest.GetProperty("id").GetString()}";
        var mail = await http.GetFromJsonAsync<JsonElement>(new Uri(mailbox.Url, path), Cancel);
        var request = await http.GetFromJsonAsync<JsonElement>(new Uri(mailbox.Url, path + "/request"), Cancel);

        Assert.Equal(2, list.GetProperty("count").GetInt32());
        Assert.Equal("Two", mail.GetProperty("subject").GetString());
        Assert.Equal("reader@example.com", mail.GetProperty("to")[0].GetProperty("email").GetString());
        Assert.Equal("Two", request.GetProperty("subject").GetString());
        var missing = await http.GetAsync(new Uri(mailbox.Url, "api/mails/none"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private Task<Mailbox> StartAsync(int capacity = 100) =>
        Mailbox.StartAsync(new() { Directory = folder.Path, Capacity = capacity }, Cancel);

    private static async Task SendAsync(Mailbox mailbox, string subject, params string[] to)
    {
        var message = MailboxClient.NewMessage(to);
        message.Subject = subject;
        Assert.True((await MailboxClient.Create(mailbox).SendEmailAsync(message, Cancel)).IsSuccessStatusCode);
    }
}
