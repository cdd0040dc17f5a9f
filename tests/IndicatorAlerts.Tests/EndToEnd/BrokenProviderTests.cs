using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class BrokenProviderTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(MailboxFault.TooManyRequests)]
    [InlineData(MailboxFault.InternalServerError)]
    [InlineData(MailboxFault.ServiceUnavailable)]
    public async Task A_mail_that_the_provider_refuses_for_now_is_sent_once_later(MailboxFault fault)
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Mailbox.Faults.Enqueue(fault);
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();

        await service.WaitForMailAsync(_ => true);
        await service.WaitForStatusAsync(s => s["alerts"]![0]!["delivery"]!["deliveredAt"] is not null);
        Assert.Single(service.Mailbox.Mails);
        Assert.Equal(2, service.Mailbox.Requests);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_asked_again()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Mailbox.Faults.Enqueue(MailboxFault.Hang);
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();

        await service.WaitForMailAsync(_ => true);
        await service.WaitForStatusAsync(s => s["alerts"]![0]!["delivery"]!["deliveredAt"] is not null);
        Assert.Contains(service.Process.Lines, l => l.Contains("did not answer within 1 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_key_keeps_the_mail_waiting_with_the_reason_on_the_status()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Mail__ApiKey"] = "SG.not-the-right-one";
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();

        var status = await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["failure"] is not null
        );
        Assert.Contains("401", (string?)status["alerts"]![0]!["delivery"]!["failure"]);
        Assert.NotNull(status["alerts"]![0]!["delivery"]!["nextAttemptAt"]);
        Assert.Empty(service.Mailbox.Mails);
        Assert.DoesNotContain(
            service.Process.Lines,
            l =>
                l.Contains("SG.not-the-right-one", StringComparison.Ordinal)
                || l.Contains("reader@", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_mail_that_the_provider_refuses_for_good_is_given_up_and_no_address_is_shown()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Mail__SendGridUrl"] = service.Feeds.Url.ToString();
        service.Feeds.Set(
            "/v3/mail/send",
            FeedAnswer.Json("""{"errors":[{"message":"reader@indicator-alerts.example is no address"}]}""") with
            {
                Status = 400,
            }
        );
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();

        var status = await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["failure"] is not null
        );
        var failure = (string?)status["alerts"]![0]!["delivery"]!["failure"];
        Assert.Contains("400", failure);
        Assert.Contains("[address] is no address", failure);
        Assert.Null(status["alerts"]![0]!["delivery"]!["nextAttemptAt"]);
        Assert.Single(service.Feeds.Requests, r => r.Path.EndsWith("/mail/send", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_is_told_to_stop_ends_the_send_that_it_began()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Mail__TimeoutSeconds"] = "20";
        service.Settings["Mail__ClaimSeconds"] = "30";
        service.Settings["Mail__DoubtSeconds"] = "30";
        service.Settings["Mail__SendGridUrl"] = service.Feeds.Url.ToString();
        var yes = FeedAnswer.Json("{}") with { Status = 202, Fault = FeedFault.Drip, Pause = TimeSpan.FromSeconds(1) };
        service.Feeds.Set("/v3/mail/send", yes);
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.Feeds.WaitForRequestAsync(
            r => r.Path.EndsWith("/mail/send", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        await service.StopAsync();

        await service.StartAsync();
        await service.WaitForStatusAsync(s => s["alerts"]![0]!["delivery"]!["deliveredAt"] is not null);
        Assert.Single(service.Feeds.Requests, r => r.Path.EndsWith("/mail/send", StringComparison.Ordinal));
    }
}
