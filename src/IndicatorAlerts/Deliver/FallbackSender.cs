using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Sends mail one way, and by the other while that fails; keeps how both have fared.</summary>
public sealed partial class FallbackSender(
    IMailSender primary,
    IMailSender? fallback,
    IOptions<MailOptions> options,
    TimeProvider time,
    ILogger<FallbackSender> log
) : IMailSender
{
    readonly TimeSpan after = TimeSpan.FromSeconds(options.Value.FallbackAfterSeconds);
    readonly Lock gate = new();

    /// <inheritdoc/>
    public int MostLetters => primary.MostLetters;

    /// <summary>How the sender of the settings has fared in this process.</summary>
    public SenderHealth Primary { get; private set; } = new();

    /// <summary>How the second one has fared in this process.</summary>
    public SenderHealth Fallback { get; private set; } = new();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    )
    {
        SendResult? first = null;
        if (fallback is null || Choose().Choice != SenderChoice.Fallback)
        {
            first = await primary.SendAsync(mail, letters, marks, cancel);
            Record(first);
            if (fallback is null || first.Outcome is not (SendOutcome.NotYet or SendOutcome.ShutOut) || Choose().Choice == SenderChoice.Primary)
                return first;
        }
        var rest = first?.Left is { } left ? letters.IntersectBy(left, l => l.Reader.Id).ToList() : letters;
        Falling(log, rest.Count, Choose().Reason);
        var second = await fallback.SendAsync(mail, rest, marks, cancel);
        lock (gate)
            Fallback = Fallback.After(second, time.GetUtcNow());
        return first is null ? second : Merge(first, second);
    }

    (SenderChoice Choice, string Reason) Choose()
    {
        lock (gate)
            return FallbackRules.Choose(Primary, time.GetUtcNow(), after);
    }

    void Record(SendResult result)
    {
        SenderHealth before;
        SenderHealth now;
        lock (gate)
            (before, now) = (Primary, Primary = Primary.After(result, time.GetUtcNow()));
        if (now.ShutOut && !before.ShutOut)
            NotAccepted(log, result.Text);
        else if (before.FailingSince is { } since && now.FailingSince is null)
            WellAgain(log, since);
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
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Letters} copies go by the fallback: {Reason}")]
    static partial void Falling(ILogger log, int letters, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail sender does not accept us: {Reason}")]
    static partial void NotAccepted(ILogger log, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The mail sender is well again, after failing since {Since:u}"
    )]
    static partial void WellAgain(ILogger log, DateTimeOffset since);
}
