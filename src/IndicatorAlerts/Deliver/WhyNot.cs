using IndicatorAlerts.Alerts;

namespace IndicatorAlerts.Deliver;

/// <summary>Why people were sent an alert, or were not.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Alert">The alert's id.</param>
/// <param name="Delivery">That tells it; null when none does (yet).</param>
/// <param name="Untold">Why nobody is told; null when people are.</param>
/// <param name="Counts">How many readers for each reason, when they were walked.</param>
/// <param name="Reader">For the reader that was asked for.</param>
public sealed record WhyAnswer(
    string Watch,
    string Alert,
    string? Delivery,
    string? Untold,
    IReadOnlyDictionary<WhyCode, int>? Counts,
    WhyReader? Reader = null
);

/// <summary>Why one reader was sent an alert, or was not.</summary>
/// <param name="Id">The reader's id.</param>
/// <param name="Why">Null when it was not among the watch's readers when they were walked, or is still to be.</param>
/// <param name="Send">The send that brings it, in <c>/api/deliveries/{id}</c>.</param>
/// <param name="State">Where that stands.</param>
/// <param name="Failure">Why that failed.</param>
public sealed record WhyReader(string Id, WhyCode? Why, string? Send, SendState? State, string? Failure);

/// <summary>Finds the reasons that planning and sending have written down.</summary>
public sealed class WhyNot(AlertRows alerts, DeliveryIndex index, Deliveries deliveries, SendTable sends)
{
    /// <summary>The reasons for an alert, and for a reader where one is named; null when there is no such alert.</summary>
    public async Task<WhyAnswer?> AskAsync(AlertName name, string? reader, CancellationToken cancel)
    {
        if (await alerts.FindAsync(name.Watch, name.Id, cancel) is not { } alert)
            return null;
        if (
            await index.OfAlertAsync(name, cancel) is not { } id
            || await deliveries.FindAsync(id, cancel) is not { } delivery
        )
            return new(name.Watch, name.Id, null, alert.Untold, null, Unknown(reader));
        return new(
            name.Watch,
            name.Id,
            id,
            alert.Untold,
            delivery.Counts.GetValueOrDefault(name.Id),
            reader is null ? null : await OfReaderAsync(delivery, name.Id, reader, cancel)
        );
    }

    async Task<WhyReader?> OfReaderAsync(Delivery delivery, string alert, string reader, CancellationToken cancel)
    {
        if (await deliveries.FindWhyAsync(delivery.Id, reader, cancel) is not { } page)
            return Unknown(reader);
        var why = (WhyCode)page.Of(reader)[delivery.Alerts.ToList().IndexOf(alert)];
        if (why != WhyCode.Sent)
            return new(reader, why, null, null, null);
        // A send has the number of its page before its name.
        foreach (var send in await sends.OfPageAsync(delivery.Id, page.Number, cancel))
        {
            if (send.State == SendState.Split || send.Content.Alerts.All(a => a.Id != alert))
                continue;
            if (send.LeftOut.FirstOrDefault(l => l.Reader == reader) is { } left)
                return new(reader, left.Why, send.Id, send.State, send.Failure);
            if (send.Readers.Contains(reader))
                return new(
                    reader,
                    send.State == SendState.Refused ? WhyCode.Refused : why,
                    send.Id,
                    send.State,
                    send.Failure
                );
        }
        return new(reader, why, null, null, null);
    }

    static WhyReader? Unknown(string? reader) => reader is null ? null : new(reader, null, null, null, null);
}
