using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>Finds the addresses of a send's readers as they are now.</summary>
public sealed class SendReaders(Audience audience, FixedReaders fixedReaders)
{
    const int LookupsAtOnce = 16;

    // One query reads the readers of a page; of a few, or of readers from all over, each is read by itself.
    const int FewerByThemselves = 20;

    /// <summary>Those who may be written to, in the order of the send, and those who may not any more.</summary>
    public async Task<(IReadOnlyList<Reader> There, IReadOnlyList<LeftOut> Gone)> FindAsync(
        Send send,
        CancellationToken cancel
    )
    {
        var found = await LookUpAsync(send, cancel);
        var there = new List<Reader>();
        var gone = new List<LeftOut>();
        foreach (var id in send.Readers)
            if (!found.TryGetValue(id, out var reader))
                gone.Add(new(id, WhyCode.Left));
            else if (reader.Subscription.Paused)
                gone.Add(new(id, WhyCode.PausedSince));
            else
                there.Add(reader);
        return (there, gone);
    }

    async Task<Dictionary<string, Reader>> LookUpAsync(Send send, CancellationToken cancel)
    {
        var found = new Dictionary<string, Reader>(send.Readers.Count);
        if (send.From == ReadersFrom.Page && send.Readers.Count >= FewerByThemselves)
        {
            var (first, last) = (send.Readers.Min(StringComparer.Ordinal)!, send.Readers.Max(StringComparer.Ordinal)!);
            foreach (var reader in await audience.RangeAsync(send.Watch, first, last, cancel))
                found[reader.Id] = reader;
            return found;
        }
        foreach (var some in send.Readers.Chunk(LookupsAtOnce))
        foreach (var reader in await Task.WhenAll(some.Select(id => FindAsync(send, id, cancel))))
            if (reader is not null)
                found[reader.Id] = reader;
        return found;
    }

    Task<Reader?> FindAsync(Send send, string id, CancellationToken cancel) =>
        send.From == ReadersFrom.Setting
            ? fixedReaders.FindAsync(send.Watch, id, cancel)
            : audience.FindAsync(send.Watch, id, cancel);
}
