namespace IndicatorAlerts.Subscribe;

/// <summary>Addresses that must not be written to.</summary>
public sealed class Suppressions(Readers readers, ReaderTable table, Tombstones tombstones, TimeProvider time)
{
    /// <summary>
    /// Takes a reader out of every audience, unless it came back since. Also when there is no such reader (any more): then only a hash of its id is kept, so that
    /// the address is not written to again. Harmless when repeated.
    /// </summary>
    /// <param name="readerId">The reader's id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="at">When that happened, UTC; null for now. The provider repeats for a day what it tells.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task SuppressAsync(
        string readerId,
        SuppressionReason reason,
        DateTimeOffset? at,
        CancellationToken cancel
    )
    {
        var suppression = new Suppression(reason, time.GetUtcNow());
        var reader = await readers.ChangeAsync(
            readerId,
            r => r is null || CameBackSince(r, at) ? r : ReaderChanges.Suppress(r, suppression),
            cancel
        );
        if (reader is null)
            await tombstones.PutAsync(readerId, suppression, cancel);
    }

    // The provider's clock is not ours.
    static bool CameBackSince(ReaderRecord reader, DateTimeOffset? at) =>
        reader is { State: ReaderState.Confirmed or ReaderState.Unsubscribed }
        && at + TimeSpan.FromMinutes(1) < reader.Since;

    /// <summary>Whether the address of a reader must not be written to.</summary>
    public async Task<bool> IsSuppressedAsync(string readerId, CancellationToken cancel) =>
        await FindAsync(readerId, cancel) is not null;

    /// <summary>Why and since when the address of a reader must not be written to; null when it may.</summary>
    public async Task<Suppression?> FindAsync(string readerId, CancellationToken cancel) =>
        await table.FindAsync(readerId, cancel) is { } reader
            ? reader.Suppression
            : await tombstones.FindAsync(readerId, cancel);

    /// <summary>Lets an address be written to again, once its owner asks and confirms; the mail provider keeps a list of its own.</summary>
    public async Task LiftAsync(string readerId, CancellationToken cancel)
    {
        await readers.ChangeAsync(readerId, r => r is null ? null : ReaderChanges.Lift(r, time.GetUtcNow()), cancel);
        await tombstones.RemoveAsync(readerId, cancel);
    }
}
