using IndicatorAlerts.Deliver;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Operate;
using IndicatorAlerts.Tests.Deliver;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Operate;

public class HeartbeatTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => DeliverLab.Cancel;

    [Fact]
    public async Task The_monitor_hears_as_long_as_watches_are_evaluated()
    {
        await using var monitor = await SampleFeeds.StartAsync(new(), Cancel);
        await using var lab = await LabAsync(monitor);
        await BeatAsync(lab);
        Assert.Equal(1, Beats(monitor));

        await lab.Get<WatchTable>()
            .ApplyAsync(
                new()
                {
                    Id = "one",
                    Title = "One",
                    Every = TimeSpan.FromMinutes(1),
                    Indicators = [],
                    RedLines = [],
                },
                Cancel
            );
        await BeatAsync(lab);
        Assert.Equal(1, Beats(monitor));

        await lab.Get<WatchEvaluator>().EvaluateAsync("one", Cancel);
        lab.Time.Advance(TimeSpan.FromMinutes(10));
        await BeatAsync(lab);
        Assert.Equal(2, Beats(monitor));

        lab.Time.Advance(TimeSpan.FromMinutes(2));
        await BeatAsync(lab);
        Assert.Equal(2, Beats(monitor));
    }

    [Fact]
    public async Task The_monitor_hears_nothing_while_mail_does_not_leave()
    {
        await using var monitor = await SampleFeeds.StartAsync(new(), Cancel);
        await using var lab = await LabAsync(monitor);
        await lab.SubscribeAsync(1);
        lab.Sender.Answer = _ => new(SendOutcome.NotYet, "busy");
        var delivery = await lab.DeliverAsync(Made.Alert("a", lab.Time.GetUtcNow()));
        await BeatAsync(lab);
        Assert.Equal(1, Beats(monitor));
        lab.Time.Advance(TimeSpan.FromMinutes(16));
        await BeatAsync(lab);
        Assert.Equal(1, Beats(monitor));

        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        await lab.SendAsync(delivery);
        await BeatAsync(lab);
        Assert.Equal(2, Beats(monitor));
    }

    [Fact]
    public async Task Alerts_whose_readers_nobody_has_looked_for_are_mail_that_does_not_leave()
    {
        await using var monitor = await SampleFeeds.StartAsync(new(), Cancel);
        await using var lab = await LabAsync(monitor);
        await lab.Get<WatchTable>()
            .ApplyAsync(
                new()
                {
                    Id = Made.Watch,
                    Title = "K",
                    Every = TimeSpan.FromMinutes(1),
                    Indicators = [],
                    RedLines = [],
                },
                Cancel
            );
        await lab.DecideAsync(Made.Alert("a", lab.Time.GetUtcNow()));
        lab.Time.Advance(TimeSpan.FromMinutes(16));
        await lab.Get<WatchEvaluator>().EvaluateAsync(Made.Watch, Cancel);
        await BeatAsync(lab);
        Assert.Equal(0, Beats(monitor));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_monitor_that_does_not_listen_harms_nothing(int status)
    {
        await using var monitor = await SampleFeeds.StartAsync(new(), Cancel);
        await using var lab = await LabAsync(monitor);
        monitor.Set("/ping/secret", FeedAnswer.Json("{}") with { Status = status });
        await BeatAsync(lab);
        Assert.Equal(1, Beats(monitor));
    }

    static int Beats(SampleFeeds monitor) => monitor.Requests.Count(r => r.Path == "/ping/secret");

    static Task BeatAsync(DeliverLab lab) => lab.Get<Heartbeat>().BeatAsync(Cancel);

    async Task<DeliverLab> LabAsync(SampleFeeds monitor)
    {
        monitor.Set("/ping/secret", FeedAnswer.Json("{}"));
        return await DeliverLab.CreateAsync(
            azurite.NewAccount(),
            settings => settings["Heartbeat:Url"] = new Uri(monitor.Url, "ping/secret").ToString()
        );
    }
}
