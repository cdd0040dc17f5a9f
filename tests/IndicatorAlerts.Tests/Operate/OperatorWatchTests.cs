using IndicatorAlerts.Deliver;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Operate;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Tests.Deliver;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Operate;

public class OperatorWatchTests(AzuriteFixture azurite)
{
    const string Address = "operator@indicator-alerts.example";

    static CancellationToken Cancel => DeliverLab.Cancel;

    [Fact]
    public async Task A_watch_that_stands_is_told_once_by_however_many_and_once_that_it_goes_on()
    {
        await using var mailbox = await Mailbox.StartAsync(new() { ApiKey = "SG.of-this-test" }, Cancel);
        await using var lab = await LabAsync(mailbox);
        await using var other = await LabAsync(mailbox, lab);
        await EvaluateAsync(lab);
        await WatchAsync(lab);
        Assert.Empty(mailbox.Mails);

        foreach (var one in (DeliverLab[])[lab, other])
            one.Time.Advance(TimeSpan.FromMinutes(20));
        await Task.WhenAll(WatchAsync(lab), WatchAsync(other), WatchAsync(lab), WatchAsync(other));
        await WatchAsync(other);
        var mail = Assert.Single(mailbox.Mails);
        Assert.Equal(Address, Assert.Single(mail.To).Email);
        Assert.StartsWith("Operator: 1 problem. One has not been evaluated since", mail.Subject);
        Assert.DoesNotContain(mail.Headers.Keys, h => h.StartsWith("List-Unsubscribe", StringComparison.Ordinal));

        await EvaluateAsync(lab);
        await WatchAsync(lab);
        Assert.Single(mailbox.Mails);
        lab.Time.Advance(TimeSpan.FromMinutes(9));
        await EvaluateAsync(lab);
        lab.Time.Advance(TimeSpan.FromMinutes(9));
        await WatchAsync(lab);
        Assert.StartsWith("Operator: 1 problem over.", mailbox.Mails[^1].Subject);
        Assert.Equal(2, mailbox.Mails.Count);
    }

    [Fact]
    public async Task A_feed_that_is_never_read_is_told_after_as_long_as_it_may_be_silent()
    {
        await using var mailbox = await Mailbox.StartAsync(new() { ApiKey = "SG.of-this-test" }, Cancel);
        await using var lab = await LabAsync(mailbox, indicators: 60);
        for (var minutes = 0; minutes < 60; minutes += 9)
        {
            await EvaluateAsync(lab);
            await WatchAsync(lab);
            Assert.Empty(mailbox.Mails);
            lab.Time.Advance(TimeSpan.FromMinutes(9));
        }
        await EvaluateAsync(lab);
        await WatchAsync(lab);
        await WatchAsync(lab);

        var mail = Assert.Single(mailbox.Mails);
        Assert.StartsWith("Operator: 60 problems.", mail.Subject);
        Assert.Contains("One: Feed 10 <b> was never read.", OneLine(mail));
        Assert.Contains("Feed 10 &lt;b&gt; was never read.", mail.Html);
        Assert.Contains("And 20 more.", OneLine(mail));
        Assert.Contains("You get this mail because you operate this service", OneLine(mail));
    }

    [Fact]
    public async Task Mail_that_waits_is_given_up_or_cannot_be_asked_for_is_told()
    {
        await using var mailbox = await Mailbox.StartAsync(new() { ApiKey = "SG.of-this-test" }, Cancel);
        await using var lab = await LabAsync(mailbox, watch: false);
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = _ => new(SendOutcome.NotYet, "the provider is busy");
        await lab.DeliverAsync(Made.Alert("a", lab.Time.GetUtcNow()));
        lab.Sender.Answer = _ => new(SendOutcome.Refused, "no");
        var lost = await lab.DeliverAsync(Made.Alert("b", lab.Time.GetUtcNow().AddSeconds(1)));
        await lab.Get<QueueSender>()
            .SendAsync(QueueNames.Poison(QueueNames.Evaluate), new EvaluateMessage("w"), Cancel);
        lab.Time.Advance(TimeSpan.FromMinutes(16));
        await WatchAsync(lab);

        var text = OneLine(Assert.Single(mailbox.Mails));
        Assert.Matches("Mail to 3 readers in 1 send.* wait since 1 Jul 2026, 12:00 UTC: the provider is busy", text);
        Assert.Contains($"The delivery {lost} of 1 Jul 2026, 12:00 UTC was given up", text);
        Assert.Contains("1 message of the queue evaluate failed", text);
    }

    [Fact]
    public async Task A_mail_that_could_not_be_sent_is_sent_later()
    {
        await using var mailbox = await Mailbox.StartAsync(new() { ApiKey = "SG.of-this-test" }, Cancel);
        await using var lab = await LabAsync(mailbox);
        await WatchAsync(lab);
        lab.Time.Advance(TimeSpan.FromMinutes(20));
        mailbox.Faults.Enqueue(MailboxFault.InternalServerError);
        await WatchAsync(lab);
        Assert.Empty(mailbox.Mails);
        lab.Time.Advance(TimeSpan.FromMinutes(20));
        await WatchAsync(lab);
        Assert.Equal(2, mailbox.Requests);
        Assert.Contains("One was never evaluated.", OneLine(Assert.Single(mailbox.Mails)));
    }

    async Task<DeliverLab> LabAsync(Mailbox mailbox, DeliverLab? beside = null, int indicators = 0, bool watch = true)
    {
        var lab = await DeliverLab.CreateAsync(
            beside?.Storage ?? azurite.NewAccount(),
            settings =>
            {
                settings["Mail:SendGridUrl"] = mailbox.Url.ToString();
                settings["Operator:Address"] = Address;
            }
        );
        if (watch)
            await lab.Get<WatchTable>()
                .ApplyAsync(
                    new()
                    {
                        Id = "one",
                        Title = "One",
                        Every = TimeSpan.FromMinutes(1),
                        Indicators =
                        [
                            .. Enumerable
                                .Range(0, indicators)
                                .Select(i => new Indicator
                                {
                                    Id = $"feed-{i}",
                                    Title = $"Feed {i} <b>",
                                    Of = SeriesKind.Events,
                                    StaleAfter = TimeSpan.FromHours(1),
                                }),
                        ],
                        RedLines = [],
                    },
                    Cancel
                );
        return lab;
    }

    static string OneLine(IndicatorAlerts.Local.Mails.Mail mail) =>
        string.Join(' ', mail.Text!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static Task EvaluateAsync(DeliverLab lab) => lab.Get<WatchEvaluator>().EvaluateAsync("one", Cancel);

    static Task WatchAsync(DeliverLab lab) => lab.Get<OperatorWatch>().WatchAsync(Cancel);
}
