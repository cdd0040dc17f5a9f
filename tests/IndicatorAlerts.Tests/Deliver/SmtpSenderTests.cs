using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IndicatorAlerts.Deliver;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class SmtpSenderTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_reader_gets_a_mail_of_its_own_that_a_foreign_parser_reads_in_full()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(server, MailLab.Letters("kim@example.org", "lee@example.net"));

        Assert.Equal(SendOutcome.Taken, result.Outcome);
        Assert.Null(result.Left);
        Assert.Empty(result.Refused);
        var (first, second) = (server.Mails[0], server.Mails[1]);
        Assert.Equal(2, server.Mails.Count);
        Assert.Equal(["kim@example.org"], first.To);
        Assert.Equal("kim@example.org", first.Header("To"));
        Assert.Equal(["lee@example.net"], second.To);
        Assert.DoesNotContain("lee@", first.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("kim@", second.Raw, StringComparison.Ordinal);
        Assert.Equal("alerts@indicator-alerts.example", first.From);
        Assert.Equal("\"Alerts, 경보\" <alerts@indicator-alerts.example>", Decoded(first.Header("From")!));
        Assert.Equal(MailLab.Mail.Subject, first.Subject);
        Assert.Equal(MailLab.Now, first.Date);
        Assert.Contains("at 24 November 2026, 17:15 (Asia/Seoul)", first.Text, StringComparison.Ordinal);
        Assert.Contains("at 24 November 2026, 08:15 (UTC)", second.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"ui/unsubscribe/{0:x32}\n.\n{new string('x', 2000)}\nend",
            first.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("전쟁 at 24 November 2026, 17:15", first.Html, StringComparison.Ordinal);
        Assert.Contains($"ui/preferences/{1:x32}\"", second.Html, StringComparison.Ordinal);
        Assert.Contains("cid:chart", first.Html, StringComparison.Ordinal);
        var picture = Assert.Single(first.Attachments);
        Assert.Equal(
            new("chart", "image/png", "inline", true, Convert.ToHexStringLower(SHA256.HashData(MailLab.Picture))),
            picture with
            {
                Cid = picture.Cid!.Trim('<', '>'),
            }
        );
    }

    [Fact]
    public async Task Headers_let_a_mail_be_threaded_filtered_and_unsubscribed_from()
    {
        await using var server = await SmtpServer.StartAsync();

        await SendAsync(server, MailLab.Letters("kim@example.org"));

        var mail = Assert.Single(server.Mails);
        Assert.Equal(
            $"<https://indicator-alerts.example/api/unsubscribe/{new string('t', 90)}{0:x32}>",
            mail.Header("List-Unsubscribe")
        );
        Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post"));
        Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
        Assert.Equal(MailLab.Mail.Headers["References"], mail.Header("References"));
        Assert.Equal(MailLab.Mail.Headers["List-Id"], mail.Header("List-Id"));
        Assert.EndsWith("@indicator-alerts.example>", mail.MessageId, StringComparison.Ordinal);
        Assert.StartsWith("multipart/alternative", mail.Header("Content-Type"), StringComparison.Ordinal);
        // As a word: a short name may stand by chance in what is encoded.
        Assert.DoesNotMatch($@"\b{Regex.Escape(Environment.MachineName)}\b", mail.Raw);
        Assert.All(mail.Raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
    }

    [Fact]
    public async Task A_line_break_in_a_subject_begins_no_header()
    {
        await using var server = await SmtpServer.StartAsync();

        await Sender(server)
            .SendAsync(
                MailLab.Mail with
                {
                    Subject = "a\r\nBcc: all@example.org\r\n\r\nbody",
                },
                MailLab.Letters("kim@example.org"),
                new Dictionary<string, string>(),
                Cancel
            );

        var mail = await server.WaitForMailAsync(_ => true);
        Assert.Null(mail.Header("Bcc"));
        Assert.Equal(["kim@example.org"], mail.To);
        Assert.StartsWith("a", mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_letters_go_over_one_connection()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(
            server,
            MailLab.Letters([.. Enumerable.Range(0, 50).Select(i => $"reader{i}@example.org")]),
            timeout: 120
        );

        Assert.Equal(SendOutcome.Taken, result.Outcome);
        Assert.Equal(50, server.Mails.Select(m => m.To[0]).Distinct().Count());
        Assert.Single(server.Mails.Select(m => m.Session).Distinct());
    }

    [Fact]
    public async Task A_reader_whom_the_server_refuses_is_told_apart_and_named_by_no_address()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(
            server,
            MailLab.Letters("a@example.org", "nobody@example.org", "spam@example.org", "no address", "b@example.org")
        );

        Assert.Equal(SendOutcome.Taken, result.Outcome);
        Assert.Equal(MailLab.Ids(1, 2, 3), result.Refused.Keys);
        Assert.Equal(MailLab.Ids(1), result.NoMailbox);
        Assert.Equal(
            "The mail server answered 550: 5.1.1 <[address]> no such user",
            result.Refused[MailLab.Ids(1).Single()]
        );
        Assert.Equal(["a@example.org", "b@example.org"], server.Mails.Select(m => m.To[0]));
    }

    [Fact]
    public async Task A_mail_to_one_reader_who_is_refused_is_refused()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(server, MailLab.Letters("spam@example.org"));

        Assert.Equal(SendOutcome.Refused, result.Outcome);
        Assert.False(result.MayBeSome);
    }

    [Fact]
    public async Task A_server_that_refuses_one_mail_after_the_other_leaves_nobody_out_and_is_for_the_operator_to_mend()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(
            server,
            MailLab.Letters(
                "a@x.example",
                "nobody@x.example",
                "spam1@x.example",
                "spam2@x.example",
                "spam3@x.example",
                "b@x.example"
            )
        );

        Assert.Equal(SendOutcome.ShutOut, result.Outcome);
        // Those of whom it may be after all come last the next time.
        Assert.Equal(MailLab.Ids(5, 2, 3, 4), result.Left);
        Assert.Equal(MailLab.Ids(1), result.Refused.Keys);
        Assert.Equal(["a@x.example"], server.Mails.Select(m => m.To[0]));
    }

    [Fact]
    public async Task Where_nobody_is_behind_them_those_who_are_refused_are_refused()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(
            server,
            MailLab.Letters("b@x.example", "spam1@x.example", "spam2@x.example", "spam3@x.example")
        );

        Assert.Equal(SendOutcome.Taken, result.Outcome);
        Assert.Equal(MailLab.Ids(1, 2, 3), result.Refused.Keys);
        Assert.Empty(result.NoMailbox);
    }

    [Fact]
    public async Task A_reader_who_is_put_off_is_left_and_the_others_are_told()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(server, MailLab.Letters("a@example.org", "later@example.org", "b@example.org"));

        Assert.Equal(SendOutcome.NotYet, result.Outcome);
        Assert.Equal(MailLab.Ids(1), result.Left);
        Assert.Contains("451", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@", result.Text, StringComparison.Ordinal);
        Assert.Equal(2, server.Mails.Count);
    }

    [Fact]
    public async Task A_server_that_puts_off_one_after_the_other_is_left_alone()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(
            server,
            MailLab.Letters("a@x.example", "later1@x.example", "later2@x.example", "later3@x.example", "b@x.example")
        );

        Assert.Equal(SendOutcome.NotYet, result.Outcome);
        Assert.Equal(MailLab.Ids(1, 2, 3, 4), result.Left);
        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("closing@x.example", "421")]
    [InlineData("early@x.example", "broke off")]
    public async Task What_went_out_before_a_break_is_not_left_and_the_rest_is_not_in_doubt(string address, string why)
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(server, MailLab.Letters("a@x.example", "b@x.example", address, "c@x.example"));

        Assert.Equal(SendOutcome.NotYet, result.Outcome);
        Assert.Equal(MailLab.Ids(2, 3), result.Left);
        Assert.Contains(why, result.Text, StringComparison.Ordinal);
        Assert.Equal(2, server.Mails.Count);
    }

    [Theory]
    [InlineData("vanish@x.example")]
    [InlineData("hang@x.example")]
    public async Task A_server_that_falls_silent_after_the_content_leaves_that_letter_in_doubt(string address)
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(server, MailLab.Letters("a@x.example", address, "b@x.example"), timeout: 8);

        Assert.Equal(SendOutcome.InDoubt, result.Outcome);
        Assert.Equal(MailLab.Ids(1, 2), result.Left);
        // It had been taken, indeed.
        Assert.Equal(["a@x.example", address], server.Mails.Select(m => m.To[0]));
    }

    [Fact]
    public async Task A_sender_who_may_not_send_is_for_the_operator_to_mend()
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await SendAsync(server, MailLab.Letters("a@x.example"), from: "unverified@x.example");

        Assert.Equal(SendOutcome.ShutOut, result.Outcome);
        Assert.Null(result.Left);
        Assert.Empty(result.Refused);
    }

    [Fact]
    public async Task A_server_that_is_not_there_takes_nothing_and_leaves_no_doubt()
    {
        var options = Options(1, 2, "alerts@indicator-alerts.example");
        var sender = new SmtpSender(options, new FixedTime(), NullLogger<SmtpSender>.Instance);

        var result = await sender.SendAsync(
            MailLab.Mail,
            MailLab.Letters("a@x.example"),
            new Dictionary<string, string>(),
            Cancel
        );

        Assert.Equal(SendOutcome.NotYet, result.Outcome);
        Assert.Contains("cannot be reached", result.Text, StringComparison.Ordinal);
    }

    static Task<SendResult> SendAsync(
        SmtpServer server,
        IReadOnlyList<Letter> letters,
        double timeout = 20,
        string from = "alerts@indicator-alerts.example"
    ) => Sender(server, timeout, from).SendAsync(MailLab.Mail, letters, new Dictionary<string, string>(), Cancel);

    internal static SmtpSender Sender(
        SmtpServer server,
        double timeout = 20,
        string from = "alerts@indicator-alerts.example"
    ) => new(Options(server.Port, timeout, from), new FixedTime(), NullLogger<SmtpSender>.Instance);

    static IOptions<MailOptions> Options(int port, double timeout, string from) =>
        Microsoft.Extensions.Options.Options.Create(
            new MailOptions
            {
                From = from,
                FromName = "Alerts, 경보",
                TimeoutSeconds = timeout,
                Smtp = new()
                {
                    Host = "127.0.0.1",
                    Port = port,
                    Security = "none",
                },
            }
        );

    static string Decoded(string addresses) => MimeKit.InternetAddressList.Parse(addresses).ToString();

    /// <summary>A clock that stands, with time-outs that run.</summary>
    sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => MailLab.Now;
    }
}
