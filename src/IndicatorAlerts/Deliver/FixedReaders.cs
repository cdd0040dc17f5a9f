using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>The addresses of <see cref="MailOptions.Recipients"/>: readers of every watch who want everything, at once.</summary>
public sealed class FixedReaders
{
    readonly ReaderTable table;
    readonly Suppressions suppressions;

    public FixedReaders(
        IOptions<MailOptions> options,
        ReaderSecrets secrets,
        ReaderTable table,
        Suppressions suppressions
    )
    {
        (this.table, this.suppressions) = (table, suppressions);
        Addresses = options.Value.Readers.ToDictionary(secrets.IdOf, address => address);
    }

    /// <summary>Address by reader's id.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; }

    /// <summary>Those that do not stand in a watch's audience, in order of their ids.</summary>
    public async Task<IReadOnlyList<Candidate>> CandidatesAsync(string watch, CancellationToken cancel)
    {
        var candidates = new List<Candidate>();
        foreach (var id in Addresses.Keys.Order(StringComparer.Ordinal))
        {
            var record = await table.FindAsync(id, cancel);
            if (record?.Audiences.Contains(watch) != true)
                candidates.Add(new(id, Wants(watch), [], await MayAsync(id, record, cancel)));
        }
        return candidates;
    }

    /// <summary>One of them as a reader; null when the setting no longer names it, or it must not be written to.</summary>
    public async Task<Reader?> FindAsync(string watch, string id, CancellationToken cancel) =>
        Addresses.TryGetValue(id, out var address) && await MayAsync(id, await table.FindAsync(id, cancel), cancel)
            ? new(id, address, Wants(watch))
            : null;

    // Who has unsubscribed by a link is not written to, whatever the setting says.
    async Task<bool> MayAsync(string id, ReaderRecord? record, CancellationToken cancel) =>
        record is null
            ? !await suppressions.IsSuppressedAsync(id, cancel)
            : record.State is ReaderState.Pending or ReaderState.Confirmed;

    static Subscription Wants(string watch) => new() { Watches = [watch] };
}
