using IndicatorAlerts.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class DoubtTests
{
    static readonly DateTimeOffset Claimed = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly MailOptions Deaf = new() { ClaimSeconds = 120 };
    static readonly MailOptions Hears = Deaf with { DoubtSeconds = 300, WebhookKey = "key" };

    [Fact]
    public void Without_a_webhook_a_doubt_ends_so_long_after_the_claim_whenever_the_process_began() =>
        Assert.Equal(Claimed.AddSeconds(120), Doubt.EndsAt(Send(0), Deaf, Claimed.AddHours(1)));

    [Fact]
    public void With_a_webhook_the_provider_has_its_chance_to_tell_after_nothing_ran()
    {
        Assert.Equal(Claimed.AddSeconds(300), Doubt.EndsAt(Send(0), Hears, Claimed.AddHours(-1)));
        Assert.Equal(Claimed.AddHours(1).AddSeconds(300), Doubt.EndsAt(Send(0), Hears, Claimed.AddHours(1)));
    }

    [Fact]
    public void A_doubt_ends_also_where_no_process_lives_long() =>
        Assert.Equal(Claimed.AddSeconds(300), Doubt.EndsAt(Send(0) with { Waits = 3 }, Hears, Claimed.AddHours(1)));

    [Fact]
    public void A_provider_that_never_answers_is_asked_ever_more_seldom()
    {
        var ends = Enumerable.Range(1, 40).Select(n => Doubt.EndsAt(Send(n), Deaf, Claimed)).ToList();
        Assert.Equal([Claimed.AddSeconds(120), Claimed.AddSeconds(240), Claimed.AddSeconds(480)], ends.Take(3));
        Assert.Equal(Claimed.AddHours(1), ends[^1]);
    }

    static Send Send(int doubts) =>
        new()
        {
            Delivery = "d",
            Id = "s",
            Watch = "w",
            Content = new(),
            Readers = [],
            CreatedAt = Claimed,
            State = SendState.Claimed,
            ClaimedAt = Claimed,
            Doubts = doubts,
        };
}
