using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class DeliveringTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_reader_gets_what_it_wants_once_and_the_reason_is_kept_for_the_others()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(
            8,
            (i, plain) =>
                i switch
                {
                    0 => plain with { LeastSeverity = Severity.Critical },
                    1 => plain with { Kinds = [RedLines.Evaluation.NotificationKind.Cleared] },
                    2 => plain with { Rhythm = Rhythm.Daily },
                    3 => plain with
                    {
                        Quiet = new() { From = new(11, 0), To = new(13, 2) },
                    },
                    4 => plain with { Paused = true },
                    5 => plain with { MostPerHour = 1 },
                    _ => plain,
                }
        );
        var (first, second) = (Made.Alert("a", Noon), Made.Alert("b", Noon.AddSeconds(1)));
        var delivery = await lab.DeliverAsync(first);
        lab.Time.Advance(TimeSpan.FromMinutes(1));
        await lab.DeliverAsync(second);

        Assert.Equal([5, 6, 7], lab.Sender.Taken.First().Readers.Select(Number));
        Assert.Equal([6, 7], lab.Sender.Taken.Last().Readers.Select(Number));
        var reasons = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => lab.WhyAsync(second, i)));
        Assert.Equal(
            [
                WhyCode.Severity,
                WhyCode.Kind,
                WhyCode.Digest,
                WhyCode.QuietHours,
                WhyCode.Paused,
                WhyCode.RolledUp,
                WhyCode.Sent,
                WhyCode.Sent,
            ],
            reasons.Select(r => r.Why!.Value)
        );
        Assert.Null((await lab.WhyAsync(second, 8)).Why);
        var plan = await lab.FindAsync(delivery);
        Assert.Equal(DeliveryState.Done, plan.State);
        Assert.Equal(3, plan.Counts[first.Id][WhyCode.Sent]);
        Assert.Empty(await lab.Get<DeliveryIndex>().ListOpenAsync(DeliverLab.Cancel));

        // The end of quiet hours, in steps of five minutes; and an hour after the mail that used the limit up.
        var held = await lab.HeldAsync();
        Assert.Equal(
            [
                ("202607011300", $"{Made.Watch}|{Made.Id(5)}|{second.Id}", "RolledUp"),
                ("202607011305", $"{Made.Watch}|{Made.Id(3)}|{first.Id}", "AfterQuiet"),
                ("202607011305", $"{Made.Watch}|{Made.Id(3)}|{second.Id}", "AfterQuiet"),
            ],
            held
        );
        var record = await lab.RecordAsync(first);
        Assert.Equal((3, "message", null), (record.Readers, record.MessageId, record.Failure));
        Assert.NotNull(record.DeliveredAt);
    }

    [Fact]
    public async Task Five_lines_that_cross_together_make_one_mail_to_each_with_the_worst_first()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(
            3,
            (i, plain) => plain with { LeastSeverity = i == 0 ? Severity.Critical : Severity.Notice }
        );
        var alerts = Enumerable
            .Range(0, 5)
            .Select(i => Made.Alert($"l{i}", Noon, i == 3 ? Severity.Critical : Severity.Watch))
            .ToArray();
        var delivery = await lab.DeliverAsync(alerts);

        Assert.Equal(2, lab.Sender.Taken.Count);
        var sends = await lab.SendsAsync(delivery);
        Assert.Equal([alerts[3].Id], sends.Single(s => s.Readers.Count == 1).Content.Alerts.Select(a => a.Id));
        Assert.Equal(
            [alerts[3].Id, alerts[0].Id, alerts[1].Id, alerts[2].Id, alerts[4].Id],
            sends.Single(s => s.Readers.Count == 2).Content.Alerts.Select(a => a.Id)
        );
        foreach (var alert in alerts)
            Assert.Equal(alert == alerts[3] ? 3 : 2, (await lab.RecordAsync(alert)).Readers);
    }

    [Fact]
    public async Task An_alert_waits_for_others_of_its_watch_and_is_asked_for_again()
    {
        await using var lab = await DeliverLab.CreateAsync(
            azurite.NewAccount(),
            settings => settings["Alerts:GroupSeconds"] = "10"
        );
        await lab.SubscribeAsync(1);
        var first = await lab.DecideAsync(Made.Alert("a", Noon));
        await lab.Get<AlertDelivery>().DeliverAsync(new(Made.Watch, first[0].Id), DeliverLab.Cancel);
        Assert.Empty(await lab.Get<DeliveryIndex>().ListOpenAsync(DeliverLab.Cancel));

        lab.Time.Advance(TimeSpan.FromSeconds(10));
        var second = await lab.DecideAsync(Made.Alert("b", Noon.AddSeconds(9)));
        await lab.Get<AlertDelivery>().DeliverAsync(new(Made.Watch, second[0].Id), DeliverLab.Cancel);
        await lab.Get<AlertDelivery>().DeliverAsync(new(Made.Watch, first[0].Id), DeliverLab.Cancel);
        await lab.SendAsync($"{Made.Watch}|{first[0].Id}");
        Assert.Equal(2, Assert.Single(await lab.SendsAsync($"{Made.Watch}|{first[0].Id}")).Content.Alerts.Count);
        Assert.Single(lab.Sender.Taken);
    }

    [Fact]
    public async Task Two_processes_that_plan_at_once_send_nothing_twice_and_leave_nobody_out()
    {
        var storage = azurite.NewAccount();
        await using var one = await DeliverLab.CreateAsync(storage);
        await using var other = await DeliverLab.CreateAsync(storage);
        (one.Sender.MostLetters, other.Sender.MostLetters) = (7, 7);
        await one.SubscribeAsync(60);
        var entry = (await one.DecideAsync(Made.Alert("a", Noon)))[0];
        var delivery = $"{Made.Watch}|{entry.Id}";
        await Task.WhenAll(
            from lab in (DeliverLab[])[one, other, one, other]
            select lab.Get<AlertDelivery>().DeliverAsync(new(Made.Watch, entry.Id), DeliverLab.Cancel)
        );
        // Who lost a race has left the rest to the winner.
        Assert.Equal(DeliveryState.Sending, (await one.FindAsync(delivery)).State);
        await Task.WhenAll(one.SendAsync(delivery), other.SendAsync(delivery), one.SendAsync(delivery));

        var readers = one.Sender.Taken.Concat(other.Sender.Taken).SelectMany(t => t.Readers).Order().ToList();
        Assert.Equal(Enumerable.Range(0, 60).Select(Made.Id), readers);
        Assert.Equal(DeliveryState.Done, (await one.FindAsync(delivery)).State);
    }

    [Fact]
    public async Task Addresses_of_the_setting_are_told_of_everything_but_once_when_they_subscribe_too()
    {
        await using var lab = await DeliverLab.CreateAsync(
            azurite.NewAccount(),
            settings => settings["Mail:Recipients"] = "a@example.org, B@example.org, gone@example.org"
        );
        var secrets = lab.Get<ReaderSecrets>();
        var b = secrets.IdOf("b@example.org");
        await lab.Get<Readers>()
            .ChangeAsync(
                b,
                _ =>
                    new()
                    {
                        Id = b,
                        Address = "b@example.org",
                        State = ReaderState.Confirmed,
                        Subscription = new() { Watches = [Made.Watch], LeastSeverity = Severity.Critical },
                    },
                DeliverLab.Cancel
            );
        await lab.Get<Suppressions>()
            .SuppressAsync(secrets.IdOf("gone@example.org"), SuppressionReason.HardBounce, null, DeliverLab.Cancel);
        var (warning, critical) = (Made.Alert("a", Noon), Made.Alert("b", Noon.AddSeconds(1), Severity.Critical));
        await lab.DeliverAsync(warning);
        Assert.Equal(["a@example.org"], Addresses(lab.Sender.Taken));
        await lab.DeliverAsync(critical);
        Assert.Equal(["a@example.org", "a@example.org", "b@example.org"], Addresses(lab.Sender.Taken).Order());
        var answer = await lab.Get<WhyNot>()
            .AskAsync(new(Made.Watch, critical.Id), secrets.IdOf("gone@example.org"), DeliverLab.Cancel);
        Assert.Equal(WhyCode.Left, answer!.Reader!.Why);
    }

    [Fact]
    public async Task What_nobody_wants_is_delivered_to_nobody_and_is_over()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        var alert = Made.Alert("a", Noon);
        var delivery = await lab.DeliverAsync(alert);
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Equal(0, (await lab.RecordAsync(alert)).Readers);
        Assert.NotNull((await lab.RecordAsync(alert)).DeliveredAt);
        Assert.Empty(await lab.Get<IndicatorAlerts.Alerts.Outbox>().ListAsync(Made.Watch, DeliverLab.Cancel));
    }

    [Fact]
    public async Task Deliveries_that_were_over_long_ago_are_deleted_and_others_stay()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(1, (_, plain) => plain with { MostPerHour = 9 });
        var (old, late) = (Made.Alert("a", Noon), Made.Alert("b", Noon.AddDays(89)));
        var first = await lab.DeliverAsync(old);
        lab.Time.Advance(TimeSpan.FromDays(89));
        var second = await lab.DeliverAsync(late);
        lab.Time.Advance(TimeSpan.FromDays(2));
        await lab.Get<DeliveryRetention>().ExpireAsync(DeliverLab.Cancel);

        Assert.Null(await lab.Get<Deliveries>().FindAsync(first, DeliverLab.Cancel));
        Assert.Empty(await lab.SendsAsync(first));
        Assert.Null(await lab.Get<DeliveryIndex>().OfAlertAsync(new(Made.Watch, old.Id), DeliverLab.Cancel));
        Assert.Single(await lab.SendsAsync(second));
        var recent = await lab.Get<RecentSends>().OfAsync(Made.Id(0), lab.Time.GetUtcNow(), "", DeliverLab.Cancel);
        Assert.Empty(recent);
        var (listed, _) = await lab.Get<DeliveryIndex>().ListAsync(null, null, null, 10, DeliverLab.Cancel);
        Assert.Equal(second, Assert.Single(listed).Id);
    }

    [Fact]
    public async Task Sends_that_are_added_twice_are_made_once_and_later_ones_open_the_delivery_again()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        lab.Sender.MostLetters = 2;
        await lab.SubscribeAsync(5);
        var alert = Made.Alert("a", Noon);
        await lab.DecideAsync(alert);
        var held = new NewSend
        {
            Key = "held-1",
            Watch = Made.Watch,
            Content = new() { Alerts = [new(Made.Watch, alert.Id)], Occasion = MailOccasion.AfterQuiet },
            Readers = [Made.Id(3), Made.Id(1), Made.Id(2)],
        };
        const string delivery = "held|202607011300";
        for (var i = 0; i < 2; i++)
        {
            await lab.Get<Deliveries>().AddSendsAsync(delivery, [held], DeliverLab.Cancel);
            await lab.SendAsync(delivery);
        }
        Assert.Equal([1, 2, 3], lab.Sender.Taken.SelectMany(t => t.Readers).Select(Number));
        Assert.Equal(2, lab.Sender.Taken.Count);
        await lab.Get<Deliveries>()
            .AddSendsAsync(delivery, [held with { Key = "held-2", Readers = [Made.Id(4)] }], DeliverLab.Cancel);
        await lab.SendAsync(delivery);
        Assert.Equal([1, 2, 3, 4], lab.Sender.Taken.SelectMany(t => t.Readers).Select(Number));
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Empty(await lab.Get<DeliveryIndex>().ListOpenAsync(DeliverLab.Cancel));
    }

    static int Number(string id) => Convert.ToInt32(id, 16);

    static IEnumerable<string> Addresses(IEnumerable<Asked> asked) =>
        asked.SelectMany(t => t.Letters).Select(l => l.Reader.Address.ToLowerInvariant());
}
