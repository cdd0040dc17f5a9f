using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Subscribe;

/// <summary>Ends what was broken off, and forgets readers whose time is over.</summary>
public sealed partial class ReaderTending(
    Readers readers,
    ReaderTable table,
    Welcomes welcomes,
    CallerLimit callers,
    FixedReaders named,
    StorageSetup setup,
    TimeProvider time,
    ILogger<ReaderTending> log
)
{
    /// <summary>As long as links to preferences work: so long a reader can come back by one.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task TendAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        await readers.MendAsync(cancel);
        await welcomes.ResendAsync(cancel);
    }

    /// <summary>
    /// Forgets addresses that nobody confirmed for a week, and 90 days after their reader has left or was suppressed; of the last,
    /// a hash remains. An address of the settings that has left is not forgotten: it would be written to again.
    /// </summary>
    public async Task ExpireAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var forgotten = 0;
        foreach (
            var (state, kept) in new[]
            {
                (ReaderState.Pending, WelcomeRules.Remembered),
                (ReaderState.Unsubscribed, Kept),
                (ReaderState.Suppressed, Kept),
            }
        )
        {
            var until = time.GetUtcNow() - kept;
            foreach (
                var id in (await table.StandingAsync(state, until, cancel)).Where(id =>
                    !named.Addresses.ContainsKey(id)
                )
            )
                if (await readers.EraseAsync(id, r => r.State == state && r.Since < until, cancel))
                    forgotten++;
        }
        await callers.ForgetAsync(cancel);
        Forgotten(log, forgotten);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Count} readers whose time was over")]
    static partial void Forgotten(ILogger log, int count);
}
