using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Subscribe;

/// <summary>What people can do by themselves, by page or by program: ask with an address, and all else with a signed link.</summary>
public sealed class ReaderDesk(
    Readers readers,
    ReaderTable table,
    Tombstones tombstones,
    ReaderLinks links,
    AskedMails requests,
    FixedReaders named,
    QueueSender queue,
    TimeProvider time
)
{
    /// <summary>Asks for mail to an address. Takes the same way whoever's it is.</summary>
    /// <param name="address">As <see cref="ReaderAddress"/> reads it.</param>
    /// <param name="wishes">Null for a new link to what is there.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task AskAsync(string address, Subscription? wishes, CancellationToken cancel)
    {
        var reader = await requests.AddAsync(address, wishes, cancel);
        await queue.SendAsync(QueueNames.Welcome, new WelcomeMessage(reader), cancel);
    }

    /// <summary>The reader of a link for preferences; null when the link is not good or there is no such reader any more.</summary>
    public async Task<ReaderRecord?> FindAsync(string token, CancellationToken cancel) =>
        links.ReaderOf(LinkUse.Manage, token) is { } id ? await table.FindAsync(id, cancel) : null;

    /// <summary>What a link would confirm, and whether it was confirmed already; null when there is nothing to confirm by it.</summary>
    public async Task<(Subscription Wishes, bool Done)?> PendingAsync(string token, CancellationToken cancel)
    {
        if (links.Open(LinkUse.Confirm, token) is not { Expired: false } link)
            return null;
        if (await table.FindAsync(link.Reader, cancel) is not { } reader)
            return null;
        // As confirming it would go.
        return ReaderChanges.Confirm(reader, link.Mark, time.GetUtcNow()) is { } confirmed
            ? (confirmed.Subscription!, ReferenceEquals(confirmed, reader))
            : null;
    }

    /// <summary>Confirms what a link names; null when there is nothing to confirm by it. The same again is harmless.</summary>
    public async Task<ReaderRecord?> ConfirmAsync(string token, CancellationToken cancel)
    {
        if (links.Open(LinkUse.Confirm, token) is not { Expired: false } link)
            return null;
        var good = false;
        var reader = await readers.ChangeAsync(
            link.Reader,
            r =>
            {
                var confirmed = r is null ? null : ReaderChanges.Confirm(r, link.Mark, time.GetUtcNow());
                good = confirmed is not null;
                return confirmed ?? r;
            },
            cancel
        );
        if (!good)
            return null;
        await tombstones.RemoveAsync(link.Reader, cancel);
        return reader;
    }

    /// <summary>Sets what the reader of a link for preferences wants from now on; null as of <see cref="FindAsync"/>.</summary>
    public Task<ReaderRecord?> ChooseAsync(string token, Subscription wishes, CancellationToken cancel) =>
        ChangeAsync(token, r => ReaderChanges.Choose(r, wishes, time.GetUtcNow()), cancel);

    /// <summary>Stops mail for a while, or goes on; null as of <see cref="FindAsync"/>.</summary>
    public Task<ReaderRecord?> PauseAsync(string token, bool paused, CancellationToken cancel) =>
        ChangeAsync(token, r => ReaderChanges.Pause(r, paused, time.GetUtcNow()), cancel);

    /// <summary>Unsubscribes the reader of a link for preferences; null as of <see cref="FindAsync"/>.</summary>
    public Task<ReaderRecord?> LeaveAsync(string token, CancellationToken cancel) =>
        ChangeAsync(token, r => ReaderChanges.Unsubscribe(r, "unsubscribed by preferences", time.GetUtcNow()), cancel);

    /// <summary>Unsubscribes the reader of a link for that; harmless when it has left or is forgotten already.</summary>
    /// <returns>False when the link is not good.</returns>
    public async Task<bool> UnsubscribeAsync(string token, string how, CancellationToken cancel)
    {
        if (links.ReaderOf(LinkUse.Unsubscribe, token) is not { } id)
            return false;
        await readers.ChangeAsync(
            id,
            r => (r ?? Named(id)) is { } reader ? ReaderChanges.Unsubscribe(reader, how, time.GetUtcNow()) : null,
            cancel
        );
        return true;

        // Who gets mail by the settings alone has no record to leave by.
        ReaderRecord? Named(string reader) =>
            named.Addresses.TryGetValue(reader, out var address)
                ? ReaderRecord.New(reader, address, time.GetUtcNow())
                : null;
    }

    /// <summary>Forgets the reader of a link for preferences.</summary>
    /// <returns>False when the link is not good; true also when nothing was there.</returns>
    public async Task<bool> EraseAsync(string token, CancellationToken cancel) =>
        links.ReaderOf(LinkUse.Manage, token) is { } id && await readers.EraseAsync(id, _ => true, cancel);

    async Task<ReaderRecord?> ChangeAsync(
        string token,
        Func<ReaderRecord, ReaderRecord> change,
        CancellationToken cancel
    ) =>
        links.ReaderOf(LinkUse.Manage, token) is { } id
            ? await readers.ChangeAsync(id, r => r is null ? null : change(r), cancel)
            : null;
}
