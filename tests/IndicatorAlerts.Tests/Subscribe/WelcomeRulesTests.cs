using CsCheck;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class WelcomeRulesTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    static readonly string Id = new('a', 32);

    [Fact]
    public void The_same_request_again_leads_to_the_same()
    {
        var asked = Ask(1, Start);
        var first = WelcomeRules.Decide(null, null, asked, 3, Start);
        var second = WelcomeRules.Decide(first.Reader, null, asked, 3, Start.AddMinutes(1));
        Assert.Equal(WelcomeMail.Confirm, first.Mail);
        Assert.Same(first.Reader, second.Reader);
        Assert.Equal((first.Mail, first.Mark), (second.Mail, second.Mark));
    }

    [Fact]
    public void A_link_that_is_asked_for_before_confirming_asks_to_confirm_again()
    {
        var first = WelcomeRules.Decide(null, null, Ask(1, Start), 3, Start);
        var again = WelcomeRules.Decide(first.Reader, null, Ask(2, Start, link: true), 3, Start.AddDays(1));
        Assert.Equal((WelcomeMail.Confirm, first.Mark), (again.Mail, again.Mark));
        var late = WelcomeRules.Decide(first.Reader, null, Ask(3, Start, link: true), 3, Start.AddDays(3));
        Assert.Equal(WelcomeMail.None, late.Mail);
    }

    [Fact]
    public void However_often_it_is_asked_an_address_gets_no_more_than_its_share_and_agrees_to_nothing() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Bool)
            .Array[1, 60]
            .Sample(
                steps =>
                {
                    ReaderRecord? reader = null;
                    var now = Start;
                    var sent = new List<DateTimeOffset>();
                    for (var i = 0; i < steps.Length; i++)
                    {
                        now = now.AddMinutes(steps[i].Item1);
                        var decision = WelcomeRules.Decide(reader, null, Ask(i, now, steps[i].Item2), 3, now);
                        reader = decision.Reader;
                        if (decision.Mail != WelcomeMail.None)
                            sent.Add(now);
                    }
                    foreach (var at in sent)
                    {
                        Assert.True(sent.Count(s => s <= at && at - s < TimeSpan.FromDays(1)) <= 3);
                        Assert.True(sent.Count(s => s <= at && at - s < TimeSpan.FromDays(7)) <= 6);
                    }
                    Assert.True(reader is null or { State: ReaderState.Pending, Subscription: null, Audiences: [] });
                },
                iter: 2000
            );

    static AskedMail Ask(int number, DateTimeOffset at, bool link = false) =>
        new(Id, number.ToString("x32", null), at, "ada@example.org", link ? null : new() { Watches = ["one"] });
}
