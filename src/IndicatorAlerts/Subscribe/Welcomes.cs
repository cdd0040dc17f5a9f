using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Subscribe;

/// <summary>Deals with requests for mail: decides, and sends the mail that asks for consent.</summary>
public sealed partial class Welcomes(
    AskedMails requests,
    Readers readers,
    Suppressions suppressions,
    WelcomeLetters letters,
    IMailSender sender,
    QueueSender queue,
    StorageSetup setup,
    IOptions<SubscribeOptions> options,
    IOptions<MailOptions> mail,
    TimeProvider time,
    ILogger<Welcomes> log
)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    // A message that waited in the queue may come back a little before its time.
    static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Of the requests for an address only the newest with wishes is answered, which holds what its sender wants now; its mail brings
    /// a link too.
    /// </summary>
    public async Task SendAsync(WelcomeMessage message, CancellationToken cancel)
    {
        var all = await requests.OfAsync(message.Reader, cancel);
        var now = time.GetUtcNow();
        var newest = all.LastOrDefault(a => a.Wishes is not null) ?? (all.Count > 0 ? all[^1] : null);
        if (newest is null || newest.NotBefore > now + Slack)
            return;
        var claim = newest with { NotBefore = now + TimeSpan.FromSeconds(mail.Value.ClaimSeconds) };
        if (await requests.TryUpdateAsync(claim, cancel) is not { } asked)
            return;
        var decision = await DecideAsync(asked, cancel);
        Decided(log, asked.Reader, decision.Mail, decision.Reason);
        if (decision.Mail == WelcomeMail.None || await SendAsync(asked, decision, cancel))
            await requests.RemoveAsync(all, CancellationToken.None);
    }

    /// <summary>Sends messages for requests that none speaks for.</summary>
    public async Task ResendAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        foreach (var reader in await requests.WaitingAsync(time.GetUtcNow() - TimeSpan.FromMinutes(1), cancel))
            await queue.SendAsync(QueueNames.Welcome, new WelcomeMessage(reader), cancel);
    }

    async Task<WelcomeDecision> DecideAsync(AskedMail asked, CancellationToken cancel)
    {
        if (time.GetUtcNow() - asked.At > ReaderChanges.ToConfirm)
            return new(null, WelcomeMail.None, "", "it could not be sent for two days");
        var suppression = await suppressions.FindAsync(asked.Reader, cancel);
        WelcomeDecision? decision = null;
        await readers.ChangeAsync(
            asked.Reader,
            reader =>
            {
                var kept = reader?.Suppression ?? suppression;
                decision = WelcomeRules.Decide(reader, kept, asked, options.Value.MailsPerDay, time.GetUtcNow());
                return decision.Reader;
            },
            cancel
        );
        return decision!;
    }

    // True when nothing more is to be done.
    async Task<bool> SendAsync(AskedMail asked, WelcomeDecision decision, CancellationToken cancel)
    {
        var (letter, content) = await letters.WriteAsync(decision, cancel);
        var marks = new Dictionary<string, string> { ["welcome"] = decision.Mail.ToString().ToLowerInvariant() };
        // A process that is told to stop ends what it has claimed: a send that is broken off might have been taken.
        var result = await sender.SendAsync(content, [letter], marks, CancellationToken.None);
        switch (result.Outcome)
        {
            case SendOutcome.Taken:
                return true;
            case SendOutcome.Refused:
                GivenUp(log, asked.Reader, result.Text);
                return true;
            default:
                await TryLaterAsync(asked, result);
                return false;
        }
    }

    async Task TryLaterAsync(AskedMail asked, SendResult result)
    {
        var wait = BackOff.Wait(FirstRetry, asked.Failures, LongestRetry);
        var claimed = TimeSpan.FromSeconds(mail.Value.ClaimSeconds);
        if (result.Outcome == SendOutcome.InDoubt && wait < claimed)
            wait = claimed;
        if (result.RetryAfter is { } named && named > wait)
            wait = named < LongestRetry ? named : LongestRetry;
        NotYet(log, asked.Reader, wait, result.Text);
        var later = asked with { NotBefore = time.GetUtcNow() + wait, Failures = asked.Failures + 1 };
        if (await requests.TryUpdateAsync(later, CancellationToken.None) is not null)
            await queue.SendAsync(QueueNames.Welcome, new WelcomeMessage(asked.Reader), CancellationToken.None, wait);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A request of the reader {Reader} leads to the mail {Mail}: {Reason}"
    )]
    static partial void Decided(ILogger log, string reader, WelcomeMail mail, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not welcome {Reader}, trying again in {Wait}: {Reason}")]
    static partial void NotYet(ILogger log, string reader, TimeSpan wait, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up welcoming {Reader}: {Reason}")]
    static partial void GivenUp(ILogger log, string reader, string reason);
}
