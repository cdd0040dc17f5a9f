using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Tests.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class OperationTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_operator_hears_by_the_fallback_that_the_sender_does_not_accept_the_key()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Mail__ApiKey"] = "SG.not-the-right-one";
        service.Settings["Mail__Fallback"] = "smtp";
        service.Settings["Mail__Smtp__Host"] = "127.0.0.1";
        service.Settings["Mail__Smtp__Port"] = $"{server.Port}";
        service.Settings["Mail__Smtp__Security"] = "none";
        service.Settings["Operator__Address"] = "operator@indicator-alerts.example";
        service.Settings["StandAlone__Schedules__WatchOperation"] = "* * * * * *";
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();

        var mail = await server.WaitForMailAsync(m => m.To[0].StartsWith("operator@", StringComparison.Ordinal));
        Assert.StartsWith("Operator: 1 problem. The mail sender does not accept our key", mail.Subject);
        Assert.Contains("mail goes by the fallback", mail.Text.ReplaceLineEndings(" "));
        Assert.NotNull(mail.Html);
        Assert.Null(mail.Header("List-Unsubscribe"));
        // The alert itself has left as well, and neither is repeated.
        await server.WaitForMailAsync(m => m.To[0].StartsWith("reader@", StringComparison.Ordinal));
        await service.Process.WaitForLineAsync(
            l => l.Contains("Told the operator of 1 problems", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain(
            service.Process.Lines,
            l => l.Contains("operator@", StringComparison.Ordinal) || l.Contains("SG.not", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_heartbeat_is_heard_and_its_address_stands_in_no_log()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Feeds.Set("/ping/of-this-test", FeedAnswer.Json("{}") with { Status = 503 });
        service.Settings["Heartbeat__Url"] = new Uri(service.Feeds.Url, "ping/of-this-test").ToString();
        service.Settings["StandAlone__Schedules__Heartbeat"] = "* * * * * *";
        await service.ApplyPackAsync();
        await service.StartAsync();

        await service.Process.WaitForLineAsync(
            l => l.Contains("did not hear the heartbeat: it answered 503", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        Assert.Contains(service.Feeds.Requests, r => r.Path == "/ping/of-this-test");
        Assert.DoesNotContain(service.Process.Lines, l => l.Contains("ping/", StringComparison.Ordinal));
    }
}
