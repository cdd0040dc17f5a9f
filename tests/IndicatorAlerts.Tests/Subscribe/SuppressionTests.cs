using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class SuppressionTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SuppressionReason.HardBounce, 1)]
    [InlineData(SuppressionReason.Complaint, 0)]
    [InlineData(SuppressionReason.ProviderUnsubscribe, 0)]
    public async Task A_suppressed_address_gets_nothing_whoever_asks_and_a_dead_mailbox_is_tried_again_after_a_month(
        SuppressionReason reason,
        int mailsAfterAMonth
    )
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var suppressions = lab.Get<Suppressions>();
        var id = await lab.SubscribeAsync("ada@example.org");
        Assert.False(await suppressions.IsSuppressedAsync(id, Cancel));
        for (var i = 0; i < 2; i++)
            await suppressions.SuppressAsync(id, reason, null, Cancel);
        Assert.True(await suppressions.IsSuppressedAsync(id, Cancel));
        Assert.Empty(await lab.AudienceAsync("one"));
        var mails = lab.Mailbox.Mails.Count;
        using var asked = await lab.AskAsync("ada@example.org");
        await lab.DrainAsync();
        Assert.Equal(mails, lab.Mailbox.Mails.Count);

        // The record is forgotten, what must not be done is not.
        lab.Time.Advance(TimeSpan.FromDays(91));
        await lab.Get<ReaderTending>().ExpireAsync(Cancel);
        Assert.Null(await lab.FindAsync(id));
        Assert.True(await suppressions.IsSuppressedAsync(id, Cancel));
        Assert.DoesNotContain(await lab.RowsAsync(), r => r.Contains(id, StringComparison.Ordinal));
        using var later = await lab.AskAsync("ada@example.org");
        await lab.DrainAsync();
        Assert.Equal(mails + mailsAfterAMonth, lab.Mailbox.Mails.Count);
        if (mailsAfterAMonth == 0)
            return;
        using var confirmed = await lab.Http.PostAsync(
            $"/ui/confirm/{lab.TokenIn("ada@example.org", "confirm")}",
            null,
            Cancel
        );
        Assert.False(await suppressions.IsSuppressedAsync(id, Cancel));
        Assert.Equal([id], await lab.AudienceAsync("one"));
    }

    [Fact]
    public async Task The_holder_of_a_link_can_come_back_after_a_complaint()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var id = await lab.SubscribeAsync("ada@example.org");
        await lab.Get<Suppressions>().SuppressAsync(id, SuppressionReason.Complaint, null, Cancel);
        var path = $"/ui/preferences/{lab.Token(LinkUse.Manage, id)}";
        Assert.Contains("reported as spam", await lab.Http.GetStringAsync(path, Cancel));
        using var saved = await lab.Http.PostAsync(
            path,
            new FormUrlEncodedContent([
                new("do", "save"),
                new("watches", "two"),
                new("kinds", "crossed"),
                new("rhythm", "daily"),
            ]),
            Cancel
        );
        Assert.Equal(303, (int)saved.StatusCode);
        Assert.Equal([id], await lab.AudienceAsync("two"));
        Assert.False(await lab.Get<Suppressions>().IsSuppressedAsync(id, Cancel));
    }

    [Fact]
    public async Task An_old_event_that_the_provider_tells_again_does_not_suppress_who_came_back_since()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var suppressions = lab.Get<Suppressions>();
        var id = await lab.SubscribeAsync("ada@example.org");
        lab.Time.Advance(TimeSpan.FromHours(1));
        var complained = lab.Time.GetUtcNow();
        await suppressions.SuppressAsync(id, SuppressionReason.Complaint, complained, Cancel);
        lab.Time.Advance(TimeSpan.FromHours(1));
        var wishes = new Subscription { Watches = ["one"] };
        await lab.Get<ReaderDesk>().ChooseAsync(lab.Token(LinkUse.Manage, id), wishes, Cancel);
        lab.Time.Advance(TimeSpan.FromHours(1));

        await suppressions.SuppressAsync(id, SuppressionReason.Complaint, complained, Cancel);
        Assert.Equal([id], await lab.AudienceAsync("one"));

        await suppressions.SuppressAsync(id, SuppressionReason.Complaint, lab.Time.GetUtcNow(), Cancel);
        Assert.Empty(await lab.AudienceAsync("one"));
    }

    [Fact]
    public async Task An_address_of_the_settings_that_unsubscribes_is_written_to_no_more_however_long_ago_that_was()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite, ("Mail:Recipients", "desk@example.org"));
        var id = lab.Get<ReaderSecrets>().IdOf("desk@example.org");
        var named = lab.Get<IndicatorAlerts.Deliver.FixedReaders>();
        Assert.NotNull(await named.FindAsync("one", id, Cancel));

        using var left = await lab.Http.PostAsync(
            $"/api/unsubscribe/{lab.Token(LinkUse.Unsubscribe, id)}",
            null,
            Cancel
        );
        Assert.Equal(200, (int)left.StatusCode);
        Assert.Null(await named.FindAsync("one", id, Cancel));
        lab.Time.Advance(TimeSpan.FromDays(400));
        await lab.Get<ReaderTending>().ExpireAsync(Cancel);
        Assert.Null(await named.FindAsync("one", id, Cancel));

        // By the preferences that its mails link to, it comes back.
        await lab.Get<ReaderDesk>().ChooseAsync(lab.Token(LinkUse.Manage, id), new() { Watches = ["one"] }, Cancel);
        Assert.NotNull(await named.FindAsync("one", id, Cancel));
    }

    [Fact]
    public async Task What_a_person_has_said_is_not_weakened_by_a_bounce_whether_or_not_its_reader_is_kept()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var suppressions = lab.Get<Suppressions>();
        var kept = await lab.SubscribeAsync("ada@example.org");
        foreach (var id in (string[])[kept, lab.Get<ReaderSecrets>().IdOf("nobody@example.org")])
        foreach (
            var (reason, then) in new[]
            {
                (SuppressionReason.HardBounce, SuppressionReason.HardBounce),
                (SuppressionReason.ProviderUnsubscribe, SuppressionReason.ProviderUnsubscribe),
                (SuppressionReason.HardBounce, SuppressionReason.ProviderUnsubscribe),
                (SuppressionReason.Complaint, SuppressionReason.Complaint),
                (SuppressionReason.ProviderUnsubscribe, SuppressionReason.Complaint),
            }
        )
        {
            lab.Time.Advance(TimeSpan.FromDays(2));
            await suppressions.SuppressAsync(id, reason, null, Cancel);
            Assert.Equal(then, (await suppressions.FindAsync(id, Cancel))!.Reason);
        }
        lab.Time.Advance(TimeSpan.FromHours(1));
        var before = await suppressions.FindAsync(kept, Cancel);
        await suppressions.SuppressAsync(kept, SuppressionReason.Complaint, null, Cancel);
        Assert.NotEqual(before, await suppressions.FindAsync(kept, Cancel));
        await suppressions.SuppressAsync(kept, SuppressionReason.Complaint, null, Cancel);
        Assert.Single((await lab.FindAsync(kept))!.History, h => h.At == lab.Time.GetUtcNow());
    }

    [Fact]
    public async Task An_address_that_is_no_reader_is_suppressed_all_the_same_until_an_admin_lifts_it()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite);
        var suppressions = lab.Get<Suppressions>();
        var id = lab.Get<ReaderSecrets>().IdOf("operator@example.org");
        await suppressions.SuppressAsync(id, SuppressionReason.Complaint, null, Cancel);
        Assert.True(await suppressions.IsSuppressedAsync(id, Cancel));
        using var asked = await lab.AskAsync("operator@example.org");
        await lab.DrainAsync();
        Assert.Empty(lab.Mailbox.Mails);
        await suppressions.LiftAsync(id, Cancel);
        Assert.False(await suppressions.IsSuppressedAsync(id, Cancel));
        await lab.SubscribeAsync("operator@example.org");
        Assert.Equal([id], await lab.AudienceAsync("one"));
    }
}
