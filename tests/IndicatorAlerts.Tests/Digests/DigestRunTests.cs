using IndicatorAlerts.Deliver;
using IndicatorAlerts.Digests;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Tests.Deliver;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Digests;

public class DigestRunTests(AzuriteFixture azurite)
{
    // A Monday, so far ahead that all wishes, which Storage dates by the real clock, are old.
    static readonly DateTimeOffset Eight = new(2096, 11, 19, 8, 0, 0, TimeSpan.Zero);
    static readonly Subscription Daily = new() { Watches = ["one"], Rhythm = Rhythm.Daily };

    static CancellationToken Cancel => DeliverLab.Cancel;

    [Fact]
    public async Task Readers_who_want_the_same_share_a_digest_and_nobody_else_gets_one()
    {
        await using var lab = await LabAsync();
        await PutAsync(lab, 1, Daily);
        await PutAsync(lab, 2, Daily);
        await PutAsync(lab, 3, Daily with { LeastSeverity = Severity.Critical });
        await PutAsync(lab, 4, Daily with { Rhythm = Rhythm.Weekly });
        await PutAsync(lab, 5, Daily with { Zone = "Asia/Seoul" });
        await PutAsync(lab, 6, Daily with { Paused = true });
        await PutAsync(lab, 7, Daily with { Rhythm = Rhythm.Immediate });
        await PutAsync(lab, 8, Daily with { Kinds = [NotificationKind.Cleared, NotificationKind.Crossed] });
        await PutAsync(lab, 9, Daily with { Kinds = [NotificationKind.Crossed, NotificationKind.Cleared] });

        await RunAsync(lab);

        var sends = await lab.SendsAsync("digest|20961119T0800Z");
        Assert.Equal(
            [
                [1, 2],
                [3],
                [4],
                [8, 9],
            ],
            sends.Select(s => s.Readers.Select(Number).ToArray()).OrderBy(r => r[0])
        );
        var shared = sends.Single(s => s.Readers.Count == 2 && s.Content.Digest!.Kinds.Count == 0).Content.Digest!;
        Assert.Equal((Eight.AddDays(-1), Eight, Severity.Notice), (shared.From, shared.To, shared.Least));
        var weekly = sends.Single(s => s.Readers.Contains(Made.Id(4))).Content.Digest!;
        Assert.Equal((Rhythm.Weekly, Eight.AddDays(-7)), (weekly.Rhythm, weekly.From));
    }

    [Fact]
    public async Task A_reader_of_several_watches_gets_one_digest_of_all_that_there_are()
    {
        await using var lab = await LabAsync();
        var both = Daily with { Watches = ["two", "gone", "one"] };
        foreach (var watch in both.Watches)
            await lab.Get<Audience>().PutAsync(watch, new(Made.Id(1), "reader1@example.org", both), Cancel);

        await RunAsync(lab);

        var send = Assert.Single(await lab.SendsAsync("digest|20961119T0800Z"));
        Assert.Equal(["one", "two"], send.Content.Digest!.Watches);
        Assert.Equal("one", send.Watch);
    }

    [Fact]
    public async Task A_run_that_is_repeated_or_made_by_two_at_once_sends_nothing_twice()
    {
        await using var lab = await LabAsync();
        lab.Sender.MostLetters = 3;
        for (var i = 0; i < 10; i++)
            await PutAsync(lab, i, Daily);
        var marked = (await lab.Get<WatchTable>().LastDigestsAsync(Cancel))!.Value;

        await Task.WhenAll(RunAsync(lab), RunAsync(lab));
        // As after a crash before the mark was set; and a reader has come meanwhile.
        await lab.Get<WatchTable>().SetLastDigestsAsync(marked, Cancel);
        await PutAsync(lab, 10, Daily);
        await RunAsync(lab);

        var sends = await lab.SendsAsync("digest|20961119T0800Z");
        Assert.Equal(Enumerable.Range(0, 11), sends.SelectMany(s => s.Readers).Select(Number).Order());
        Assert.Equal(5, sends.Count);
    }

    [Fact]
    public async Task A_run_that_was_broken_off_between_two_sends_is_ended_by_the_next()
    {
        await using var lab = await LabAsync();
        lab.Sender.MostLetters = 3;
        for (var i = 0; i < 10; i++)
            await PutAsync(lab, i, Daily);
        await RunAsync(lab);
        var all = await lab.SendsAsync("digest|20961119T0800Z");
        var rows = lab.Get<IndicatorAlerts.Hosting.StorageAccount>().Tables.GetTableClient(Deliveries.Name);
        foreach (var lost in all.Where(s => Number(s.Readers[0]) >= 6))
            await rows.DeleteEntityAsync(lost.Delivery, "send:" + lost.Id, cancellationToken: Cancel);
        await lab.Get<WatchTable>().SetLastDigestsAsync(Eight.AddMinutes(-10), Cancel);

        await RunAsync(lab);

        Assert.Equal(all.Select(s => s.Id), (await lab.SendsAsync("digest|20961119T0800Z")).Select(s => s.Id));
    }

