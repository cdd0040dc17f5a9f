using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Writes down what became of a send, and what follows from it. Nothing here is broken off: it could not be repeated.</summary>
public sealed partial class SendRecorder(
    SendTable sends,
    DeliveryEnd end,
    RecentSends recent,
    Audience audience,
    Suppressions suppressions,
    ProviderGate gate,
    QueueSender queue,
    IOptions<MailOptions> options,
    TimeProvider time,
    ILogger<SendRecorder> log
)
{
    const int MostConflicts = 10;
    const int LookupsAtOnce = 16;
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>Records that nobody is left to write to, or that there is nothing to say.</summary>
    public async Task EmptyAsync(Send send, CancellationToken cancel)
    {
        var over = send with
        {
            State = SendState.Taken,
            TakenAt = time.GetUtcNow(),
            Readers = [],
            NextAttemptAt = null,
        };
        if (await sends.TryUpdateAsync(over, cancel) is not null)
            await end.TryFinishAsync(send.Delivery, cancel);
    }

    /// <summary>Records that a send could not even be begun, to be tried later.</summary>
    public Task PostponeAsync(Send send, string reason)
    {
        var failed = new SendResult(SendOutcome.NotYet, reason);
        return LaterAsync(Waiting(send, failed), Later(send, failed));
    }

    /// <summary>Records an answer of the provider.</summary>
    /// <returns>Whether the send can be tried again at once, without the readers that were refused.</returns>
    public async Task<bool> RecordAsync(Send claimed, SendResult result)
    {
        if (await PartAsync(claimed, result) is not { } concerned)
            return false;
        claimed = concerned;
        switch (result.Outcome)
        {
            case SendOutcome.Taken:
                await gate.OpenedAsync(CancellationToken.None);
                await TakenAsync(claimed, result.Text, CancellationToken.None);
                return false;
            case SendOutcome.Refused:
                return await RefusedAsync(claimed, result);
            case SendOutcome.InDoubt:
                await DoubtAsync(claimed with { Doubts = claimed.Doubts + 1, Failure = result.Text });
                return false;
            case SendOutcome.ShutOut:
                await LaterAsync(Waiting(claimed, result), await gate.StopAsync(result.Text, CancellationToken.None));
                return false;
            default:
                if (result.RetryAfter is { Ticks: > 0 } asked)
                    gate.Pause(Within(asked));
                await LaterAsync(Waiting(claimed, result), Later(claimed, result));
                return false;
        }
    }

    /// <summary>Records that the provider has a send, whoever says so; harmless when repeated.</summary>
    public async Task TakenAsync(Send send, string? messageId, CancellationToken cancel)
    {
        for (var conflicts = 0; !send.IsOver; conflicts++)
        {
            var taken = send with
            {
                State = SendState.Taken,
                TakenAt = time.GetUtcNow(),
                MessageId = messageId is { Length: > 0 } ? messageId : send.MessageId,
                Failure = null,
                NextAttemptAt = null,
            };
            if (await sends.TryUpdateAsync(taken, cancel) is not null)
            {
                await RememberAsync(taken, cancel);
                await end.TryFinishAsync(send.Delivery, cancel);
                return;
            }
            if (conflicts == MostConflicts)
                throw new InvalidOperationException($"{send.Delivery} {send.Id} changes again and again.");
            if (await sends.FindAsync(send.Delivery, send.Id, cancel) is not { } changed)
                return;
            send = changed;
        }
    }

    // What was taken of a send, and what never will be, must not be sent again with the rest: the rest becomes a send of its own.
    /// <returns>What the outcome speaks of; null when somebody else has changed the send.</returns>
    async Task<Send?> PartAsync(Send claimed, SendResult result)
    {
        if (result.Left is null && result.Refused.Count == 0)
            return claimed;
        if (result.Refused.Count > 0)
            LeftOutOf(log, claimed.Delivery, claimed.Id, result.Refused.Count, result.Refused.Values.First());
        foreach (var reader in result.NoMailbox)
            await suppressions.SuppressAsync(reader, SuppressionReason.HardBounce, null, CancellationToken.None);
        // In the order in which they are to be tried.
        var rest = result.Left ?? [];
        var left = rest.ToHashSet();
        var told = claimed with
        {
            Readers = [.. claimed.Readers.Where(r => !left.Contains(r) && !result.Refused.ContainsKey(r))],
            LeftOut = [.. claimed.LeftOut, .. result.Refused.Keys.Select(r => new LeftOut(r, WhyCode.Refused))],
        };
        if (left.Count == 0)
            return told;
        if (told.Readers.Count == 0)
            return told with { Readers = rest };
        var taken = told with
        {
            Id = $"{claimed.Id}.0",
            State = SendState.Taken,
            TakenAt = time.GetUtcNow(),
            Failure = null,
        };
        var others = claimed with { Id = $"{claimed.Id}.1", Readers = rest, LeftOut = [], Attempts = 0 };
        var split = claimed with { State = SendState.Split, Failure = result.Text };
        if (!await sends.TryReplaceAsync(split, [taken, others], CancellationToken.None))
            return null;
        await RememberAsync(taken, CancellationToken.None);
        return await sends.FindAsync(others.Delivery, others.Id, CancellationToken.None);
    }

    async Task<bool> RefusedAsync(Send claimed, SendResult result)
    {
        var refused = result.Letters.Where(i => i < claimed.Readers.Count).Select(i => claimed.Readers[i]).ToHashSet();
        if (refused.Count > 0 && refused.Count < claimed.Readers.Count)
        {
            LeftOutOf(log, claimed.Delivery, claimed.Id, refused.Count, result.Text);
            var rest = claimed with
            {
                State = SendState.Waiting,
                Readers = [.. claimed.Readers.Where(r => !refused.Contains(r))],
                LeftOut = [.. claimed.LeftOut, .. refused.Select(r => new LeftOut(r, WhyCode.Refused))],
                Failure = result.Text,
            };
            return await sends.TryUpdateAsync(rest, CancellationToken.None) is not null;
        }
        if (result.MayBeSome && claimed.Readers.Count > 1)
        {
            await SplitAsync(claimed, result);
            return false;
        }
        GivenUp(log, claimed.Delivery, claimed.Id, claimed.Readers.Count, result.Text);
        var over = claimed with { State = SendState.Refused, Failure = result.Text };
        if (await sends.TryUpdateAsync(over, CancellationToken.None) is not null)
            await end.TryFinishAsync(claimed.Delivery, CancellationToken.None);
        return false;
    }

    // One bad address makes the provider refuse a thousand: halves find it, and the others get their mail.
    async Task SplitAsync(Send claimed, SendResult result)
    {
        LeftOutOf(log, claimed.Delivery, claimed.Id, claimed.Readers.Count, result.Text);
        var half = (claimed.Readers.Count + 1) / 2;
        var halves = claimed
            .Readers.Chunk(half)
            .Select(
                (readers, i) =>
                    claimed with
                    {
                        Id = $"{claimed.Id}.{i}",
                        Readers = readers,
                        LeftOut = i == 0 ? claimed.LeftOut : [],
                        State = SendState.Waiting,
                        ClaimedAt = null,
                        Failure = result.Text,
                    }
            )
            .ToList();
        var split = claimed with { State = SendState.Split, Failure = result.Text };
        if (!await sends.TryReplaceAsync(split, halves, CancellationToken.None))
            return;
        foreach (var one in halves)
            await queue.SendAsync(QueueNames.Send, new SendMessage(one.Delivery, one.Id), CancellationToken.None);
    }

    // It stays claimed: when nobody has settled it by then, it is sent again.
    Task DoubtAsync(Send send)
    {
        var at = Doubt.EndsAt(send, options.Value, gate.StartedAt);
        return AgainAsync(send with { NextAttemptAt = at }, at - time.GetUtcNow());
    }

    Task LaterAsync(Send send, TimeSpan wait) =>
        AgainAsync(send with { NextAttemptAt = time.GetUtcNow() + wait }, wait);

    async Task AgainAsync(Send send, TimeSpan wait)
    {
        NotYet(log, send.Delivery, send.Id, send.NextAttemptAt, send.Failure);
        if (await sends.TryUpdateAsync(send, CancellationToken.None) is null)
            return;
        await end.NoteFailureAsync(send, CancellationToken.None);
        var message = new SendMessage(send.Delivery, send.Id);
        await queue.SendAsync(
            QueueNames.Send,
            message,
            CancellationToken.None,
            wait > TimeSpan.Zero ? wait : TimeSpan.Zero
        );
    }

    // Mail that was held or rolled up is a mail like any other for who wants only so many an hour; what leaves at once was noted
    // when it was planned.
    async Task RememberAsync(Send taken, CancellationToken cancel)
    {
        if (taken.From != ReadersFrom.Named || taken.Content.Digest is not null)
            return;
        await Parallel.ForEachAsync(
            taken.Readers,
            new ParallelOptions { MaxDegreeOfParallelism = LookupsAtOnce, CancellationToken = cancel },
            async (id, stop) =>
            {
                if (await audience.FindAsync(taken.Watch, id, stop) is { Subscription.MostPerHour: not null })
                    await recent.AddAsync(id, taken.TakenAt!.Value, taken.Delivery, stop);
            }
        );
    }

    static Send Waiting(Send claimed, SendResult result) =>
        claimed with
        {
            State = SendState.Waiting,
            Attempts = claimed.Attempts + 1,
            Failure = result.Text,
        };

    static TimeSpan Later(Send claimed, SendResult result)
    {
        // Only the time was short.
        if (result is { RetryAfter: { Ticks: 0 }, Left: not null })
            return TimeSpan.Zero;
        var wait = BackOff.Wait(FirstRetry, claimed.Attempts, LongestRetry);
        // The provider knows best when it will listen again, within reason.
        return result.RetryAfter is { } asked && asked > wait ? Within(asked) : wait;
    }

    static TimeSpan Within(TimeSpan asked) => asked < LongestRetry ? asked : LongestRetry;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Could not send {Delivery} {Send}, trying again at {At:u}: {Reason}"
    )]
    static partial void NotYet(ILogger log, string delivery, string send, DateTimeOffset? at, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up {Delivery} {Send} with {Readers} readers: {Reason}")]
    static partial void GivenUp(ILogger log, string delivery, string send, int readers, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The provider refuses {Delivery} {Send} for some of {Readers} readers: {Reason}"
    )]
    static partial void LeftOutOf(ILogger log, string delivery, string send, int readers, string reason);
}
