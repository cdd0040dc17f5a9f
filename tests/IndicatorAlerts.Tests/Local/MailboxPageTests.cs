using System.Net;
using IndicatorAlerts.Local.Mails;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>The mailbox's pages, shown mail that wants to break out of them.</summary>
public sealed class MailboxPageTests : IAsyncLifetime
{
    private const string Hostile = "<script>alert(1)</script>\"'&";

    private readonly HttpClient http = new();
    private Mailbox mailbox = null!;

    private static CancellationToken Cancel => Limits.OneMinute;

    public async ValueTask InitializeAsync() => mailbox = await Mailbox.StartAsync(new(), Cancel);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await mailbox.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_mailbox_says_so() =>
        Assert.Contains("No mail yet", await http.GetStringAsync(mailbox.Url, Cancel), StringComparison.Ordinal);

    [Fact]
    public async Task A_hostile_mail_is_shown_as_text_on_both_pages()
    {
        var mail = await SendHostileAsync();

        var list = await http.GetStringAsync(mailbox.Url, Cancel);
        var page = await http.GetStringAsync(new Uri(mailbox.Url, $"mails/{mail.Id}"), Cancel);

        foreach (var html in new[] { list, page })
        {
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        }
        Assert.Contains($"src=\"/mails/{mail.Id}/html\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_a_mail_brings_along_are_shown_in_it_and_nothing_else_is()
    {
        const string png = "iVBORw0KGgo=";
        var message = MailboxClient.NewMessage();
        message.HtmlContent = "<img src=\"cid:chart\"><img src=\"cid:drawing\"><img src=\"cid:file\">";
        message.AddAttachment("c.png", png, "image/png", "inline", "chart");
        message.AddAttachment("d.svg", "PHN2Zz4=", "image/svg+xml", "inline", "drawing");
        message.AddAttachment("e.png", png, "image/png", "attachment", "file");
        await MailboxClient.Create(mailbox).SendEmailAsync(message, Cancel);
        var id = mailbox.Mails.Single().Id;

        var html = await http.GetStringAsync(new Uri(mailbox.Url, $"mails/{id}/html"), Cancel);
        var page = await http.GetStringAsync(new Uri(mailbox.Url, $"mails/{id}"), Cancel);

        Assert.EndsWith(
            $"<img src=\"data:image/png;base64,{png}\"><img src=\"cid:drawing\"><img src=\"cid:file\">",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains("c.png (image/png, inline)", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_HTML_part_may_neither_run_script_nor_load_anything()
    {
        var mail = await SendHostileAsync();

        using var part = await http.GetAsync(new Uri(mailbox.Url, $"mails/{mail.Id}/html"), Cancel);

        var policy = part.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.EndsWith("<p>the mail</p>", await part.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("mailbox.css", "text/css")]
    [InlineData("mailbox.js", "text/javascript")]
    public async Task Pages_need_nothing_from_elsewhere(string path, string type)
    {
        using var answer = await http.GetAsync(new Uri(mailbox.Url, path), Cancel);

        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_is_not_there_is_not_found()
    {
        using var answer = await http.GetAsync(new Uri(mailbox.Url, "mails/none"), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<Mail> SendHostileAsync()
    {
        var message = MailboxClient.NewMessage();
        message.From.Name = Hostile;
        message.Subject = Hostile;
        message.PlainTextContent = Hostile;
        message.HtmlContent = "<p>the mail</p>";
        message.Personalizations[0].Tos[0].Name = Hostile;
        message.AddHeader("X-Note", Hostile);
        await MailboxClient.Create(mailbox).SendEmailAsync(message, Cancel);
        return mailbox.Mails.Single();
    }
}