    [Fact]
    public async Task After_an_outage_of_days_one_digest_tells_all_of_them_and_the_next_goes_on_from_there()
    {
        await using var lab = await LabAsync();
        await PutAsync(lab, 1, Daily);
        lab.Time.Advance(TimeSpan.FromDays(3));
        await RunAsync(lab);
        Assert.Empty(await lab.SendsAsync("digest|20961119T0800Z"));
        var all = Assert.Single(await lab.SendsAsync("digest|20961122T0800Z")).Content.Digest!;
        Assert.Equal((Eight.AddDays(-1), Eight.AddDays(3)), (all.From, all.To));
        lab.Time.Advance(TimeSpan.FromDays(1));
        await RunAsync(lab);

        var next = Assert.Single(await lab.SendsAsync("digest|20961123T0800Z")).Content.Digest!;
        Assert.Equal((Eight.AddDays(3), Eight.AddDays(4)), (next.From, next.To));
    }

    [Theory]
    [InlineData(-6, 1, 0)]
    [InlineData(-6, 59, 0)]
    [InlineData(-6, 61, 1)]
    [InlineData(-4, 1, 1)]
    public async Task A_digest_waits_for_an_evaluator_that_lags_but_not_for_one_that_stands_still(
        int evaluated,
        int now,
        int sends
    )
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), now: Eight.AddMinutes(evaluated));
        await lab.Get<WatchTable>().ApplyAsync(Watch("one"), Cancel);
        await lab.Get<WatchEvaluator>().EvaluateAsync("one", Cancel);
        await lab.Get<WatchTable>().SetLastDigestsAsync(Eight.AddMinutes(-10), Cancel);
        await PutAsync(lab, 1, Daily);
        lab.Time.SetUtcNow(Eight.AddMinutes(now));

        await RunAsync(lab);

        Assert.Equal(sends, (await lab.SendsAsync("digest|20961119T0800Z")).Count);
    }

    [Fact]
    public async Task The_first_run_of_all_promises_nothing_and_nothing_is_sent_before_its_time()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), now: Eight.AddMinutes(1));
        await lab.Get<WatchTable>().ApplyAsync(Watch("one"), Cancel);
        await PutAsync(lab, 1, Daily);
        await RunAsync(lab);
        lab.Time.Advance(TimeSpan.FromHours(23));
        await RunAsync(lab);
        Assert.Empty(lab.Sender.All);
        Assert.Empty(await lab.Get<DeliveryIndex>().ListOpenAsync(Cancel));
    }

    [Fact]
    public async Task A_digest_reaches_its_readers()
    {
        await using var lab = await LabAsync();
        await PutAsync(lab, 1, Daily with { Rhythm = Rhythm.Weekly });
        await RunAsync(lab);
        await lab.SendAsync("digest|20961119T0800Z");

        var asked = Assert.Single(lab.Sender.Taken);
        Assert.Equal([Made.Id(1)], asked.Readers);
        Assert.Contains("one", asked.Mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync("digest|20961119T0800Z")).State);
    }

    /// <summary>It is a minute past eight; digests were sent up to five minutes before.</summary>
    async Task<DeliverLab> LabAsync()
    {
        var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), now: Eight.AddMinutes(1));
        await lab.Get<WatchTable>().SetLastDigestsAsync(Eight.AddMinutes(-5), Cancel);
        foreach (var id in (string[])["one", "two"])
            await lab.Get<WatchTable>().ApplyAsync(Watch(id), Cancel);
        return lab;
    }

    static Watch Watch(string id) =>
        new()
        {
            Id = id,
            Title = $"Watch {id}",
            Indicators = [],
            RedLines = [],
        };

    static Task RunAsync(DeliverLab lab) => lab.Get<DigestRun>().SendDueAsync(Cancel);

    static Task PutAsync(DeliverLab lab, int reader, Subscription wants) =>
        lab.Get<Audience>().PutAsync("one", new(Made.Id(reader), $"reader{reader}@example.org", wants), Cancel);

    static int Number(string id) => int.Parse(id, System.Globalization.NumberStyles.HexNumber, null);
}
