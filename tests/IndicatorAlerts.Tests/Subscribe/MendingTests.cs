using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class MendingTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_crash_broke_off_between_reader_and_audience_is_ended()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var table = lab.Get<ReaderTable>();
        var moved = await lab.SubscribeAsync("moved@example.org", "one");
        var erased = await lab.SubscribeAsync("erased@example.org", "one");
        var before = (await lab.FindAsync(moved))!;
        await lab.Get<MendingNotes>().AddAsync(moved, ["one", "two"], Cancel);
        var after = ReaderChanges.Choose(before, new() { Watches = ["two"] }, lab.Time.GetUtcNow());
        Assert.True(await table.TryWriteAsync(moved, before, after with { Placed = ["one", "two"] }, Cancel));
        await lab.Get<MendingNotes>().AddAsync(erased, ["one"], Cancel);
        Assert.True(await table.TryWriteAsync(erased, await lab.FindAsync(erased), null, Cancel));
        Assert.Equal(2, (await lab.AudienceAsync("one")).Length);

        // A note so young may be of a change that is under way.
        await lab.Get<ReaderTending>().TendAsync(Cancel);
        Assert.Equal(2, (await lab.AudienceAsync("one")).Length);
        lab.Time.Advance(TimeSpan.FromMinutes(5));
        await lab.Get<ReaderTending>().TendAsync(Cancel);
        Assert.Empty(await lab.AudienceAsync("one"));
        Assert.Equal([moved], await lab.AudienceAsync("two"));
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains("!mending", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_follows_a_broken_off_one_mends_it()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org", "one");
        var before = (await lab.FindAsync(id))!;
        var after = ReaderChanges.Choose(before, new() { Watches = ["two"] }, lab.Time.GetUtcNow());
        Assert.True(
            await lab.Get<ReaderTable>().TryWriteAsync(id, before, after with { Placed = ["one", "two"] }, Cancel)
        );
        Assert.Equal([id], await lab.AudienceAsync("one"));
        await lab.Get<Readers>().ChangeAsync(id, r => ReaderChanges.Pause(r!, true, lab.Time.GetUtcNow()), Cancel);
        Assert.Empty(await lab.AudienceAsync("one"));
        Assert.True((await lab.Get<Audience>().PageAsync("two", "", 10, Cancel)).Single().Subscription.Paused);
    }

    [Fact]
    public async Task Many_changes_at_once_leave_the_audience_as_the_reader_is()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org", "one");
        var readers = lab.Get<Readers>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    readers.ChangeAsync(
                        id,
                        r =>
                            ReaderChanges.Choose(
                                r!,
                                new() { Watches = [i % 2 == 0 ? "one" : "two"], Hour = i },
                                lab.Time.GetUtcNow()
                            ),
                        Cancel
                    )
                )
        );
        var wants = (await lab.FindAsync(id))!.Subscription!;
        var other = wants.Watches[0] == "one" ? "two" : "one";
        Assert.Equal(
            wants.Hour,
            (await lab.Get<Audience>().PageAsync(wants.Watches[0], "", 10, Cancel)).Single().Subscription.Hour
        );
        Assert.Empty(await lab.AudienceAsync(other));
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains("!mending", StringComparison.Ordinal));
        Assert.Equal(14, (await lab.FindAsync(id))!.History.Count);
    }
}
