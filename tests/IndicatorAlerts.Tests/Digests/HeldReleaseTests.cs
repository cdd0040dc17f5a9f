using CsCheck;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Digests;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Tests.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.Digests;

public class HeldReleaseTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    const string Delivery = "held|202607011200";

    static CancellationToken Cancel => DeliverLab.Cancel;

    [Fact]
    public async Task What_is_due_comes_as_one_mail_a_reader_and_readers_of_the_same_share_it()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(4);
        await lab.DecideAsync(Made.Alert("a", Noon.AddHours(-9)), Made.Alert("b", Noon.AddHours(-8)));
        await HoldAsync(lab, Noon, MailOccasion.AfterQuiet, ["a", "b"], 0, 1, 2);
        await HoldAsync(lab, Noon, MailOccasion.RolledUp, ["a"], 3);

        await ReleaseAsync(lab);
        await lab.SendAsync(Delivery);

        Assert.Equal(
            [
                [Made.Id(0), Made.Id(1), Made.Id(2)],
                [Made.Id(3)],
            ],
            lab.Sender.Taken.Select(t => t.Readers.ToArray()).OrderBy(r => r[0], StringComparer.Ordinal)
        );
        Assert.Empty(await lab.HeldAsync());
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(Delivery)).State);
    }

    [Fact]
    public async Task What_was_held_and_is_over_is_told_to_its_end()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(1);
        var crossed = Made.Alert("a", Noon.AddHours(-9));
        var cleared = Made.Alert("a", Noon.AddHours(-2), kind: NotificationKind.Cleared);
        await lab.DecideAsync(crossed, cleared);
        foreach (var alert in (IndicatorAlerts.Alerts.Alert[])[crossed, cleared])
            await lab.Get<HeldMail>()
                .HoldAsync(Noon, MailOccasion.AfterQuiet, Made.Watch, [alert.Id], [Made.Id(0)], Cancel);

        await ReleaseAsync(lab);
        await lab.SendAsync(Delivery);

        var mail = Assert.Single(lab.Sender.Taken).Mail;
        Assert.Contains("held over your quiet hours", mail.Text, StringComparison.Ordinal);
        Assert.Equal(
            [crossed.Id, cleared.Id],
            Assert.Single(await lab.SendsAsync(Delivery)).Content.Alerts.Select(a => a.Id)
        );
    }

    [Fact]
    public async Task What_is_released_so_late_that_its_reader_is_quiet_again_is_held_until_the_next_morning()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        var night = new QuietHours { From = new(22, 0), To = new(7, 0) };
        await lab.SubscribeAsync(2, (i, plain) => i == 0 ? plain with { Quiet = night } : plain);
        await lab.DecideAsync(Made.Alert("a", Noon.AddHours(-9)));
        await HoldAsync(lab, Noon, MailOccasion.AfterQuiet, ["a"], 0, 1);

        lab.Time.SetUtcNow(Noon.AddHours(11));
        await ReleaseAsync(lab);
        await lab.SendAsync(Delivery);
        Assert.Equal([Made.Id(1)], Assert.Single(lab.Sender.Taken).Readers);
        Assert.Equal(["202607020700"], (await lab.HeldAsync()).Select(h => h.Bucket));

        lab.Time.SetUtcNow(Noon.AddHours(19));
        await ReleaseAsync(lab);
        await lab.SendAsync("held|202607020700");
        Assert.Equal([Made.Id(0)], lab.Sender.Taken.Last().Readers);
        Assert.Empty(await lab.HeldAsync());
    }

    [Fact]
    public async Task Nothing_is_released_before_its_time()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(1);
        await HoldAsync(lab, Noon.AddMinutes(1), MailOccasion.AfterQuiet, ["a"], 0);
        lab.Time.Advance(TimeSpan.FromMinutes(4.9));
        await ReleaseAsync(lab);
        Assert.Single(await lab.HeldAsync());
        lab.Time.Advance(TimeSpan.FromMinutes(0.2));
        await ReleaseAsync(lab);
        Assert.Empty(await lab.HeldAsync());
        Assert.Single(await lab.SendsAsync("held|202607011205"));
    }

    [Fact]
    public async Task Two_at_once_again_and_again_release_each_alert_of_each_reader_once()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await using var other = await DeliverLab.CreateAsync(lab.Storage);
        lab.Sender.MostLetters = other.Sender.MostLetters = 20;
        int[] readers = [.. Enumerable.Range(0, 130)];
        await HoldAsync(lab, Noon, MailOccasion.AfterQuiet, ["a", "b"], readers);
        await HoldAsync(lab, Noon.AddMinutes(-5), MailOccasion.RolledUp, ["c"], readers);

        await Task.WhenAll(ReleaseAsync(lab), ReleaseAsync(other), ReleaseAsync(lab), ReleaseAsync(other));
        await ReleaseAsync(lab);

        Assert.Empty(await lab.HeldAsync());
        Assert.Equal(readers.Select(Made.Id), await ReadersAsync(lab, Delivery));
        Assert.Equal(readers.Select(Made.Id), await ReadersAsync(lab, "held|202607011155"));
    }

    [Fact]
    public async Task A_release_that_was_broken_off_anywhere_is_ended_by_the_next_without_a_mail_twice()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        lab.Sender.MostLetters = 20;
        int[] readers = [.. Enumerable.Range(0, 50)];
        await HoldAsync(lab, Noon, MailOccasion.AfterQuiet, ["a"], readers);
        var held = await lab.Get<HeldMail>().ListAsync("202607011200", Cancel);
        // As far as it came: two of three sends, and no row deleted.
        await lab.Get<Deliveries>().AddSendsAsync(Delivery, HeldRelease.Group(held, 20)[..2], Cancel);

        await ReleaseAsync(lab);
        Assert.Equal(readers.Select(Made.Id), await ReadersAsync(lab, Delivery));

        // Or all of them, and some rows.
        await HoldAsync(lab, Noon, MailOccasion.AfterQuiet, ["a"], readers[30..]);
        await ReleaseAsync(lab);
        Assert.Equal(readers.Select(Made.Id), await ReadersAsync(lab, Delivery));
        Assert.Empty(await lab.HeldAsync());
    }

    [Fact]
    public void Rows_in_any_order_come_to_the_same_sends_with_every_alert_of_every_reader_once() =>
        Gen.Select(
                Gen.Int[0, 1],
                Gen.Int[0, 6],
                Gen.Int[0, 3],
                Made.Any(MailOccasion.AfterQuiet, MailOccasion.RolledUp)
            )
            .List[0, 40]
            .Sample(rows =>
            {
                List<HeldAlert> held =
                [
                    .. rows.Select(r => new HeldAlert($"w{r.Item1}", Made.Id(r.Item2), $"a{r.Item3}", r.Item4))
                        .DistinctBy(h => h.Key),
                ];
                var sends = HeldRelease.Group(held, 3);
                var told = sends.SelectMany(s =>
                    s.Readers.SelectMany(r => s.Content.Alerts.Select(a => $"{s.Watch}|{r}|{a.Id}"))
                );
                Assert.Equal(held.Select(h => h.Key).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
                Assert.Equal(held.Select(h => (h.Watch, h.Reader)).Distinct().Count(), sends.Sum(s => s.Readers.Count));
                Assert.Equal(sends.Count, sends.Select(s => s.Key).Distinct().Count());
                held.Reverse();
                Assert.Equal(sends.Select(Shown), HeldRelease.Group(held, 3).Select(Shown));
            });

    static string Shown(NewSend send) => $"{send.Key} {string.Join(',', send.Readers)} {send.Content.Occasion}";

    static Task ReleaseAsync(DeliverLab lab) => lab.Get<HeldRelease>().ReleaseAsync(Cancel);

    static async Task<IEnumerable<string>> ReadersAsync(DeliverLab lab, string delivery) =>
        (await lab.SendsAsync(delivery)).SelectMany(s => s.Readers).Order(StringComparer.Ordinal);

    static Task HoldAsync(
        DeliverLab lab,
        DateTimeOffset due,
        MailOccasion occasion,
        string[] lines,
        params int[] readers
    ) =>
        lab.Get<HeldMail>()
            .HoldAsync(
                due,
                occasion,
                Made.Watch,
                [.. lines.Select((l, i) => Made.Alert(l, Noon.AddHours(-9 + i)).Id)],
                [.. readers.Select(Made.Id)],
                Cancel
            );
}
