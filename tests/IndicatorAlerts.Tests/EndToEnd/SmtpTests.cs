using IndicatorAlerts.Tests.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class SmtpTests(AzuriteFixture azurite)
{
    const string Password = "the-password-of-this-test";

    [Theory]
    [InlineData("starttls")]
    [InlineData("tls")]
    public async Task An_alert_leaves_by_an_SMTP_server_that_is_not_ours_over_TLS(string security)
    {
        await using var server = await SmtpServer.StartAsync(new(security, "user", Password));
        await using var service = await PrepareAsync(server, security);
        service.Settings["Mail__Sender"] = "smtp";
        service.Settings["Mail__ApiKey"] = null;
        await StartAsync(service);

        var mail = await server.WaitForMailAsync(_ => true);
        Assert.True(mail.Secure);
        Assert.Equal("user", mail.User);
        Assert.Equal(["reader@indicator-alerts.example"], mail.To);
        Assert.NotEmpty(mail.Text);
        Assert.NotNull(mail.Html);
        Assert.StartsWith("<http", mail.Header("List-Unsubscribe"), StringComparison.Ordinal);
        await service.WaitForStatusAsync(s => s["alerts"]![0]!["delivery"]!["deliveredAt"] is not null);
        Assert.Empty(service.Mailbox.Mails);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_told_no_password()
    {
        await using var server = await SmtpServer.StartAsync(new("starttls", "user", Password));
        await using var service = await PrepareAsync(server, "starttls");
        service.Settings["Mail__Sender"] = "smtp";
        service.Settings["SSL_CERT_FILE"] = null;
        await StartAsync(service);

        var status = await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["failure"] is not null
        );
        Assert.Contains("TLS cannot be trusted", (string?)status["alerts"]![0]!["delivery"]!["failure"]);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_wrong_password_is_said_on_the_status_and_shown_nowhere()
    {
        await using var server = await SmtpServer.StartAsync(new("starttls", "user", "another-password"));
        await using var service = await PrepareAsync(server, "starttls");
        service.Settings["Mail__Sender"] = "smtp";
        await StartAsync(service);

        var status = await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["failure"] is not null
        );
        Assert.Contains("does not accept the user", (string?)status["alerts"]![0]!["delivery"]!["failure"]);
        Assert.DoesNotContain(Password, status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(service.Process.Lines, l => l.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_SendGrid_does_not_accept_sends_the_alert_by_the_fallback_once()
    {
        await using var server = await SmtpServer.StartAsync(new("starttls", "user", Password));
        await using var service = await PrepareAsync(server, "starttls");
        service.Settings["Mail__ApiKey"] = "SG.not-the-right-one";
        service.Settings["Mail__Fallback"] = "smtp";
        await StartAsync(service);

        await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["deliveredAt"] is not null
        );
        Assert.Single(server.Mails);
        Assert.Contains(
            service.Process.Lines,
            l => l.Contains("does not accept us: The mail provider answered 401", StringComparison.Ordinal)
        );
    }

    async Task<TestService> PrepareAsync(SmtpServer server, string security)
    {
        var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["SSL_CERT_FILE"] = server.Certificate;
        service.Settings["Mail__TimeoutSeconds"] = "10";
        service.Settings["Mail__ClaimSeconds"] = "30";
        service.Settings["Mail__DoubtSeconds"] = "30";
        service.Settings["Mail__Smtp__Host"] = "localhost";
        service.Settings["Mail__Smtp__Port"] = $"{server.Port}";
        service.Settings["Mail__Smtp__User"] = "user";
        service.Settings["Mail__Smtp__Password"] = Password;
        service.Settings["Mail__Smtp__Security"] = security;
        return service;
    }

    static async Task StartAsync(TestService service)
    {
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();
    }
}
