using IndicatorAlerts.Deliver;

namespace IndicatorAlerts.Subscribe;

/// <summary>Changes readers, and keeps the audiences of watches as their readers are.</summary>
/// <remarks>
/// The order makes a crash harmless: a note, the reader's row, the audiences, and the note goes. A note that stays is taken up by
/// <see cref="MendAsync"/>, which brings the audiences to what the row says.
/// </remarks>
public sealed partial class Readers(
    ReaderTable table,
    MendingNotes notes,
    Tombstones tombstones,
    AskedMails requests,
    Audience audience,
    HeldMail held,
    TimeProvider time,
    ILogger<Readers> log
)
{
    const int MostConflicts = 20;

    // A change that is younger may still be on its way.
    static readonly TimeSpan Unhurried = TimeSpan.FromMinutes(1);

    // Mail is held for a day at most, or for as long as it cannot be sent: of who left longer ago there is none to look for.
    static readonly TimeSpan LongestHeld = TimeSpan.FromDays(30);

    /// <summary>Changes a reader, again when others change it at the same time.</summary>
    /// <param name="id">The reader's id.</param>
    /// <param name="change">From what is there, null when nothing is, to what shall be, null for nothing; pure.</param>
    /// <param name="cancel">Stops the call before the change; what has begun is ended.</param>
    /// <returns>What is there now.</returns>
    public async Task<ReaderRecord?> ChangeAsync(
        string id,
        Func<ReaderRecord?, ReaderRecord?> change,
        CancellationToken cancel
    )
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var before = await table.FindAsync(id, cancel);
            var after = change(before);
            if (ReferenceEquals(before, after))
                return before;
            if (after is not null)
                after = after with { Placed = [.. (before?.Placed ?? []).Union(after.Audiences)] };
            string[] watches = [.. (before?.Placed ?? []).Union(after?.Placed ?? [])];
            if (watches.Length == 0)
            {
                if (await table.TryWriteAsync(id, before, after, cancel))
                    return after;
                continue;
            }
            var note = await notes.AddAsync(id, watches, cancel);
            var written = await table.TryWriteAsync(id, before, after, cancel);
            if (written)
                await PlaceAsync(id, watches, CancellationToken.None);
            await notes.RemoveAsync(note, CancellationToken.None);
            if (written)
                return after;
        }
        throw new TimeoutException("A reader is changed by too many at the same time.");
    }

    /// <summary>Forgets a reader: its address, its wishes, its history and the mail that waits for it. Of a suppression, a hash of the id remains.</summary>
    /// <param name="id">The reader's id.</param>
    /// <param name="still">Whether it shall be forgotten as it is now.</param>
    /// <param name="cancel">Stops the call.</param>
    /// <returns>False when it was left alone.</returns>
    public async Task<bool> EraseAsync(string id, Func<ReaderRecord, bool> still, CancellationToken cancel)
    {
        while (await table.FindAsync(id, cancel) is { } reader)
        {
            if (!still(reader))
                return false;
            // First, so that a crash never lets the address be written to again.
            if (reader.Suppression is { } suppression)
                await tombstones.PutAsync(id, suppression, cancel);
            var left = await ChangeAsync(
                id,
                r => r is not null && r.Suppression == reader.Suppression && still(r) ? null : r,
                cancel
            );
            if (left is not null)
                continue;
            // After the audiences: what is decided from now on is held for it no more.
            if (reader.State == ReaderState.Confirmed || time.GetUtcNow() - reader.Since < LongestHeld)
                await held.ForgetAsync(id, [.. reader.Placed.Union(reader.Audiences)], cancel);
            break;
        }
        await requests.RemoveAsync(await requests.OfAsync(id, cancel), cancel);
        return true;
    }

    /// <summary>Ends the changes of audiences that were broken off.</summary>
    public async Task MendAsync(CancellationToken cancel)
    {
        foreach (var (note, id, watches) in await notes.ReadAsync(time.GetUtcNow() - Unhurried, cancel))
        {
            Mended(log, id);
            await PlaceAsync(id, watches, cancel);
            await notes.RemoveAsync(note, cancel);
        }
    }

    // Two changes may place the same reader at once: who ends last must have placed what holds.
    async Task PlaceAsync(string id, string[] watches, CancellationToken cancel)
    {
        var reader = await table.FindAsync(id, cancel);
        while (true)
        {
            foreach (var watch in watches.Union(reader?.Placed ?? []))
                if (reader is not null && reader.Audiences.Contains(watch))
                    await audience.PutAsync(watch, new(id, reader.Address, reader.Subscription!), cancel);
                else
                    await audience.RemoveAsync(watch, id, cancel);
            var now = await table.FindAsync(id, cancel);
            if (now?.Tag == reader?.Tag)
                return;
            reader = now;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of the reader {Reader} was broken off: ending it")]
    static partial void Mended(ILogger log, string reader);
}
