using System.Net;
using System.Text.Json;
using IndicatorAlerts.Local.Mails;
using SendGrid;
using SendGrid.Helpers.Mail;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>The mailbox as SendGrid's own client sees it.</summary>
public sealed class MailboxTests : IAsyncLifetime
{
    private const string Key = "SG.local";

    private Mailbox mailbox = null!;

    private static CancellationToken Cancel => Limits.OneMinute;

    public async ValueTask InitializeAsync() => mailbox = await Mailbox.StartAsync(new() { ApiKey = Key }, Cancel);

    public ValueTask DisposeAsync() => mailbox.DisposeAsync();

    [Fact]
    public async Task An_accepted_mail_is_answered_with_202_no_body_and_its_id()
    {
        var answer = await Client().SendEmailAsync(NewMessage(), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("", await answer.Body.ReadAsStringAsync(Cancel));
        var mail = Assert.Single(mailbox.Mails);
        Assert.Equal(mail.MessageId, Assert.Single(answer.Headers.GetValues("X-Message-Id")));
    }

    [Fact]
    public async Task Every_part_of_a_mail_is_kept()
    {
        var message = NewMessage("kim@example.com");
        message.Headers = new() { ["List-Unsubscribe"] = "<https://example.com/u/1>" };
        message.AddCustomArg("alert", "42");
        message.AddCategory("alerts");
        await Client().SendEmailAsync(message, Cancel);

        var mail = Assert.Single(mailbox.Mails);

        Assert.Equal(new IndicatorAlerts.Local.Mails.MailAddress("alerts@example.com", "Alerts"), mail.From);
        Assert.Equal("kim@example.com", Assert.Single(mail.To).Email);
        Assert.Equal(("Crossed", "plain", "<p>html</p>"), (mail.Subject, mail.Text, mail.Html));
        Assert.Equal("<https://example.com/u/1>", mail.Headers["list-unsubscribe"]);
        Assert.Equal("42", mail.CustomArgs["alert"]);
        Assert.Equal(["alerts"], mail.Categories);
        Assert.Contains("kim@example.com", mail.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_personalization_becomes_a_mail_with_its_own_substitutions()
    {
        var message = NewMessage([]);
        message.HtmlContent = "<p>Dear -name-</p>";
        message.Personalizations =
        [
            new()
            {
                Tos = [new EmailAddress("a@example.com")],
                Substitutions = new() { ["-name-"] = "Ann" },
                CustomArgs = new() { ["n"] = "1" },
            },
            new()
            {
                Tos = [new EmailAddress("b@example.com")],
                Subject = "For -name-",
                Substitutions = new() { ["-name-"] = "Bo" },
            },
        ];
        await Client().SendEmailAsync(message, Cancel);

        Assert.Equal(["<p>Dear Ann</p>", "<p>Dear Bo</p>"], mailbox.Mails.Select(m => m.Html));
        Assert.Equal(["Crossed", "For Bo"], mailbox.Mails.Select(m => m.Subject));
        Assert.Single(mailbox.Mails.Select(m => m.MessageId).Distinct());
        Assert.Equal(2, mailbox.Mails.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_wrong_key_is_turned_away()
    {
        var answer = await Client("SG.other").SendEmailAsync(NewMessage(), Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(mailbox.Mails);
    }

    [Fact]
    public async Task A_thousand_personalizations_pass_and_one_more_is_refused()
    {
        var thousand = await Client().SendEmailAsync(NewMessage(Addresses(1000)), Cancel);
        var oneMore = await Client().SendEmailAsync(NewMessage(Addresses(1001)), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, thousand.StatusCode);
        await AssertRefusedAsync(oneMore, "personalizations", "You have provided 1001 personalizations.");
        Assert.Equal(1000, mailbox.Mails.Count);
    }

    [Fact]
    public async Task A_waiting_reader_gets_the_mail_when_it_arrives()
    {
        var waiting = mailbox.WaitForMailAsync(m => m.Subject == "Second", Cancel);
        await Client().SendEmailAsync(NewMessage(), Cancel);
        Assert.False(waiting.IsCompleted);
        var second = NewMessage();
        second.Subject = "Second";

        await Client().SendEmailAsync(second, Cancel);

        Assert.Equal("Second", (await waiting).Subject);
    }

    private SendGridClient Client(string key = Key) => MailboxClient.Create(mailbox, key);

    private static SendGridMessage NewMessage(params string[] to) => MailboxClient.NewMessage(to);

    private static string[] Addresses(int count) => [.. Enumerable.Range(0, count).Select(i => $"a{i}@example.com")];

    private static async Task AssertRefusedAsync(Response answer, string field, string message)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Body.ReadAsStringAsync(Cancel));
        var error = Assert.Single(body.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
