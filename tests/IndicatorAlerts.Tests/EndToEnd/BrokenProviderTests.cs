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
    public async Task A_mail_that_the_provider_refuses_for_good_is_given_up_with_the_reason_on_the_status()
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
        Assert.Empty(service.Mailbox.Mails);
        Assert.Equal(1, service.Mailbox.Requests);
        Assert.DoesNotContain(service.Process.Lines, l => l.Contains("SG.not-the-right-one", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Process.Lines, l => l.Contains("reader@", StringComparison.Ordinal));
    }
}
