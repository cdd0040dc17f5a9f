using System.Globalization;
using System.Text;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Tests.EndToEnd;
using IndicatorAlerts.Tests.History;
using IndicatorAlerts.Watches;
using Xunit;
using FeedAnswer = IndicatorAlerts.Local.Feeds.FeedAnswer;

namespace IndicatorAlerts.Tests.Collect;

public sealed class CollectionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Path = "feeds.example/rates.csv";
    const string Pack = """
        watch: lab
        title: Lab
        every: 1h
        indicators:
          - id: rate
            title: Rate
            stale-after: 4d
            source: { kind: csv, url: "http://feeds.example/rates.csv", time: date, value: rate, history: 4000d }
            schedule: "0 * * * *"
        red-lines:
          - { id: high, title: High, when: "zscore(rate, 90d) > 3" }
        """;

    static readonly DateTimeOffset Start = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);
    readonly List<SeenRequest> calls = [];
    KillSwitch counter = null!;
    SampleFeeds feeds = null!;
    Mailbox mailbox = null!;
    InProcess service = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        counter = KillSwitch.Create(Count, Moment.Before);
        var storage = counter.StandInForStorage(azurite.NewAccount());
        await counter.StartAsync(Cancel);
        feeds = await SampleFeeds.StartAsync(new(), Cancel);
        mailbox = await Mailbox.StartAsync(new(), Cancel);
        service = InProcess.Create(storage, feeds, mailbox, Start, new Steps());
        await service.Get<StorageSetup>().EnsureAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await feeds.DisposeAsync();
        await mailbox.DisposeAsync();
        await counter.DisposeAsync();
    }

    [Fact]
    public async Task Collecting_takes_six_calls_of_storage_with_evaluation_and_not_one_more_after_ten_years()
    {
        await ApplyAsync(Pack);
        await CollectAsync(Table(days: 10));
        service.Time.Advance(TimeSpan.FromDays(1));
        var young = await CollectAsync(Table(days: 11));
        Assert.InRange(young, 1, 6);

        service.Time.Advance(TimeSpan.FromDays(3650));
        await CollectAsync(Table(days: 3661));
        service.Time.Advance(TimeSpan.FromDays(1));
        var old = await CollectAsync(Table(days: 3662));
        Assert.Equal(young, old);
        Assert.Equal((3662, 3662), await StoredAsync());
        Assert.Equal(
            service.Time.GetUtcNow(),
            (await service.Get<WatchTable>().ReadAsync("lab", Cancel))!.State!.EvaluatedTo
        );
    }

    [Fact]
    public async Task An_unchanged_feed_is_neither_read_nor_written_again()
    {
        await ApplyAsync(Pack);
        await CollectAsync(Table(days: 10));
        var health = (await SeriesAsync()).FeedHealth;
        service.Time.Advance(TimeSpan.FromMinutes(1));
        var calls = await CollectAsync(Table(days: 10));
        Assert.Contains(feeds.Requests, r => r.Headers.ContainsKey("If-None-Match"));
        // The definition and the health; and nothing is written.
        Assert.Equal(2, calls);
        Assert.Equal(health.LastSuccess, (await SeriesAsync()).FeedHealth.LastSuccess);

        service.Time.Advance(TimeSpan.FromMinutes(10));
        await CollectAsync(Table(days: 10));
        var noted = (await SeriesAsync()).FeedHealth;
        Assert.Equal((service.Time.GetUtcNow(), health.LastChange), (noted.LastSuccess, noted.LastChange));
    }

    [Fact]
    public async Task A_changed_definition_reads_the_same_answer_anew()
    {
        await ApplyAsync(Pack);
        await CollectAsync(Table(days: 10));
        await ApplyAsync(Pack.Replace("value: rate,", "value: rate, scale: 100,", StringComparison.Ordinal));
        service.Time.Advance(TimeSpan.FromMinutes(1));
        await CollectAsync(Table(days: 10));
        Assert.Equal(20, (await SeriesAsync()).ToSeries(Rate).Observations.Count);
    }

    [Fact]
    public async Task A_correction_of_long_ago_is_found_among_ten_years()
    {
        service.Time.Advance(TimeSpan.FromDays(3650));
        await ApplyAsync(Pack);
        await CollectAsync(Table(days: 3650));
        service.Time.Advance(TimeSpan.FromDays(1));
        await CollectAsync(Table(days: 3651).Replace("2025-05-05,", "2025-05-05,9", StringComparison.Ordinal));
        Assert.Equal((3651, 3652), await StoredAsync());
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_counted_and_shown_and_the_others_kept()
    {
        await ApplyAsync(Pack);
        await CollectAsync(Table(days: 3) + "2023-12-30,many\n");
        var health = (await SeriesAsync()).FeedHealth;
        Assert.Equal((4, 3, 1), (health.Read, health.Kept, health.Unread));
        Assert.Equal(5, Assert.Single(health.FirstErrors).Entry);
    }

    [Fact]
    public async Task A_feed_in_steps_keeps_what_it_read_before_a_failure_and_goes_on_from_there()
    {
        await ApplyAsync(StepsPack);
        feeds.Set("feeds.example/1", FeedAnswer.Json("1"));
        feeds.Set("feeds.example/2", FeedAnswer.Error(403));
        await CollectAsync();
        var failed = await SeriesAsync();
        Assert.Equal((1, Start.AddHours(1)), (failed.FeedHealth.Failures, failed.FeedHealth.ReadUpTo));
        Assert.Single(failed.ToSeries(Rate).Observations);

        feeds.Set("feeds.example/2", FeedAnswer.Json("2"));
        feeds.Set("feeds.example/3", FeedAnswer.Error(404));
        await CollectAsync(attempt: CollectMessage.AtOnce);
        var read = await SeriesAsync();
        Assert.Equal((0, Start.AddHours(2)), (read.FeedHealth.Failures, read.FeedHealth.ReadUpTo));
        Assert.Equal([1, 2], read.ToSeries(Rate).Observations.Select(o => o.Value));
        Assert.DoesNotContain(feeds.Requests, r => r.Path.EndsWith("/4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_that_has_not_answered_yet_is_not_asked_again()
    {
        await ApplyAsync(StepsPack);
        feeds.Set("feeds.example/1", FeedAnswer.Json("1") with { Fault = FeedFault.Hang });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hanging = service.Get<IndicatorCollector>().CollectAsync(new("lab", "rate"), stop.Token);
        await feeds.WaitForRequestAsync(_ => true, Cancel);
        await CollectAsync();
        Assert.Single(feeds.Requests);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task Indicators_that_want_the_same_of_a_feed_ask_it_once()
    {
        var rate = Pack[
            Pack.IndexOf("  - id: rate", StringComparison.Ordinal)..Pack.IndexOf("red-lines:", StringComparison.Ordinal)
        ];
        var second = rate.Replace("id: rate", "id: cents", StringComparison.Ordinal)
            .Replace("value: rate,", "value: rate, scale: 100,", StringComparison.Ordinal);
        await ApplyAsync(Pack.Replace(rate, rate + second, StringComparison.Ordinal));
        await CollectAsync(Table(days: 10));
        await service.Get<IndicatorCollector>().CollectAsync(new("lab", "cents"), Cancel);
        Assert.Single(feeds.Requests);
        var cents = await service.Get<ObservationTable>().ReadAsync("lab", "cents", DateTimeOffset.UnixEpoch, Cancel);
        Assert.Equal(130_000, cents.ToSeries(Rate).Observations[0].Value);

        service.Time.Advance(TimeSpan.FromMinutes(2));
        await service.Get<IndicatorCollector>().CollectAsync(new("lab", "cents"), Cancel);
        Assert.Equal(2, feeds.Requests.Count);
    }

    const string StepsPack = """
        watch: lab
        title: Lab
        every: 1h
        indicators:
          - { id: rate, title: Rate, stale-after: 4d, source: { kind: steps } }
        """;

    static readonly Indicator Rate = new() { Id = "rate", Title = "Rate" };

    /// <summary>Hours since the start, four of them at most, each a number at its own address.</summary>
    sealed class Steps : ISource, IFeed
    {
        public string Kind => "steps";

        public IFeed Bind(Parameters parameters) => this;

        public IEnumerable<IndicatorAlerts.Collect.FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now)
        {
            for (var hour = (int)((since ?? Start) - Start).TotalHours + 1; hour <= 4; hour++)
                yield return new(new($"http://feeds.example/{hour}"))
                {
                    ReadsUpTo = Start.AddHours(hour),
                    WhenAbsent = WhenAbsent.NotYet,
                };
        }

        public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
        {
            using var reader = new StreamReader(answer, leaveOpen: true);
            var hour = int.Parse(await reader.ReadToEndAsync(cancel), CultureInfo.InvariantCulture);
            reading.Entry();
            reading.Keep(new(Start.AddHours(hour), hour));
        }
    }

    bool Count(SeenRequest request)
    {
        lock (calls)
            calls.Add(request);
        return false;
    }

    async Task ApplyAsync(string yaml)
    {
        var watch = IndicatorAlerts.RedLines.Packs.Pack.Read(yaml, out var errors);
        Assert.Empty(errors);
        await service.Get<WatchTable>().ApplyAsync(watch!, Cancel);
    }

    /// <summary>How many calls of Storage it took.</summary>
    async Task<int> CollectAsync(string? table = null, int attempt = 0)
    {
        if (table is not null)
            feeds.Set(Path, FeedAnswer.Json(Encoding.UTF8.GetBytes(table)) with { ContentType = "text/csv" });
        int before;
        lock (calls)
            before = calls.Count;
        await service.Get<IndicatorCollector>().CollectAsync(new("lab", "rate", attempt), Cancel);
        lock (calls)
            return calls.Count - before;
    }

    async Task<StoredSeries> SeriesAsync() =>
        await service.Get<ObservationTable>().ReadAsync("lab", "rate", DateTimeOffset.UnixEpoch, Cancel);

    /// <summary>How many times have a value, and how many values there are with the corrected ones.</summary>
    async Task<(int Times, int Values)> StoredAsync()
    {
        var observations = (await SeriesAsync()).ToSeries(Rate).Observations;
        return (observations.Select(o => o.ObservedAt).Distinct().Count(), observations.Count);
    }

    /// <summary>A value a day up to the start and on.</summary>
    static string Table(int days) =>
        "date,rate\n"
        + string.Concat(
            Enumerable
                .Range(0, days)
                .Select(i =>
                    string.Create(CultureInfo.InvariantCulture, $"{Start.AddDays(i - 10):yyyy-MM-dd},{1300 + i % 7}\n")
                )
        );
}
