using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Tells readers of the alerts of an outbox entry: claims, sends, records, one alert after the other.</summary>
public sealed partial class AlertDelivery(
    AlertRows rows,
    AlertMail mail,
    IMailSender sender,
    ReaderSecrets secrets,
    ReaderLinks links,
    QueueSender queue,
    IOptions<MailOptions> options,
    TimeProvider time,
    ILogger<AlertDelivery> log
)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);
    static readonly TimeSpan LongestDoubt = TimeSpan.FromHours(1);

    // A message that waited in the queue may come back a little before its time.
    static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>Delivers unless that is done, given up, under way elsewhere or not due yet.</summary>
    public async Task DeliverAsync(DeliverMessage message, CancellationToken cancel)
    {
        var entry = await rows.FindOutboxAsync(message.Watch, message.Outbox, cancel);
        while (entry is not null && IsDue(entry))
        {
            var id = entry.Alerts[0];
            var alert =
                await rows.FindAsync(message.Watch, id, cancel)
                ?? throw new InvalidOperationException(
                    $"The outbox of {message.Watch} names the alert {id}, which does not exist."
                );
            entry = await rows.TryUpdateAsync(entry with { ClaimedAt = time.GetUtcNow() }, cancel) is { } claimed
                ? await TellAsync(claimed, alert)
                : null;
        }
    }

    /// <summary>Whether a send may begin now: nothing is in flight or waiting.</summary>
    public bool IsDue(OutboxEntry entry)
    {
        var now = time.GetUtcNow();
        return (entry.ClaimedAt is not { } claimed || now - claimed >= TimeSpan.FromSeconds(options.Value.ClaimSeconds))
            && (entry.NextAttemptAt is not { } next || now >= next - Slack);
    }

    // A process that is told to stop ends what it has claimed: a send that is broken off might have been taken.
    async Task<OutboxEntry?> TellAsync(OutboxEntry entry, Alert alert)
    {
        var readers = options.Value.Readers.Select(address => Letter(alert, address)).ToList();
        var marks = new Dictionary<string, string> { ["watch"] = alert.Watch, ["alert"] = alert.Id };
        var result = await sender.SendAsync(
            await mail.BuildAsync([alert], MailOccasion.AtOnce),
            readers,
            marks,
            CancellationToken.None
        );
        switch (result.Outcome)
        {
            case SendOutcome.Taken:
                Delivered(log, entry.Watch, alert.Id, readers.Count);
                return await rows.RecordAsync(
                    entry,
                    alert with
                    {
                        Delivery = new()
                        {
                            DeliveredAt = time.GetUtcNow(),
                            MessageId = result.Text,
                            Readers = readers.Count,
                        },
                    }
                );
            case SendOutcome.Refused:
                GivenUp(log, entry.Watch, alert.Id, result.Text);
                return await rows.RecordAsync(entry, alert with { Delivery = new() { Failure = result.Text } });
            default:
                await TryLaterAsync(entry, alert, result);
                return null;
        }
    }

    Letter Letter(Alert alert, string address)
    {
        var id = secrets.IdOf(address);
        return new(
            new(id, address, new() { Watches = [alert.Watch] }),
            links.Manage(id),
            links.Unsubscribe(id),
            links.OneClick(id)
        );
    }

    async Task TryLaterAsync(OutboxEntry entry, Alert alert, SendResult result)
    {
        var wait =
            result.Outcome == SendOutcome.InDoubt
                ? BackOff.Wait(TimeSpan.FromSeconds(options.Value.ClaimSeconds), entry.Attempts, LongestDoubt)
                : BackOff.Wait(FirstRetry, entry.Attempts, LongestRetry);
        // The provider knows best when it will listen again, within reason.
        if (result.RetryAfter is { } asked && asked > wait)
            wait = asked < LongestRetry ? asked : LongestRetry;
        var next = time.GetUtcNow() + wait;
        NotYet(log, entry.Watch, alert.Id, wait, result.Text);
        await rows.PostponeAsync(
            entry with
            {
                ClaimedAt = null,
                Attempts = entry.Attempts + 1,
                NextAttemptAt = next,
            },
            alert with
            {
                Delivery = new() { Failure = result.Text, NextAttemptAt = next },
            }
        );
        await queue.SendAsync(
            QueueNames.Deliver,
            new DeliverMessage(entry.Watch, entry.Id),
            CancellationToken.None,
            wait
        );
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivered {Watch}/{Alert} to {Readers} readers")]
    static partial void Delivered(ILogger log, string watch, string alert, int readers);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Could not deliver {Watch}/{Alert}, trying again in {Wait}: {Reason}"
    )]
    static partial void NotYet(ILogger log, string watch, string alert, TimeSpan wait, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up delivering {Watch}/{Alert}: {Reason}")]
    static partial void GivenUp(ILogger log, string watch, string alert, string reason);
}
