using System.Text.Json;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.Tests.EndToEnd;
using IndicatorAlerts.Watches;
using Xunit;
using FeedAnswer = IndicatorAlerts.Local.Feeds.FeedAnswer;

namespace IndicatorAlerts.Tests.History;

public class HistoryTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Start = new(2002, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Of_the_catalogue_since_2002_exactly_the_six_nuclear_tests_cross_the_line()
    {
        var cancel = TestContext.Current.CancellationToken;
        var events = Events(SharedData.Read("usgs_dprk_box_1905_2024.geojson"));
        await using var feeds = await SampleFeeds.StartAsync(new(), cancel);
        await using var mailbox = await Mailbox.StartAsync(new(), cancel);
        await using var service = InProcess.Create(azurite.NewAccount(), feeds, mailbox, Start);
        var watch = await PutInPlaceAsync(service, cancel);
        await service.Get<WatchEvaluator>().EvaluateAsync(watch.Id, cancel);

        // The service reads the feed five minutes after each event, and once more when a day has passed: between events it was
        // down for weeks to years, and what it asks for covers that.
        var reads = events.SelectMany(e => (DateTimeOffset[])[e.At.AddMinutes(5), e.At.AddHours(25)]).Order();
        foreach (var now in reads)
        {
            service.Time.SetUtcNow(now);
            foreach (var (path, days) in Paths)
                feeds.Set(path, Answer(events.Where(e => e.At > now.AddDays(-days) && e.At <= now)));
            await service.Get<IndicatorCollector>().CollectAsync(new(watch.Id, watch.Indicators[0].Id), cancel);
            await service.Get<WatchEvaluator>().EvaluateAsync(watch.Id, cancel);
        }

        var alerts = await service.Get<AlertRows>().NewestAsync(watch.Id, 1000, cancel);
        var crossings = alerts
            .Where(a => a.Kind == NotificationKind.Crossed)
            .Select(a => $"{a.At:yyyy-MM-dd}")
            .Reverse();
        // Not the M4.6 of 2002 outside the circle, the collapse eight minutes after the test of 2017, the M3.6 three weeks
        // later, nor the M4.9 of 2023 at a depth of 645 km.
        Assert.Equal(["2006-10-09", "2009-05-25", "2013-02-12", "2016-01-06", "2016-09-09", "2017-09-03"], crossings);
        Assert.Equal(6, alerts.Count(a => a.Kind == NotificationKind.Cleared));
        foreach (var alert in alerts)
        {
            using var dossier = await service.Get<DossierArchive>().OpenAsync(alert, cancel);
            Assert.Empty(DossierCheck.Check(dossier!.RootElement));
        }
    }

    static readonly (string Path, double Days)[] Paths =
    [
        (TestService.QuakeFeed, 1),
        (TestService.QuakeFeed.Replace("day", "week", StringComparison.Ordinal), 7),
        (TestService.QuakeFeed.Replace("day", "month", StringComparison.Ordinal), 30),
        ("/earthquake.usgs.gov/fdsnws/event/1/query", 3650),
    ];

    static FeedAnswer Answer(IEnumerable<(DateTimeOffset At, JsonElement Feature)> events) =>
        FeedAnswer.Json(
            $$"""{"type":"FeatureCollection","features":[{{string.Join(',', events.Select(e => e.Feature.GetRawText()))}}]}"""
        );

    static List<(DateTimeOffset At, JsonElement Feature)> Events(byte[] catalogue)
    {
        using var document = JsonDocument.Parse(catalogue);
        return
        [
            .. document
                .RootElement.GetProperty("features")
                .EnumerateArray()
                .Select(f =>
                    (
                        DateTimeOffset.FromUnixTimeMilliseconds(
                            f.GetProperty("properties").GetProperty("time").GetInt64()
                        ),
                        f.Clone()
                    )
                )
                .Where(e => e.Item1 >= Start),
        ];
    }

    static async Task<Watch> PutInPlaceAsync(InProcess service, CancellationToken cancel)
    {
        var yaml = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests/IndicatorAlerts.Tests/EndToEnd/quake-pack.yaml"),
            cancel
        );
        var watch = Pack.Read(yaml, out var errors);
        Assert.Empty(errors);
        await service.Get<StorageSetup>().EnsureAsync(cancel);
        await service.Get<WatchTable>().ApplyAsync(watch!, cancel);
        return watch!;
    }
}
