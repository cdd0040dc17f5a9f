using System.Text.Json.Nodes;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Tests.EndToEnd;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>The samples beyond USGS: understood by the real sources, and telling the story.</summary>
public class SampleSourcesTests
{
    private const string EveryHost = """
        watch: lab
        title: Lab
        indicators:
          - { id: won, title: Won, of: levels, source: { kind: frankfurter, base: USD, quote: KRW } }
          - { id: kospi, title: KOSPI, of: levels, source: { kind: json, url: "https://query1.finance.yahoo.com/v8/finance/chart/%5EKS11?range=6mo&interval=1d", time-format: unix, times: /chart/result/0/timestamp, values: /chart/result/0/indicators/quote/0/close } }
          - { id: vix, title: VIX, of: levels, source: { kind: csv, url: "https://cdn.cboe.com/api/global/us_indices/daily_prices/VIX_History.csv", time: DATE, time-format: MM/dd/yyyy, value: CLOSE } }
          - { id: fred, title: FRED, of: levels, source: { kind: csv, url: "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DEXKOUS", time: observation_date, value: DEXKOUS } }
          - { id: provocations, title: Provocations, of: events, source: { kind: csv, url: "https://stilesdata.com/north-korea-provocations/processed/north_korea_provocations_1958_present.csv", time: date, zone: Asia/Seoul, title: event, link: resources } }
          - { id: ties, title: Ties, of: events, source: { kind: csv, url: "https://docs.google.com/spreadsheets/d/10XZCpGPwokuLVFd-Mj_zt5A4bK7TD99AL-cHgQBY3Mc/export?format=csv&gid=0", year: Year, month: Month, day: Day, title: Headline } }
          - { id: yonhap, title: Yonhap, of: events, source: { kind: rss, url: "https://en.yna.co.kr/RSS/northkorea.xml" } }
          - { id: kcna, title: KCNA, of: events, source: { kind: rss, url: "https://kcnawatch.org/feed/" } }
          - { id: dyad, title: Dyad, of: levels, source: { kind: gdelt-events, actor1: PRK, actor2: KOR, measure: dyad-score } }
          - { id: notices, title: Notices, of: events, source: { kind: nga, south: 30, north: 60, west: -20, east: 0 } }
          - { id: advice, title: Advice, of: levels, source: { kind: gov-uk, country: south-korea } }
          - { id: risk, title: Risk, of: levels, source: { kind: gpr, column: GPRD_MA7 } }
          - { id: readers, title: Readers, of: levels, source: { kind: wikimedia, article: North Korea } }
          - { id: quakes, title: Quakes, of: events, source: { kind: usgs, latitude: 0, longitude: 0, radius-km: 20001 } }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_sample_is_what_its_source_reads()
    {
        using var folder = new TemporaryFolder();
        var pack = Path.Combine(folder.Path, "pack.yaml");
        await File.WriteAllTextAsync(pack, EveryHost, Cancel);

        var trials = await TryAsync(pack);

        var asked = trials.SelectMany(t => t!["requests"]!.AsArray()).Select(Host).Distinct().Order();
        Assert.Equal(SampleFeeds.Hosts.Order(), asked);
        Assert.All(trials, t => Assert.Equal((null, true), ((string?)t!["wrong"], (int)t["points"]! > 0)));
        Assert.All(trials.SelectMany(t => t!["requests"]!.AsArray()), r => Assert.Equal(0, (int)r!["notUnderstood"]!));
        // Of the many files of a day only the oldest were asked for, which says nothing of how old the feed is.
        var dyad = trials.Single(t => (string?)t!["indicator"] == "dyad")!;
        Assert.True((int)dyad["notMade"]! > 80);
        Assert.DoesNotContain("The newest", dyad["remarks"]!.ToJsonString(), StringComparison.Ordinal);
        // What a person may read says what it is.
        Assert.All(
            trials.Where(t => (string?)t!["indicator"] is not ("quakes" or "dyad")).SelectMany(Titles),
            title => Assert.Matches(@"^\(?SAMPLE", title)
        );
    }

    /// <summary>The names of the packs that come along.</summary>
    public static IEnumerable<TheoryDataRow<string>> Packs() => CommandTests.Packs();

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task The_packs_that_come_along_find_their_samples(string pack)
    {
        var trials = await TryAsync(Path.Combine(Repository.Root, "packs", pack));

        foreach (var trial in trials)
        foreach (var request in trial!["requests"]!.AsArray())
            if (SampleFeeds.Hosts.Contains(Host(request)))
                Assert.Equal((null, 0), ((string?)request!["error"], (int)request["notUnderstood"]!));
    }

    [Fact]
    public async Task The_crisis_goes_from_notice_to_correction()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 1, 30, TimeSpan.Zero));
        await using var feeds = await SampleFeeds.StartAsync(new() { Crisis = true, TimeProvider = time }, Cancel);
        using var http = new HttpClient();
        var seen = new List<string>();
        for (var minute = 0; minute <= 9; minute++, time.Advance(TimeSpan.FromMinutes(1)))
            seen.Add(await SeeAsync(feeds, http));

        Assert.Equal(["", "N", "NL", "NLR", "NLRS", "NLRSQ", "NLRSQ", "NLRSQ"], seen[..8]);
        // USGS writes its files at whole minutes.
        Assert.Equal("NLRS", seen[9]);
    }

    [Fact]
    public async Task Without_the_crisis_all_but_the_one_event_is_calm()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 1, 30, TimeSpan.Zero));
        await using var feeds = await SampleFeeds.StartAsync(new() { TimeProvider = time }, Cancel);
        using var http = new HttpClient();
        Assert.Equal("", await SeeAsync(feeds, http));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("Q", await SeeAsync(feeds, http));
    }

    /// <summary>A letter for each part of the story that the feeds tell.</summary>
    private static async Task<string> SeeAsync(SampleFeeds feeds, HttpClient http)
    {
        async Task<bool> HoldsAsync(string path, string text) =>
            (await http.GetStringAsync(new Uri(feeds.Url, path), Cancel)).Contains(text, StringComparison.Ordinal);
        var won = JsonNode.Parse(
            await http.GetStringAsync(
                new Uri(feeds.Url, "api.frankfurter.dev/v2/rates?base=USD&quotes=KRW&from=2026-11-01&to=2026-11-24"),
                Cancel
            )
        );
        return string.Concat(
            await HoldsAsync("msi.nga.mil/api/publications/broadcast-warn?output=json&status=A", "SEA OF JAPAN")
                ? "N"
                : "",
            await HoldsAsync("en.yna.co.kr/RSS/northkorea.xml", "(SAMPLE) N. Korea fires ballistic missile") ? "L" : "",
            await HoldsAsync("www.gov.uk/api/content/foreign-travel-advice/south-korea", "avoid_all_but") ? "R" : "",
            (double)won!.AsArray()[^1]!["rate"]! > 1450 ? "S" : "",
            await HoldsAsync("earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_day.geojson", "\"mag\":6.3")
                ? "Q"
                : ""
        );
    }

    private static string Host(JsonNode? request) => new Uri((string)request!["address"]!).Host;

    private static IEnumerable<string> Titles(JsonNode? trial) =>
        trial!["firstPoints"]!.AsArray().Select(p => (string?)p!["title"]).OfType<string>();

    private static async Task<JsonArray> TryAsync(string pack)
    {
        await using var feeds = await SampleFeeds.StartAsync(new(), Cancel);
        var settings = SampleFeeds.Hosts.ToDictionary(
            host => $"Feeds__Mirrors__{host}",
            host => (string?)feeds.MirrorOf(host).ToString()
        );
        settings["Feeds__Proxy"] = feeds.Url.ToString();
        await using var process = App.Start(settings, "indicator", "try", pack, "--json");
        await process.Exited.WaitAsync(Limits.OneMinute);
        return JsonNode.Parse(string.Join('\n', process.Lines))!.AsArray();
    }
}
