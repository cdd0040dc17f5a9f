using IndicatorAlerts.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

/// <summary>Providers that take a part of a send, as a mail server does.</summary>
public class PartTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SendOutcome.NotYet)]
    [InlineData(SendOutcome.ShutOut)]
    [InlineData(SendOutcome.InDoubt)]
    public async Task Those_who_have_their_mail_are_not_sent_it_again_with_the_rest(SendOutcome outcome)
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(10);
        lab.Sender.Answer = _ => new(outcome, "broken off") { Left = [.. Enumerable.Range(6, 4).Select(Made.Id)] };
        var alert = Made.Alert("a", Noon);
        var delivery = await lab.DeliverAsync(alert);
        Assert.Equal("broken off", (await lab.RecordAsync(alert)).Failure);

        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        lab.Time.Advance(TimeSpan.FromHours(2));
        await lab.SendAsync(delivery);

        Assert.Equal(2, lab.Sender.All.Count);
        Assert.Equal(Enumerable.Range(6, 4).Select(Made.Id), lab.Sender.Taken.Single().Readers);
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Equal(10, (await lab.RecordAsync(alert)).Readers);
        Assert.Equal(WhyCode.Sent, (await lab.WhyAsync(alert, 2)).Why);
        Assert.Equal(WhyCode.Sent, (await lab.WhyAsync(alert, 8)).Why);
    }

    [Fact]
    public async Task Where_only_the_time_was_short_the_rest_follows_at_once()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(95);
        lab.Sender.Answer = asked =>
            asked.Letters.Count > 20
                ? new(SendOutcome.NotYet, "no time", TimeSpan.Zero) { Left = [.. asked.Readers.Skip(20)] }
                : new(SendOutcome.Taken, "m");
        var alert = Made.Alert("a", Noon);
        await lab.DeliverAsync(alert);

        Assert.Equal([95, 75, 55, 35, 15], lab.Sender.All.Select(a => a.Letters.Count));
        Assert.Equal(95, (await lab.RecordAsync(alert)).Readers);
    }

    [Fact]
    public async Task Readers_whom_the_server_refuses_have_their_reason_and_the_others_their_mail()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(5);
        lab.Sender.Answer = _ =>
            new(SendOutcome.Taken, "m")
            {
                Refused = new Dictionary<string, string> { [Made.Id(1)] = "550", [Made.Id(3)] = "550" },
            };
        var alert = Made.Alert("a", Noon);
        var delivery = await lab.DeliverAsync(alert);

        Assert.Single(lab.Sender.All);
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Equal(3, (await lab.RecordAsync(alert)).Readers);
        Assert.Equal(WhyCode.Refused, (await lab.WhyAsync(alert, 3)).Why);
        Assert.Equal(WhyCode.Sent, (await lab.WhyAsync(alert, 4)).Why);
    }

    [Fact]
    public async Task Of_a_send_of_which_nothing_was_taken_the_refused_are_left_out_and_the_rest_waits()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = _ =>
            new(SendOutcome.NotYet, "slow")
            {
                Left = [Made.Id(1), Made.Id(2)],
                Refused = new Dictionary<string, string> { [Made.Id(0)] = "550" },
            };
        var alert = Made.Alert("a", Noon);
        var delivery = await lab.DeliverAsync(alert);
        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        lab.Time.Advance(TimeSpan.FromHours(1));
        await lab.SendAsync(delivery);

        Assert.Equal([Made.Id(1), Made.Id(2)], lab.Sender.Taken.Single().Readers);
        Assert.Equal(WhyCode.Refused, (await lab.WhyAsync(alert, 0)).Why);
        Assert.Equal(2, (await lab.RecordAsync(alert)).Readers);
    }

    [Fact]
    public async Task A_real_mail_server_that_puts_readers_off_breaks_off_and_refuses_gives_everybody_one_mail()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(12);
        var audience = lab.Get<IndicatorAlerts.Subscribe.Audience>();
        foreach (var (reader, address) in (List<(int, string)>)[(3, "nobody@example.org"), (5, "early@example.org")])
            await audience.PutAsync(
                Made.Watch,
                new(Made.Id(reader), address, new() { Watches = [Made.Watch] }),
                DeliverLab.Cancel
            );
        var smtp = SmtpSenderTests.Sender(server);
        lab.Sender.Answer = asked =>
            smtp.SendAsync(asked.Mail, asked.Letters, asked.Marks, DeliverLab.Cancel).GetAwaiter().GetResult();
        var alert = Made.Alert("a", Noon);
        var delivery = await lab.DeliverAsync(alert);
        // The server's trouble with the one reader is over.
        await audience.PutAsync(
            Made.Watch,
            new(Made.Id(5), "reader5@example.org", new() { Watches = [Made.Watch] }),
            DeliverLab.Cancel
        );
        lab.Time.Advance(TimeSpan.FromHours(1));
        await lab.SendAsync(delivery);

        Assert.Equal(
            Enumerable.Range(0, 12).Where(i => i != 3).Select(i => $"reader{i}@example.org").Order(),
            server.Mails.Select(m => m.To.Single()).Order()
        );
        Assert.Equal(11, (await lab.RecordAsync(alert)).Readers);
        Assert.Equal(WhyCode.Refused, (await lab.WhyAsync(alert, 3)).Why);
    }
}
