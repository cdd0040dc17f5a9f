using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class SendingTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Alert Alert = Made.Alert("a", Noon);

    [Fact]
    public async Task One_bad_address_that_the_provider_names_does_not_take_the_others_down()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(30);
        lab.Sender.Answer = asked =>
            asked.Readers.ToList().IndexOf(Made.Id(17)) is >= 0 and var place
                ? new(SendOutcome.Refused, "no address") { Letters = [place] }
                : new(SendOutcome.Taken, "m");
        var delivery = await lab.DeliverAsync(Alert);

        Assert.Equal(2, lab.Sender.All.Count);
        Assert.Equal(29, Assert.Single(lab.Sender.Taken).Letters.Count);
        var why = await lab.WhyAsync(Alert, 17);
        Assert.Equal(WhyCode.Refused, why.Why);
        Assert.Equal(WhyCode.Sent, (await lab.WhyAsync(Alert, 16)).Why);
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Equal(29, (await lab.RecordAsync(Alert)).Readers);
    }

    [Fact]
    public async Task Two_bad_addresses_that_nobody_names_are_found_by_halves_and_everybody_else_gets_one_mail()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(40);
        string[] bad = [Made.Id(3), Made.Id(31)];
        lab.Sender.Answer = asked =>
            asked.Readers.Intersect(bad).Any()
                ? new(SendOutcome.Refused, "Bad Request") { MayBeSome = true }
                : new(SendOutcome.Taken, "m");
        var delivery = await lab.DeliverAsync(Alert);

        Assert.Equal(
            Enumerable.Range(0, 40).Select(Made.Id).Except(bad),
            lab.Sender.Taken.SelectMany(t => t.Readers).Order()
        );
        Assert.InRange(lab.Sender.All.Count, 5, 30);
        Assert.Equal(WhyCode.Refused, (await lab.WhyAsync(Alert, 31)).Why);
        Assert.Equal(WhyCode.Sent, (await lab.WhyAsync(Alert, 30)).Why);
        Assert.Equal(DeliveryState.GivenUp, (await lab.FindAsync(delivery)).State);
        var record = await lab.RecordAsync(Alert);
        Assert.Equal((38, "Bad Request", null), (record.Readers, record.Failure, record.NextAttemptAt));
        Assert.NotNull(record.DeliveredAt);

        // An operator who has mended the cause has them tried again.
        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        Assert.Equal(2, await lab.Get<Deliveries>().RetryAsync(await lab.FindAsync(delivery), DeliverLab.Cancel));
        await lab.SendAsync(delivery);
        Assert.Equal(40, lab.Sender.Taken.SelectMany(t => t.Readers).Distinct().Count());
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Null((await lab.RecordAsync(Alert)).Failure);
    }

    [Fact]
    public async Task A_mail_that_is_refused_itself_is_given_up_at_once()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(4);
        lab.Sender.Answer = _ => new(SendOutcome.Refused, "The subject is required");
        var delivery = await lab.DeliverAsync(Alert);
        Assert.Single(lab.Sender.All);
        Assert.Equal(DeliveryState.GivenUp, (await lab.FindAsync(delivery)).State);
        var record = await lab.RecordAsync(Alert);
        Assert.Equal(
            (null, "The subject is required", null),
            (record.DeliveredAt, record.Failure, record.NextAttemptAt)
        );
    }

    [Fact]
    public async Task When_the_provider_asks_to_wait_all_sends_wait()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        lab.Sender.MostLetters = 1;
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = _ => new(SendOutcome.NotYet, "429", TimeSpan.FromSeconds(90));
        var delivery = await lab.DeliverAsync(Alert);
        Assert.Single(lab.Sender.All);
        var record = await lab.RecordAsync(Alert);
        Assert.Equal((null, "429", Noon.AddSeconds(90)), (record.DeliveredAt, record.Failure, record.NextAttemptAt));
        // Another message of a send that waits finds the gate closed, and loses nothing.
        await lab.Get<Sending>().SendAsync(new(delivery, "000001:0"), DeliverLab.Cancel);
        Assert.Single(lab.Sender.All);

        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        lab.Time.Advance(TimeSpan.FromSeconds(91));
        await lab.SendAsync(delivery);
        Assert.Equal(3, lab.Sender.Taken.Count);
        Assert.Null((await lab.RecordAsync(Alert)).Failure);
    }

    [Fact]
    public async Task A_failure_of_one_send_does_not_hold_the_others_and_is_tried_ever_more_seldom()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        lab.Sender.MostLetters = 1;
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = asked =>
            asked.Readers.Contains(Made.Id(1)) ? new(SendOutcome.NotYet, "500") : new(SendOutcome.Taken, "m");
        var delivery = await lab.DeliverAsync(Alert);
        Assert.Equal(2, lab.Sender.Taken.Count);
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var send = (await lab.SendsAsync(delivery)).Single(s => !s.IsOver);
            Assert.Equal(i + 1, send.Attempts);
            var wait = send.NextAttemptAt!.Value - lab.Time.GetUtcNow();
            waits.Add(wait.TotalSeconds);
            lab.Time.Advance(wait);
            await lab.SendAsync(delivery);
        }
        Assert.InRange(waits[0], 4, 6);
        Assert.InRange(waits[1], 8, 12);
        Assert.All(waits.Skip(8), w => Assert.InRange(w, 720, 1080));
    }

    [Fact]
    public async Task A_provider_that_shuts_us_out_is_left_alone_and_the_operator_can_see_it()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        lab.Sender.MostLetters = 1;
        await lab.SubscribeAsync(5);
        lab.Sender.Answer = _ => new(SendOutcome.ShutOut, "401: the key is not valid");
        var delivery = await lab.DeliverAsync(Alert);
        Assert.Single(lab.Sender.All);
        var gate = lab.Get<ProviderGate>();
        Assert.Equal(new(Noon, "401: the key is not valid"), await gate.StoppedAsync(DeliverLab.Cancel));
        Assert.All(await lab.SendsAsync(delivery), s => Assert.Equal(SendState.Waiting, s.State));
        Assert.NotNull((await lab.RecordAsync(Alert)).NextAttemptAt);
        // Retried seldom: in an hour not more than a handful of requests for all five sends.
        for (var minute = 0; minute < 60; minute++)
        {
            lab.Time.Advance(TimeSpan.FromMinutes(1));
            await lab.SendAsync(delivery);
        }
        Assert.InRange(lab.Sender.All.Count, 4, 12);
        Assert.Equal(Noon, (await gate.StoppedAsync(DeliverLab.Cancel))!.Since);

        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        lab.Time.Advance(TimeSpan.FromMinutes(20));
        await lab.SendAsync(delivery);
        Assert.Equal(5, lab.Sender.Taken.Count);
        Assert.Null(await gate.StoppedAsync(DeliverLab.Cancel));
    }

    [Fact]
    public async Task A_doubt_is_settled_by_any_event_of_any_letter_and_nothing_is_sent_again()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), WithWebhook);
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = _ => new(SendOutcome.InDoubt, "no answer");
        var delivery = await lab.DeliverAsync(Alert);
        var record = await lab.RecordAsync(Alert);
        Assert.Equal(
            (null, "no answer", Noon.AddSeconds(300)),
            (record.DeliveredAt, record.Failure, record.NextAttemptAt)
        );

        var told = new ProviderEvent(delivery, "000001:0", "id-of-provider", null, null);
        for (var i = 0; i < 3; i++)
            await lab.Get<ProviderEvents>().TakeAsync([told, told], DeliverLab.Cancel);
        lab.Time.Advance(TimeSpan.FromHours(2));
        await lab.SendAsync(delivery);
        await lab.Get<Sending>().SendAsync(new(delivery, "000001:0"), DeliverLab.Cancel);
        Assert.Single(lab.Sender.All);
        record = await lab.RecordAsync(Alert);
        Assert.Equal((3, "id-of-provider", null), (record.Readers, record.MessageId, record.Failure));
    }

    [Fact]
    public async Task A_doubt_that_no_event_settles_is_sent_again_after_its_time_and_not_before()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), WithWebhook);
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = _ => new(SendOutcome.InDoubt, "no answer");
        var delivery = await lab.DeliverAsync(Alert);
        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        lab.Time.Advance(TimeSpan.FromSeconds(299));
        await lab.SendAsync(delivery);
        Assert.Single(lab.Sender.All);
        lab.Time.Advance(TimeSpan.FromSeconds(1));
        await lab.SendAsync(delivery);
        Assert.Equal(2, lab.Sender.All.Count);

        // A process that began only now waits for the events of what an earlier one claimed.
        lab.Sender.Answer = _ => new(SendOutcome.InDoubt, "no answer");
        var other = Made.Alert("b", Noon.AddMinutes(1));
        delivery = await lab.DeliverAsync(other);
        await using var fresh = await DeliverLab.CreateAsync(
            lab.Storage,
            WithWebhook,
            lab.Time.GetUtcNow().AddHours(3)
        );
        var send = Assert.Single(await fresh.SendsAsync(delivery));
        Assert.Equal(TimeSpan.FromSeconds(300), fresh.Get<Sending>().Wait(send));
    }

    [Fact]
    public async Task A_doubt_is_sent_again_also_by_processes_that_live_too_short_to_wait()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), WithWebhook);
        await lab.SubscribeAsync(3);
        lab.Sender.Answer = _ => new(SendOutcome.InDoubt, "no answer");
        var delivery = await lab.DeliverAsync(Alert);
        var sent = new List<int>();
        for (var life = 1; life <= 5; life++)
        {
            await using var fresh = await DeliverLab.CreateAsync(lab.Storage, WithWebhook, Noon.AddMinutes(10 * life));
            for (var looks = 0; looks < 3; looks++)
                await fresh.Get<Sending>().SendAsync(new(delivery, "000001:0"), DeliverLab.Cancel);
            sent.Add(fresh.Sender.All.Count);
        }
        Assert.Equal([0, 0, 0, 1, 0], sent);
        // Who claims it anew is waited for anew.
        Assert.Equal(0, Assert.Single(await lab.SendsAsync(delivery)).Waits);
    }

    [Fact]
    public async Task An_event_that_comes_before_the_answer_and_an_answer_that_comes_too_late_end_in_one_record()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), WithWebhook);
        await lab.SubscribeAsync(1);
        var events = lab.Get<ProviderEvents>();
        lab.Sender.Answer = asked =>
        {
            // The provider is quicker with its event than with its answer.
            events
                .TakeAsync(
                    [new(asked.Marks[SendMarks.Delivery], asked.Send, "by-event", null, null)],
                    DeliverLab.Cancel
                )
                .GetAwaiter()
                .GetResult();
            return new(SendOutcome.Taken, "by-answer");
        };
        var delivery = await lab.DeliverAsync(Alert);
        Assert.Equal("by-event", Assert.Single(await lab.SendsAsync(delivery)).MessageId);
        Assert.Equal(DeliveryState.Done, (await lab.FindAsync(delivery)).State);
        Assert.Single(lab.Sender.All);
    }

    [Fact]
    public async Task Who_left_or_paused_between_plan_and_send_gets_nothing_and_the_reason_says_so()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(4);
        lab.Sender.Answer = _ => new(SendOutcome.NotYet, "500");
        var delivery = await lab.DeliverAsync(Alert);
        var audience = lab.Get<Audience>();
        await audience.RemoveAsync(Made.Watch, Made.Id(1), DeliverLab.Cancel);
        var paused = (await audience.FindAsync(Made.Watch, Made.Id(2), DeliverLab.Cancel))!;
        await audience.PutAsync(
            Made.Watch,
            paused with
            {
                Subscription = paused.Subscription with { Paused = true },
            },
            DeliverLab.Cancel
        );
        lab.Sender.Answer = _ => new(SendOutcome.Taken, "m");
        lab.Time.Advance(TimeSpan.FromMinutes(1));
        await lab.SendAsync(delivery);

        Assert.Equal([Made.Id(0), Made.Id(3)], Assert.Single(lab.Sender.Taken).Readers);
        Assert.Equal(WhyCode.Left, (await lab.WhyAsync(Alert, 1)).Why);
        Assert.Equal(WhyCode.PausedSince, (await lab.WhyAsync(Alert, 2)).Why);
        Assert.Equal(2, (await lab.RecordAsync(Alert)).Readers);
    }

    [Fact]
    public async Task A_bounce_or_a_complaint_takes_the_reader_out_of_later_mails()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount(), WithWebhook);
        var readers = lab.Get<Readers>();
        foreach (var i in Enumerable.Range(0, 3))
            await readers.ChangeAsync(
                Made.Id(i),
                _ =>
                    new()
                    {
                        Id = Made.Id(i),
                        Address = $"reader{i}@example.org",
                        State = ReaderState.Confirmed,
                        Subscription = new() { Watches = [Made.Watch] },
                    },
                DeliverLab.Cancel
            );
        await lab.DeliverAsync(Alert);
        ProviderEvent[] told =
        [
            new(null, null, null, Made.Id(0), SuppressionReason.HardBounce),
            new("no|such", "send", null, Made.Id(2), SuppressionReason.Complaint),
        ];
        await lab.Get<ProviderEvents>().TakeAsync([.. told, .. told], DeliverLab.Cancel);
        await lab.DeliverAsync(Made.Alert("b", Noon.AddSeconds(1)));
        Assert.Equal([Made.Id(1)], lab.Sender.Taken.Last().Readers);
    }

    [Fact]
    public async Task Mail_that_was_rolled_up_counts_as_a_mail_of_its_hour()
    {
        await using var lab = await DeliverLab.CreateAsync(azurite.NewAccount());
        await lab.SubscribeAsync(1, (_, plain) => plain with { MostPerHour = 1 });
        await lab.DecideAsync(Alert);
        await lab.Get<Deliveries>()
            .AddSendsAsync(
                "held|202607011200",
                [
                    new()
                    {
                        Key = "1",
                        Watch = Made.Watch,
                        Content = new() { Alerts = [new(Made.Watch, Alert.Id)], Occasion = MailOccasion.RolledUp },
                        Readers = [Made.Id(0)],
                    },
                ],
                DeliverLab.Cancel
            );
        await lab.SendAsync("held|202607011200");
        var next = Made.Alert("b", Noon.AddSeconds(1));
        await lab.DeliverAsync(next);
        Assert.Equal(WhyCode.RolledUp, (await lab.WhyAsync(next, 0)).Why);
        lab.Time.Advance(TimeSpan.FromHours(1));
        var later = Made.Alert("c", Noon.AddHours(1));
        await lab.DeliverAsync(later);
        Assert.Equal(WhyCode.Sent, (await lab.WhyAsync(later, 0)).Why);
    }

    [Fact]
    public async Task A_mail_that_cannot_be_written_waits_with_the_reason_and_is_tried_again()
    {
        var broken = true;
        await using var lab = await DeliverLab.CreateAsync(
            azurite.NewAccount(),
            digests: (_, _) =>
                broken
                    ? throw new InvalidOperationException("a fault of ours")
                    : Task.FromResult<Mail?>(
                        new()
                        {
                            Subject = "Digest",
                            Html = "<p>d</p>",
                            Text = "d",
                        }
                    )
        );
        await lab.SubscribeAsync(1);
        var digest = new DigestRequest(
            Rhythm.Daily,
            [Made.Watch],
            RedLines.Severity.Notice,
            [],
            Noon.AddDays(-1),
            Noon
        );
        var send = new NewSend
        {
            Key = "d",
            Watch = Made.Watch,
            Content = new() { Digest = digest },
            Readers = [Made.Id(0)],
        };
        await lab.Get<Deliveries>().AddSendsAsync("digest|1", [send], DeliverLab.Cancel);
        await lab.SendAsync("digest|1");
        var waiting = Assert.Single(await lab.SendsAsync("digest|1"));
        Assert.Equal((SendState.Waiting, 1, null), (waiting.State, waiting.Attempts, waiting.ClaimedAt));
        Assert.DoesNotContain("fault", waiting.Failure);
        broken = false;
        lab.Time.Advance(TimeSpan.FromSeconds(10));
        await lab.SendAsync("digest|1");
        Assert.Equal("Digest", Assert.Single(lab.Sender.Taken).Mail.Subject);
    }

    static void WithWebhook(Dictionary<string, string?> settings)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256
        );
        settings["Mail:WebhookKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
