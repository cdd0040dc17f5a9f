using System.Text;
using Azure.Storage.Queues;
using IndicatorAlerts.Local.Feeds;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class ManyTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_hundred_and_twenty_lines_that_cross_at_one_instant_are_all_told_once()
    {
        const int lines = 120;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.SetNuclearTest();
        await service.ApplyPackAsync(pack =>
            pack[..pack.IndexOf("red-lines:", StringComparison.Ordinal)]
            + "red-lines:\n"
            + string.Concat(
                Enumerable
                    .Range(0, lines)
                    .Select(i => $"  - {{ id: l{i}, title: Line {i}, when: \"max(punggye-ri-shock, 24h) >= 4\" }}\n")
            )
        );
        await service.StartAsync();
        // The status shows the newest alerts; they are among all that were decided at one instant.
        await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is { Count: > 0 } newest
            && newest.All(a => a!["delivery"]!["deliveredAt"] is not null)
        );
        using var told = new ToldAlerts(service.Settings);
        await told.WaitUntilOverAsync();
        var mails = (await told.SendsAsync()).Values.ToList();
        Assert.Equal(lines, mails.SelectMany(m => m).Distinct().Count());
        Assert.Equal(lines, mails.Sum(m => m.Count));
        // Together, as far as a mail can be read.
        Assert.InRange(service.Mailbox.Mails.Count, 5, 12);
        Assert.Equal(mails.Count, service.Mailbox.Mails.Count);
    }

    [Fact]
    public async Task A_corrected_definition_is_collected_at_once_though_the_old_one_is_failing()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Feeds__RetrySeconds"] = "3600";
        service.Feeds.Set(TestService.QuakeFeed, FeedAnswer.Error(404));
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.WaitForStatusAsync(s => (int?)s["indicators"]![0]!["health"]!["failures"] >= 1);

        await service.ApplyPackAsync(pack =>
            pack.Replace("radius-km: 50", "radius-km: 50, feed: all_day", StringComparison.Ordinal)
        );
        var status = await service.WaitForStatusAsync(s => (string?)s["indicators"]![0]!["feed"] == "fresh");
        Assert.True((int?)status["indicators"]![0]!["health"]!["read"] > 0);
    }

    [Fact]
    public async Task A_message_that_is_no_message_goes_to_the_poison_queue_and_holds_nobody_up()
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bounded.CancelAfter(TimeSpan.FromSeconds(60));
        var cancel = bounded.Token;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.ApplyPackAsync();
        await service.StartAsync();
        // As text, without the Base64 that the queues carry.
        var queues = new QueueServiceClient(
            service.Settings["AzureWebJobsStorage"],
            new(QueueClientOptions.ServiceVersion.V2026_06_06)
        );
        await queues.GetQueueClient("deliver").SendMessageAsync("not & Base64", cancel);
        await queues
            .GetQueueClient("evaluate")
            .SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes("{}")), cancel);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        foreach (var queue in (string[])["deliver-poison", "evaluate-poison"])
            while ((await queues.GetQueueClient(queue).PeekMessagesAsync(1, cancel)).Value.Length == 0)
                await timer.WaitForNextTickAsync(cancel);
        service.SetNuclearTest();
        await service.WaitForMailAsync(_ => true);
    }
}
