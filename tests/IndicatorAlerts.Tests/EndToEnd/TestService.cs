using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Local.Processes;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>How the program is driven.</summary>
public enum Driving
{
    StandAlone,
    FunctionsHost,
}

/// <summary>The real process with Storage, a mailbox and feeds of its own.</summary>
sealed class TestService : IAsyncDisposable
{
    public const string AdminKey = "the-key-of-the-admin-of-this-test";
    public const string QuakeFeed = "/earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_day.geojson";
    const string MailKey = "SG.of-this-test";
    static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);

    readonly Driving driving;
    IFront? front;

    TestService(Driving driving, string storage, Mailbox mailbox, SampleFeeds feeds)
    {
        this.driving = driving;
        Mailbox = mailbox;
        Feeds = feeds;
        Settings = new()
        {
            ["AzureWebJobsStorage"] = storage,
            ["Mail__ApiKey"] = MailKey,
            ["Mail__From"] = "alerts@indicator-alerts.example",
            ["Mail__Recipients"] = "reader@indicator-alerts.example",
            ["Mail__SendGridUrl"] = mailbox.Url.ToString(),
            ["Mail__TimeoutSeconds"] = "1",
            ["Mail__ClaimSeconds"] = "3",
            ["Alerts__GroupSeconds"] = "0",
            ["Admin__Key"] = AdminKey,
            ["Subscribe__Secret"] = Convert.ToBase64String(new byte[32]),
            ["Feeds__Mirrors__earthquake.usgs.gov"] = feeds.MirrorOf("earthquake.usgs.gov").ToString(),
            ["Feeds__RetrySeconds"] = "0.5",
            ["Feeds__TimeoutSeconds"] = "2",
        };
    }

    public Dictionary<string, string?> Settings { get; }

    public Mailbox Mailbox { get; }

    public SampleFeeds Feeds { get; }

    public ChildProcess Process => front!.Process;

    public HttpClient Http { get; private set; } = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes everything around the process; the quake feed is calm and never crosses by itself.</summary>
    public static async Task<TestService> PrepareAsync(
        AzuriteFixture azurite,
        Driving driving,
        MailboxOptions? mailboxOptions = null
    )
    {
        var mailbox = await Mailbox.StartAsync((mailboxOptions ?? new()) with { ApiKey = MailKey }, Cancel);
        var feeds = await SampleFeeds.StartAsync(new() { CrossingAfter = TimeSpan.FromDays(1) }, Cancel);
        return new(driving, azurite.NewAccount(), mailbox, feeds);
    }

    /// <param name="started">Told of the process before it is asked for anything.</param>
    public async Task StartAsync(Action<ChildProcess>? started = null)
    {
        front = driving == Driving.StandAlone ? StandAloneFront.Start(Settings) : FunctionsHostFront.Start(Settings);
        started?.Invoke(front.Process);
        await front.WaitUntilReadyAsync(Cancel);
        if (Settings.ContainsKey("Mail__WebhookKey"))
            Mailbox.Events.PostTo(new(front.Address, "api/sendgrid/events"));
        Http = new() { BaseAddress = front.Address };
    }

    public async Task StopAsync()
    {
        // Not there where the start itself failed, whose reason is the one to be seen.
        Http?.Dispose();
        await front!.DisposeAsync();
        front = null;
    }

    /// <summary>The mailbox tells the process what became of mails.</summary>
    public void HearEvents()
    {
        Mailbox.Events.Keep();
        Settings["Mail__WebhookKey"] = Mailbox.Events.PublicKey;
    }

    /// <summary>Puts the quake pack in place by the program's own command, collected and evaluated every second.</summary>
    public async Task ApplyPackAsync(Func<string, string>? change = null)
    {
        var pack = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests/IndicatorAlerts.Tests/EndToEnd/quake-pack.yaml"),
            Cancel
        );
        var wrong = await TryApplyAsync(
            (change ?? (p => p))(pack)
                .Replace("every: 1m", "every: 1s", StringComparison.Ordinal)
                .Replace("schedule: \"* * * * *\"", "schedule: \"* * * * * *\"", StringComparison.Ordinal)
                // The first read too asks for the feed of a day, which the tests set.
                .Replace("kind: usgs,", "kind: usgs, history: 1d,", StringComparison.Ordinal)
        );
        Assert.Null(wrong);
    }

    /// <summary>Applies a pack by the program's own command; null, or what it printed when it refused.</summary>
    public async Task<string?> TryApplyAsync(string pack)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.yaml");
        await File.WriteAllTextAsync(file, pack, Cancel);
        await using var process = App.Start(Settings, "pack", "apply", file, "--prune");
        var exit = await process.Exited;
        File.Delete(file);
        return exit == 0 ? null : string.Join('\n', process.Lines);
    }

    public async Task<JsonNode> StatusAsync() =>
        (await Http.GetFromJsonAsync<JsonNode>("/api/watches/korean-peninsula", Cancel))!;

    /// <summary>Asks for the status again and again until it is as expected; fails with the last one.</summary>
    public async Task<JsonNode> WaitForStatusAsync(Func<JsonNode, bool> expected)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bounded.CancelAfter(LongEnough);
        JsonNode? last = null;
        try
        {
            do
            {
                using var answer = await Http.GetAsync("/api/watches/korean-peninsula", bounded.Token);
                last = answer.IsSuccessStatusCode
                    ? await answer.Content.ReadFromJsonAsync<JsonNode>(bounded.Token)
                    : null;
            } while (last is null || !expected(last) && await timer.WaitForNextTickAsync(bounded.Token));
            return last;
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            Assert.Fail($"The status never was as expected; the last one: {last}\n{string.Join('\n', Process.Lines)}");
            throw;
        }
    }

    public async Task<Mail> WaitForMailAsync(Func<Mail, bool> matches)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bounded.CancelAfter(LongEnough);
        try
        {
            return await Mailbox.WaitForMailAsync(matches, bounded.Token);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            Assert.Fail($"The mail never came.\n{(front is null ? "" : string.Join('\n', Process.Lines))}");
            throw;
        }
    }

    /// <summary>From now on the feed tells of these events.</summary>
    public void SetQuakes(
        params (double Magnitude, double Latitude, double Longitude, double DepthKm, DateTimeOffset At)[] quakes
    ) => Feeds.Set(QuakeFeed, FeedAnswer.Json(Quakes(quakes)));

    public static string Quakes(
        (double Magnitude, double Latitude, double Longitude, double DepthKm, DateTimeOffset At)[] quakes
    )
    {
        var features = quakes.Select(q =>
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""
                {"type":"Feature","id":"test{{{q.At.ToUnixTimeMilliseconds()}}}","properties":{"mag":{{{q.Magnitude}}},"place":"Test","time":{{{q.At.ToUnixTimeMilliseconds()}}},"type":"earthquake"},
                 "geometry":{"type":"Point","coordinates":[{{{q.Longitude}}},{{{q.Latitude}}},{{{q.DepthKm}}}]}}
                """
            )
        );
        return $$"""{"type":"FeatureCollection","metadata":{"status":200},"features":[{{string.Join(',', features)}}]}""";
    }

    /// <summary>A test as strong as that of 2017, some minutes ago.</summary>
    public void SetNuclearTest() => SetQuakes((6.3, 41.33, 129.03, 0, TimeProvider.System.GetUtcNow().AddMinutes(-5)));

    public async ValueTask DisposeAsync()
    {
        if (front is not null)
            await StopAsync();
        await Mailbox.DisposeAsync();
        await Feeds.DisposeAsync();
    }
}
