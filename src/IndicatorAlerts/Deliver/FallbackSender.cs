using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>Sends mail one way, and by the other while that fails; keeps how both have fared.</summary>
/// <param name="primary">The sender of the settings.</param>
/// <param name="fallback">The other one; null when there is none.</param>
/// <param name="after">How long the first must have failed.</param>
/// <param name="table">Where it is noted how the first fares; null for nowhere.</param>
/// <param name="time">For how long it has failed.</param>
/// <param name="log">Told of changes.</param>
public sealed partial class FallbackSender(
    IMailSender primary,
    IMailSender? fallback,
    TimeSpan after,
    SenderHealthTable? table,
    TimeProvider time,
    ILogger<FallbackSender> log
) : IMailSender
{
    // Other processes may have noted a failure meanwhile that is over, or one of their own.
    static readonly TimeSpan NoteAgain = TimeSpan.FromMinutes(10);

    readonly Lock gate = new();
    DateTimeOffset notedAt;

    /// <inheritdoc/>
    public int MostLetters => primary.MostLetters;

    /// <summary>How the sender of the settings has fared in this process.</summary>
    public SenderHealth Primary { get; private set; } = new();

    /// <summary>How the second one has fared in this process.</summary>
    public SenderHealth Fallback { get; private set; } = new();

    /// <inheritdoc/>
    public Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    ) => SendAsync(mail, letters, marks, false, cancel);

    /// <inheritdoc/>
    public Task<SendResult> RepeatAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    ) => SendAsync(mail, letters, marks, true, cancel);

    async Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        bool inDoubt,
        CancellationToken cancel
    )
    {
        SendResult? first = null;
        if (fallback is null || Choose(inDoubt).Choice != SenderChoice.Fallback)
        {
            first = await primary.SendAsync(mail, letters, marks, cancel);
            await RecordAsync(first);
            if (
                fallback is null
                || first.Outcome is not (SendOutcome.NotYet or SendOutcome.ShutOut)
                || Choose(inDoubt).Choice == SenderChoice.Primary
            )
                return first;
        }
        var rest = first?.Left is { } left ? letters.IntersectBy(left, l => l.Reader.Id).ToList() : letters;
        Falling(log, rest.Count, Choose(inDoubt).Reason);
        var second = await fallback.SendAsync(mail, rest, marks, cancel);
        lock (gate)
            Fallback = Fallback.After(second, time.GetUtcNow());
        return first is null ? second : Merge(first, second);
    }

    (SenderChoice Choice, string Reason) Choose(bool inDoubt)
    {
        lock (gate)
            return FallbackRules.Choose(Primary, time.GetUtcNow(), after, inDoubt);
    }

    async Task RecordAsync(SendResult result)
    {
        SenderHealth before;
        SenderHealth now;
        bool isNews;
        lock (gate)
        {
            var at = time.GetUtcNow();
            (before, now) = (Primary, Primary = Primary.After(result, at));
            isNews = (before.FailingSince is null) != (now.FailingSince is null) || before.ShutOut != now.ShutOut;
            isNews |= at - notedAt >= NoteAgain;
            if (isNews)
                notedAt = at;
        }
        if (now.ShutOut && !before.ShutOut)
            NotAccepted(log, result.Text);
        else if (before.FailingSince is { } since && now.FailingSince is null)
            WellAgain(log, since);
        if (isNews && table is not null)
            await NoteAsync(table, now);
    }

    async Task NoteAsync(SenderHealthTable noted, SenderHealth health)
    {
        try
        {
            await noted.PutAsync(health, CancellationToken.None);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            // What became of the mail matters more than what is noted of the sender.
            NotNoted(log, StorageAccount.Explain(e));
        }
    }

    // The second outcome speaks of what the first had left.
    static SendResult Merge(SendResult first, SendResult second) =>
        second with
        {
            Text = second.Outcome is not (SendOutcome.Taken or SendOutcome.Refused)
                ? $"{first.Text} The fallback: {second.Text}"
                : second.Text,
            Left = second.Outcome == SendOutcome.Taken ? null : second.Left ?? first.Left,
            Refused = first.Refused.Concat(second.Refused).ToDictionary(),
            NoMailbox = [.. first.NoMailbox, .. second.NoMailbox],
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Letters} copies go by the fallback: {Reason}")]
    static partial void Falling(ILogger log, int letters, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the mail sender fares could not be noted: {Reason}")]
    static partial void NotNoted(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail sender does not accept us: {Reason}")]
    static partial void NotAccepted(ILogger log, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The mail sender is well again, after failing since {Since:u}"
    )]
    static partial void WellAgain(ILogger log, DateTimeOffset since);
}
