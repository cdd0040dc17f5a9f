using System.Text;
using IndicatorAlerts.Local.Feeds;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class BrokenFeedTests(AzuriteFixture azurite)
{
    static readonly FeedAnswer Good = FeedAnswer.Json(TestService.Quakes([]));

    public static TheoryData<string, string> Faults =>
        new()
        {
            { "down", "cannot be read: Connection refused" },
            { "unavailable", "answered 503 Service Unavailable" },
            { "slow", "gave no whole answer within 2 s" },
            { "silent", "gave no whole answer within 2 s" },
            { "huge", "larger than the limit of 100000 bytes" },
            { "not JSON", "not JSON" },
            { "JSON of another shape", "no list 'features'" },
            { "a web page", "web page (HTML)" },
            { "cut in the middle", "broke off" },
        };

    [Fact]
    public async Task Slow_feeds_do_not_hold_up_another()
    {
        const int slow = 30;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Feeds__TimeoutSeconds"] = "60";
        var pack = "watch: korean-peninsula\ntitle: Slow\nevery: 1s\nindicators:\n";
        for (var i = 0; i < slow; i++)
        {
            service.Settings[$"Feeds__Mirrors__h{i}.example"] = service.Feeds.MirrorOf($"h{i}.example").ToString();
            service.Feeds.Set($"h{i}.example/x.json", FeedAnswer.Json("[]") with { Fault = FeedFault.Hang });
            pack +=
                $"  - {{ id: i{i}, title: Slow, source: {{ kind: json, url: 'http://h{i}.example/x.json', time: /t }} }}\n";
        }
        pack +=
            "  - { id: quick, title: Quick, of: events, source: { kind: usgs, latitude: 41, longitude: 129, radius-km: 50, history: 1d } }\n";
        Assert.Null(await service.TryApplyAsync(pack));
        service.SetQuakes();
        await service.StartAsync();
        // The slow ones come first in the queue, and none of them ends while this waits.
        await service.WaitForStatusAsync(s =>
            s["indicators"]!.AsArray().Any(i => (string?)i!["id"] == "quick" && (string?)i["feed"] == "fresh")
        );
        var asked = service.Feeds.Requests.Where(r => r.Path.Contains("x.json", StringComparison.Ordinal));
        Assert.Equal(slow, asked.Select(r => r.Path).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_broken_feed_is_told_with_its_reason_tried_again_and_loses_nothing(string fault, string reason)
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Feeds__MaxBytes"] = "100000";
        await service.ApplyPackAsync();
        if (fault == "down")
            await service.Feeds.StopListeningAsync();
        else
            service.Feeds.Set(TestService.QuakeFeed, Answer(fault));
        await service.StartAsync();

        var failing = await service.WaitForStatusAsync(s =>
            (int?)s["indicators"]![0]!["health"]!["failures"] >= 2
            && ((string?)s["indicators"]![0]!["health"]!["error"])?.Contains(reason, StringComparison.Ordinal) == true
        );
        var error = (string?)failing["indicators"]![0]!["health"]!["error"];
        Assert.Equal("failing", (string?)failing["indicators"]![0]!["feed"]);
        var page = await service.Http.GetStringAsync("/ui/", TestContext.Current.CancellationToken);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(error![..20]), page);
        Assert.Contains(
            service.Process.Lines,
            l =>
                l.Contains("Could not collect", StringComparison.Ordinal)
                && l.Contains(reason, StringComparison.Ordinal)
        );

        service.SetNuclearTest();
        await service.Feeds.ListenAsync(TestContext.Current.CancellationToken);
        await service.WaitForMailAsync(_ => true);
        var mended = await service.WaitForStatusAsync(s => (string?)s["indicators"]![0]!["feed"] == "fresh");
        Assert.Null(mended["indicators"]![0]!["health"]!["error"]);
    }

    static FeedAnswer Answer(string fault) =>
        fault switch
        {
            "unavailable" => FeedAnswer.Error(503),
            "slow" => Good with { Fault = FeedFault.Drip },
            "silent" => Good with { Fault = FeedFault.Hang },
            "huge" => Good with { Fault = FeedFault.Endless },
            "not JSON" => FeedAnswer.Json("Please limit requests to one every 5 seconds"),
            "JSON of another shape" => FeedAnswer.Json("{}"),
            "a web page" => FeedAnswer.Html("<!doctype html><title>Moved</title>"),
            "cut in the middle" => Good with
            {
                Body = Encoding.UTF8.GetBytes(TestService.Quakes([]).PadRight(50_000)),
                Fault = FeedFault.Cut,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        };
}
