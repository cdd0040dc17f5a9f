using System.Text.Json.Nodes;
using IndicatorAlerts.Local.Feeds;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>How an author of a pack sees that a source is right, with the real program.</summary>
public sealed class TryTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Path = "/feeds.example/rates.json";
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    SampleFeeds feeds = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => feeds = await SampleFeeds.StartAsync(new(), Cancel);

    public async ValueTask DisposeAsync()
    {
        await feeds.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_source_that_is_right_is_shown_with_its_answer_and_points_and_needs_no_storage()
    {
        feeds.Set(Path, FeedAnswer.Json($"[{Row(49)},{Row(25)},{Row(1)}]"));
        var (exit, text) = await RunAsync(Mirror(), "indicator", "try", Pack());
        Assert.Contains("  request 1     https://feeds.example/rates.json", text);
        Assert.Contains($"  asked at      {feeds.MirrorOf("feeds.example")}", text);
        Assert.Contains("  answer        whole, application/json; charset=utf-8, ", text);
        Assert.Contains("  ETag          \"", text);
        Assert.Contains("    | [{\"t\":", text);
        Assert.Contains("  read          3 entries: 3 kept, 0 not understood", text);
        Assert.Contains("Z  1325.5  of hour 25", text);
        Assert.Contains("  The newest is 1h old, within stale-after (2d).", text);
        Assert.Contains("A value comes every 1d, the longest gap is 1d: stale-after (2d) fits.", text);
        Assert.Equal((0, true), (exit, text.Contains("  The source is right.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_rhythm_that_does_not_fit_is_told()
    {
        feeds.Set(Path, FeedAnswer.Json($"[{Row(400)},{Row(99)},{Row(75)}]"));
        var (_, text) = await RunAsync(Mirror(), "indicator", "try", Pack());
        Assert.Contains("The newest is 3d3h old, more than stale-after (2d)", text);
        Assert.Contains("the longest gap is 12d13h", text);
        Assert.Contains("so that the indicator would be unknown in it", text);
        Assert.Contains("Its schedule leaves up to 1w between two reads, more than its stale-after of 2d", text);
    }

    [Fact]
    public async Task Entries_that_are_not_understood_are_told_with_their_number()
    {
        feeds.Set(Path, FeedAnswer.Json($$"""[{{Row(2)}},{"t":"last Monday","v":2}]"""));
        var (exit, text) = await RunAsync(Mirror(), "indicator", "try", Pack());
        Assert.Contains("2 entries: 1 kept, 1 not understood", text);
        Assert.Contains("    entry 2: ", text);
        Assert.Equal(0, exit);
    }

    [Theory]
    [InlineData("html", "answered with a web page")]
    [InlineData("status", "answered 403 Forbidden")]
    [InlineData("cut", "compare how it begins with docs/sources.md")]
    [InlineData("empty", "The answer holds no entries")]
    [InlineData("none", "None of the 1 entries was understood")]
    public async Task A_feed_that_gives_nothing_ends_with_1_and_says_what_to_do(string answer, string expected)
    {
        feeds.Set(
            Path,
            answer switch
            {
                "html" => FeedAnswer.Html("<p>Are you a robot?"),
                "status" => FeedAnswer.Error(403),
                "cut" => FeedAnswer.Json("[{\"t\":"),
                "empty" => FeedAnswer.Json("[]"),
                _ => FeedAnswer.Json("""[{"t":"last Monday","v":2}]"""),
            }
        );
        var (exit, text) = await RunAsync(Mirror(), "indicator", "try", Pack());
        Assert.Contains("  WRONG: ", text);
        Assert.Contains(expected, text);
        Assert.Equal(1, exit);
    }

    [Fact]
    public async Task A_wrong_parameter_is_told_with_its_place_and_nothing_is_asked()
    {
        var (exit, text) = await RunAsync(Mirror(), "indicator", "try", Pack("time-format: epoch"));
        Assert.Equal(1, exit);
        Assert.Matches(@"pack\.yaml:\d+:\d+: 'timeFormat' must be one of", text);
        Assert.Empty(feeds.Requests);
    }

    [Theory]
    [InlineData("rats", "has no indicator 'rats'; it has: rates, pushed.")]
    [InlineData("pushed", "'pushed' has no source")]
    public async Task An_indicator_of_the_pack_that_cannot_be_tried_is_told(string id, string expected)
    {
        var (exit, text) = await RunAsync(Mirror(), "indicator", "try", Pack(), id);
        Assert.Equal(1, exit);
        Assert.Contains(expected, text);
    }

    [Fact]
    public async Task A_secret_is_never_shown_not_even_where_the_server_repeats_it()
    {
        const string Secret = "s3cret+of this/test";
        var settings = Mirror();
        settings["Feeds__Secrets__key__Value"] = Secret;
        settings["Feeds__Secrets__key__Host"] = "feeds.example";
        feeds.Set(
            Path,
            FeedAnswer.Json($"[{Row(1).Replace("of hour", $"for {Secret} of hour", StringComparison.Ordinal)}]")
        );
        var pack = Pack("headers: [\"X-Key: {secret:key}\"]", "?key={secret:key}");
        var (exit, text) = await RunAsync(settings, "indicator", "try", pack, "rates");
        var (_, json) = await RunAsync(settings, "indicator", "try", pack, "rates", "--json");
        Assert.Equal(0, exit);
        Assert.Equal(Secret, feeds.Requests[0].Headers["X-Key"]);
        Assert.Contains("https://feeds.example/rates.json?key={secret:key}", text);
        Assert.Contains("1301.5  for {secret:key} of hour 1", text);
        Assert.DoesNotContain("s3cret", text + json, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_strangers_text_cannot_speak_to_the_terminal()
    {
        feeds.Set(Path, FeedAnswer.Json($$"""[{"t":"{{Now:O}}","v":1,"n":"\u001b[2Jgone\nThe source is right."}]"""));
        var (_, text) = await RunAsync(Mirror(), "indicator", "try", Pack());
        Assert.Contains(@"1  \u001b[2Jgone\nThe source is right.", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public async Task An_answer_is_saved_and_read_again_without_asking()
    {
        var saved = System.IO.Path.Combine(folder.FullName, "answer.json");
        var body = $"[{Row(1)}]";
        feeds.Set(Path, FeedAnswer.Json(body));
        await RunAsync(Mirror(), "indicator", "try", Pack(), "rates", "--body", saved);
        Assert.Equal(body, await File.ReadAllTextAsync(saved, Cancel));
        var asked = feeds.Requests.Count;
        var (exit, text) = await RunAsync(Mirror(), "indicator", "try", Pack(), "rates", "--file", saved, "--json");
        var trial = JsonNode.Parse(text)![0]!;
        Assert.Equal(0, exit);
        Assert.Equal(
            ("file", 1, asked),
            ((string?)trial["requests"]![0]!["answer"], (int)trial["points"]!, feeds.Requests.Count)
        );
        Assert.Equal(1301.5, (double)trial["firstPoints"]![0]!["value"]!);
    }

    [Fact]
    public async Task An_indicator_in_storage_is_tried_by_its_id_and_nothing_is_stored()
    {
        feeds.Set(Path, FeedAnswer.Json($"[{Row(1)}]"));
        var settings = Mirror();
        settings["AzureWebJobsStorage"] = azurite.NewAccount();
        Assert.Equal(0, (await RunAsync(settings, "pack", "apply", Pack())).Exit);
        var (byId, text) = await RunAsync(settings, "indicator", "try", "rates");
        var (byBoth, _) = await RunAsync(settings, "indicator", "try", "lab/rates");
        var (unknown, reason) = await RunAsync(settings, "indicator", "try", "rats");
        Assert.Equal((0, 0, 1), (byId, byBoth, unknown));
        Assert.Contains("1 entries: 1 kept", text);
        Assert.Contains("Storage holds no indicator 'rats'", reason);
    }

    [Fact]
    public async Task Without_storage_an_id_is_refused_with_what_can_be_done()
    {
        var (exit, text) = await RunAsync(new(), "indicator", "try", "lab/rates");
        Assert.Equal(1, exit);
        Assert.Contains("A pack can be tried without Storage", text);
    }

    static string Row(int hoursAgo) =>
        $$"""{"t":"{{Now.AddHours(-hoursAgo):O}}","v":{{1300 + hoursAgo}}.5,"n":"of hour {{hoursAgo}}"}""";

    Dictionary<string, string?> Mirror() =>
        new() { ["Feeds__Mirrors__feeds.example"] = feeds.MirrorOf("feeds.example").ToString() };

    string Pack(string further = "time-format: iso", string query = "")
    {
        var file = System.IO.Path.Combine(folder.FullName, "pack.yaml");
        File.WriteAllText(
            file,
            $$"""
            watch: lab
            title: Lab
            every: 1h
            indicators:
              - id: rates
                title: Rates
                of: levels
                source:
                  kind: json
                  url: "https://feeds.example/rates.json{{query}}"
                  time: /t
                  value: /v
                  title: /n
                  {{further}}
                schedule: "0 6 * * 1"
                stale-after: 2d
              - { id: pushed, title: Pushed, of: events, stale-after: 2h }
            """
        );
        return file;
    }

    static async Task<(int Exit, string Text)> RunAsync(Dictionary<string, string?> settings, params string[] arguments)
    {
        settings.TryAdd("AzureWebJobsStorage", null);
        await using var process = App.Start(settings, arguments);
        var exit = await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        return (exit, string.Join('\n', process.Lines));
    }
}
