using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Tells readers of an alert: claims the outbox entry, sends, records.</summary>
public sealed partial class AlertDelivery(
    AlertRows rows,
    AlertMail mail,
    SendGridSender sender,
    QueueSender queue,
    IOptions<MailOptions> options,
    TimeProvider time,
    ILogger<AlertDelivery> log
)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    // A message that waited in the queue may come back a little before its time.
    static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>Delivers unless that is done, given up, under way elsewhere or not due yet.</summary>
    public async Task DeliverAsync(DeliverMessage message, CancellationToken cancel)
    {
        if (await rows.FindOutboxAsync(message.Watch, message.Outbox, cancel) is not { } entry || !IsDue(entry))
            return;
        if (await rows.FindAsync(message.Watch, entry.Id, cancel) is not { } alert)
            throw new InvalidOperationException(
                $"The outbox of {message.Watch} names the alert {entry.Id}, which does not exist."
            );
        if (await rows.TryUpdateAsync(entry with { ClaimedAt = time.GetUtcNow() }, cancel) is not { } claimed)
            return;
        var readers = options.Value.Readers;
        var result = await sender.SendAsync(await mail.BuildAsync(alert), readers, cancel);
        if (result.Failure is null)
            await DeliveredAsync(claimed, alert, result.MessageId!, readers.Count, cancel);
        else if (result.IsFinal)
            await GiveUpAsync(claimed, alert, result.Failure, cancel);
        else
            await TryLaterAsync(claimed, result, cancel);
    }

    /// <summary>Whether a send may begin now: nothing is given up, in flight or waiting.</summary>
    public bool IsDue(OutboxEntry entry)
    {
        var now = time.GetUtcNow();
        return entry.Failure is null
            && (entry.ClaimedAt is not { } claimed || now - claimed >= TimeSpan.FromSeconds(options.Value.ClaimSeconds))
            && (entry.NextAttemptAt is not { } next || now >= next - Slack);
    }

    async Task DeliveredAsync(OutboxEntry entry, Alert alert, string messageId, int readers, CancellationToken cancel)
    {
        var delivery = new DeliveryRecord
        {
            DeliveredAt = time.GetUtcNow(),
            MessageId = messageId,
            Readers = readers,
        };
        await rows.RecordAsync(entry, alert with { Delivery = delivery }, cancel);
        Delivered(log, entry.Watch, entry.Id, readers);
    }

    async Task GiveUpAsync(OutboxEntry entry, Alert alert, string failure, CancellationToken cancel)
    {
        await rows.RecordAsync(
            entry with
            {
                ClaimedAt = null,
                Failure = failure,
            },
            alert with
            {
                Delivery = new() { Failure = failure },
            },
            cancel
        );
        GivenUp(log, entry.Watch, entry.Id, failure);
    }

    async Task TryLaterAsync(OutboxEntry entry, SendResult result, CancellationToken cancel)
    {
        var wait = BackOff.Wait(FirstRetry, entry.Attempts, LongestRetry);
        // The provider knows best when it will listen again, within reason.
        if (result.RetryAfter is { } asked && asked > wait)
            wait = asked < LongestRetry ? asked : LongestRetry;
        var later = entry with
        {
            ClaimedAt = null,
            Attempts = entry.Attempts + 1,
            NextAttemptAt = time.GetUtcNow() + wait,
        };
        NotYet(log, entry.Watch, entry.Id, wait, result.Failure!);
        if (await rows.TryUpdateAsync(later, cancel) is not null)
            await queue.SendAsync(QueueNames.Deliver, new DeliverMessage(entry.Watch, entry.Id), cancel, wait);
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
