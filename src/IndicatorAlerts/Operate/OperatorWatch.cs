using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Operate;

/// <summary>Looks for problems and tells the operator: claims, sends, records, so that several processes send one mail.</summary>
public sealed partial class OperatorWatch(
    StorageSetup setup,
    ProblemFinder finder,
    OperatorTable table,
    OperatorMail mail,
    OperatorSender sender,
    IOptions<OperatorOptions> options,
    IOptions<MailOptions> mailOptions,
    TimeProvider time,
    ILogger<OperatorWatch> log
)
{
    public async Task WatchAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var row = await table.ReadAsync(cancel);
        var now = time.GetUtcNow();
        if (row.ClaimedAt is { } claimed && now - claimed < TimeSpan.FromSeconds(mailOptions.Value.ClaimSeconds))
            return;
        var (news, untold, told) = OperatorRules.Decide(await finder.FindAsync(cancel), row.State, now);
        if (news is null)
        {
            await table.TryWriteAsync(row with { State = untold, ClaimedAt = null }, cancel);
            return;
        }
        if (await table.TryWriteAsync(row with { ClaimedAt = now }, cancel) is not { } ours)
            return;
        Log(news);
        // What was begun is ended: a mail that is broken off might have been taken.
        var state = await TellAsync(news, CancellationToken.None) switch
        {
            null or { Outcome: SendOutcome.Taken or SendOutcome.Refused } => told,
            // It counts, or mails that are taken without a word would have no end.
            { Outcome: SendOutcome.InDoubt } => untold with { Mails = told.Mails },
            _ => untold,
        };
        await table.TryWriteAsync(ours with { State = state, ClaimedAt = null }, CancellationToken.None);
    }

    /// <summary>Null where nobody is to be told by mail.</summary>
    async Task<SendResult?> TellAsync(OperatorNews news, CancellationToken cancel)
    {
        if (options.Value.Address.Length == 0)
            return null;
        var result = await sender.SendAsync(await mail.BuildAsync(news), options.Value.Address, cancel);
        if (result.Outcome == SendOutcome.Taken)
            Told(log, news.New.Count, news.Over.Count);
        else
            NotTold(log, result.Text);
        return result;
    }

    void Log(OperatorNews news)
    {
        foreach (var problem in news.New)
            Found(log, problem.Key, problem.Text);
        foreach (var problem in news.Over)
            Over(log, problem.Key, problem.Text);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Problem {Key}: {Text}")]
    static partial void Found(ILogger log, string key, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Over: {Key}: {Text}")]
    static partial void Over(ILogger log, string key, string text);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Told the operator of {New} problems, and of {Over} that are over"
    )]
    static partial void Told(ILogger log, int @new, int over);

    [LoggerMessage(Level = LogLevel.Error, Message = "The operator could not be told: {Reason}")]
    static partial void NotTold(ILogger log, string reason);
}
