using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Operate;

/// <summary>Looks through Storage for what is wrong with the service itself.</summary>
public sealed class ProblemFinder(
    WatchTable watches,
    Outbox outbox,
    DeliveryIndex index,
    SendTable sends,
    SenderHealthTable sender,
    PoisonQueues poison,
    IOptions<MailOptions> options,
    TimeProvider time
)
{
    const int MostLost = 20;

    // What was given up longer ago was told long ago.
    static readonly TimeSpan LostFor = TimeSpan.FromDays(3);

    /// <summary>All of it.</summary>
    public async Task<IReadOnlyList<Problem>> FindAsync(CancellationToken cancel)
    {
        var all = await WatchesAsync(cancel);
        List<Problem?> found = [.. all.SelectMany(ProblemRules.OfCollection), .. await BlockingAsync(all, cancel)];
        found.Add(ProblemRules.OfSender(await sender.FindAsync(cancel), options.Value.Fallback.Length > 0));
        var lost = await index.GivenUpSinceAsync(time.GetUtcNow() - LostFor, MostLost, cancel);
        found.AddRange(lost.Select(ProblemRules.OfLost));
        found.AddRange((await poison.ListAsync(cancel)).Queues.Select(q => ProblemRules.OfPoison(q.Queue, q.Count)));
        return [.. found.OfType<Problem>()];
    }

    /// <summary>What keeps alerts from being decided or from leaving now.</summary>
    public async Task<IReadOnlyList<Problem>> BlockingAsync(CancellationToken cancel) =>
        [.. (await BlockingAsync(await WatchesAsync(cancel), cancel)).OfType<Problem>()];

    async Task<List<StoredWatch>> WatchesAsync(CancellationToken cancel)
    {
        var all = new List<StoredWatch>();
        foreach (var id in await watches.ListAsync(cancel))
            if (await watches.ReadAsync(id, cancel) is { } watch)
                all.Add(watch);
        return all;
    }

    async Task<List<Problem?>> BlockingAsync(List<StoredWatch> all, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var undecided = new List<DateTimeOffset>();
        foreach (var watch in all)
            undecided.AddRange((await outbox.ListAsync(watch.Definition.Id, cancel)).Select(e => e.CreatedAt));
        var late = new List<WaitingSend>();
        foreach (var delivery in await index.ListOpenAsync(cancel))
            late.AddRange(await sends.WaitingAsync(delivery, now - ProblemRules.LongestWait, cancel));
        return [.. all.Select(w => ProblemRules.OfEvaluation(w, now)), ProblemRules.OfWaiting(undecided, late, now)];
    }
}
