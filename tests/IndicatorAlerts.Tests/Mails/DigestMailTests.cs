using IndicatorAlerts.Deliver;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Tests.History;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

public class DigestMailTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    static readonly DateTimeOffset Read = Now.AddMinutes(-30);

    [Fact]
    public async Task A_digest_is_read_from_what_evaluations_have_written()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var feeds = await SampleFeeds.StartAsync(new(), cancel);
        await using var mailbox = await Mailbox.StartAsync(new(), cancel);
        await using var service = InProcess.Create(azurite.NewAccount(), feeds, mailbox, Now.AddHours(-2));
        await service.Get<StorageSetup>().EnsureAsync(cancel);
        var watch = Sample.Watch(Sample.Test, Sample.Shocked with { When = "max(shock, 24h) >= 7.5" }, Sample.Fall);
        await service.Get<WatchTable>().ApplyAsync(watch, cancel);
        var observations = service.Get<ObservationTable>();
        await service.Get<WatchEvaluator>().EvaluateAsync(watch.Id, cancel);
        var at = Now.AddHours(-1);
        await RecordAsync(observations, watch, "shock", at, 6.3, cancel);
        await RecordAsync(observations, watch, "won", at.AddDays(-2), 1100, cancel);
        await RecordAsync(observations, watch, "won", at, 1101, cancel);
        service.Time.SetUtcNow(Now);
        await service.Get<WatchEvaluator>().EvaluateAsync(watch.Id, cancel);

        var request = new DigestRequest(Rhythm.Daily, [watch.Id, "gone"], Severity.Notice, [], Now.AddDays(-1), Now);
        var mail = await service.Get<DigestMail>().BuildAsync(request, cancel);

        Assert.Equal("Daily digest: Korean Peninsula", mail!.Subject);
        Assert.Contains("[Crossed, critical] Nuclear test at Punggye-ri.", AlertMailTests.Unwrapped(mail.Text));
        Assert.Contains("[Near, warning] Shock near the test site.", AlertMailTests.Unwrapped(mail.Text));
        Assert.Contains("Still watching: 2 indicators of 2 read", AlertMailTests.Unwrapped(mail.Text));
        Assert.Equal(2, mail.Images.Count);
        Assert.Equal("<korean-peninsula.alerts.localhost>", mail.Headers["List-Id"]);
        Assert.Null(
            await service
                .Get<DigestMail>()
                .BuildAsync(request with { Least = Severity.Critical, Watches = ["gone"] }, cancel)
        );
    }

    static async Task RecordAsync(
        ObservationTable observations,
        Watch watch,
        string indicator,
        DateTimeOffset at,
        double value,
        CancellationToken cancel
    )
    {
        var series = await observations.ReadAsync(watch.Id, indicator, at.AddDays(-1), cancel);
        await observations.RecordAsync(
            series,
            new([new(at, value, Read)], null, Read, health => health with { LastSuccess = Read }),
            cancel
        );
    }
}
