using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Makes one send: claims it, hands it to the provider, records what became of it.</summary>
public sealed partial class Sending(
    SendTable sends,
    SendReaders readers,
    MailBuilder mails,
    IMailSender sender,
    ReaderLinks links,
    ProviderGate gate,
    SendRecorder recorder,
    QueueSender queue,
    IOptions<MailOptions> options,
    TimeProvider time,
    ILogger<Sending> log
) : IDisposable
{
    // A thousand letters weigh some megabytes while they are written.
    const int AtOnce = 4;

    // A message that waited in the queue may come back a little before its time.
    static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    // A trigger may take five minutes, and those before it may each wait for the provider's time-out.
    static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    readonly SemaphoreSlim turns = new(AtOnce);

    /// <summary>Makes a send unless that is over, or sees that it is asked for again when its time has come.</summary>
    public async Task SendAsync(SendMessage message, CancellationToken cancel)
    {
        if (gate.Closed is { Ticks: > 0 } closed)
        {
            await AgainAsync(message, closed, cancel);
            return;
        }
        if (!await turns.WaitAsync(LongestTurn, cancel))
        {
            await AgainAsync(message, Slack, cancel);
            return;
        }
        try
        {
            while (await StepAsync(message, cancel))
                continue;
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>How long until something may be done for a send; zero when it is due, null when it is over.</summary>
    public TimeSpan? Wait(Send send)
    {
        if (send.IsOver)
            return null;
        var asked = send.NextAttemptAt ?? send.CreatedAt;
        // What a process has begun to wait for holds for those after it.
        var due =
            send.State != SendState.Claimed ? asked - Slack
            : Doubt.EndsAt(send, options.Value, gate.StartedAt) is var end && end > asked ? end
            : asked;
        return due - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;
    }

    public void Dispose() => turns.Dispose();

    /// <returns>Whether it can be tried again at once.</returns>
    async Task<bool> StepAsync(SendMessage message, CancellationToken cancel)
    {
        if (await sends.FindAsync(message.Delivery, message.Send, cancel) is not { IsOver: false } send)
            return false;
        var wait = Wait(send) > gate.Closed ? Wait(send)!.Value : gate.Closed;
        if (wait > TimeSpan.Zero)
        {
            if (send.State == SendState.Claimed && send.ClaimedAt < gate.StartedAt)
                await NoteWaitAsync(send, cancel);
            await AgainAsync(message, wait, cancel);
            return false;
        }
        if (send.State == SendState.Claimed)
            Doubled(log, send.Delivery, send.Id, send.ClaimedAt);
        // What may fail comes before the claim: a claim that nothing comes of is a doubt.
        var (there, gone) = await readers.FindAsync(send, cancel);
        var (mail, isWritten) = there.Count == 0 ? (null, true) : await WriteAsync(send, cancel);
        if (!isWritten)
            return false;
        var claim = send with { Readers = [.. there.Select(r => r.Id)], LeftOut = [.. send.LeftOut, .. gone] };
        if (mail is null)
        {
            await recorder.EmptyAsync(claim, cancel);
            return false;
        }
        if (await ClaimAsync(claim, cancel) is not { } claimed)
            return false;
        // A process that is told to stop ends what it has claimed: a send that is broken off might have been taken.
        var letters = there.Select(r => new Letter(
            r,
            links.Manage(r.Id),
            links.Unsubscribe(r.Id),
            links.OneClick(r.Id)
        ));
        var isDoubtful = send.State == SendState.Claimed || send.Doubts > 0;
        var result = await (
            isDoubtful
                ? sender.RepeatAsync(mail, [.. letters], Marks(claimed), CancellationToken.None)
                : sender.SendAsync(mail, [.. letters], Marks(claimed), CancellationToken.None)
        );
        return await recorder.RecordAsync(claimed, result);
    }

    // Once for each process: who comes after many of them waits no more.
    async Task NoteWaitAsync(Send send, CancellationToken cancel)
    {
        var end = Doubt.EndsAt(send, options.Value, gate.StartedAt);
        if (send.NextAttemptAt is null || send.NextAttemptAt < end)
            await sends.TryUpdateAsync(send with { NextAttemptAt = end, Waits = send.Waits + 1 }, cancel);
    }

    async Task<(Mail? Mail, bool IsWritten)> WriteAsync(Send send, CancellationToken cancel)
    {
        try
        {
            return (await mails.BuildAsync(send.Content, cancel), true);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageAccount.IsUnavailable(e))
        {
            // It stands with the send and is tried again: a message in the poison queue would say less.
            Unwritten(log, e, send.Delivery, send.Id);
            await recorder.PostponeAsync(send, "The mail cannot be written; the log says why.");
            return (null, false);
        }
    }

    Task<Send?> ClaimAsync(Send send, CancellationToken cancel) =>
        sends.TryUpdateAsync(
            send with
            {
                State = SendState.Claimed,
                ClaimedAt = time.GetUtcNow(),
                NextAttemptAt = null,
                Waits = 0,
            },
            cancel
        );

    static Dictionary<string, string> Marks(Send send)
    {
        var marks = new Dictionary<string, string> { [SendMarks.Delivery] = send.Delivery, [SendMarks.Send] = send.Id };
        if (send.Content.Alerts is [{ } alert, ..])
            (marks["watch"], marks["alert"]) = (alert.Watch, alert.Id);
        return marks;
    }

    Task AgainAsync(SendMessage message, TimeSpan wait, CancellationToken cancel) =>
        queue.SendAsync(QueueNames.Send, message, cancel, wait < LongestWait ? wait : LongestWait);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail of {Delivery} {Send} cannot be written")]
    static partial void Unwritten(ILogger log, Exception error, string delivery, string send);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Delivery} {Send} was begun at {Claimed:u} and is in doubt: sending it again, which may double it"
    )]
    static partial void Doubled(ILogger log, string delivery, string send, DateTimeOffset? claimed);
}

/// <summary>What a mail carries for the provider's events to bring back.</summary>
public static class SendMarks
{
    public const string Delivery = "delivery";
    public const string Send = "send";
    public const string Reader = "reader";
}
