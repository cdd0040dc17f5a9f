namespace IndicatorAlerts.Subscribe;

/// <summary>What can happen to a reader: from what was to what is. Pure; a change that changes nothing returns what it was given.</summary>
public static class ReaderChanges
{
    const int MostHistory = 100;

    /// <summary>How long somebody's wishes wait for the address's owner.</summary>
    public static readonly TimeSpan ToConfirm = TimeSpan.FromDays(2);

    /// <summary>The owner of the address says yes to what a link names.</summary>
    /// <returns>The same record when the link is used again; null when what it names is not there.</returns>
    public static ReaderRecord? Confirm(ReaderRecord reader, string mark, DateTimeOffset now)
    {
        if (reader.State == ReaderState.Confirmed && reader.ConfirmedMark == mark)
            return reader;
        if (reader.Pending.FirstOrDefault(p => p.Mark == mark && now - p.At <= ToConfirm) is not { } change)
            return null;
        return Confirmed(reader with { ConfirmedMark = mark }, change.Wishes, now, "confirmed by the link in a mail");
    }

    /// <summary>The owner of the address says what it wants from now on; also one that had left.</summary>
    public static ReaderRecord Choose(ReaderRecord reader, Subscription wishes, DateTimeOffset now) =>
        Confirmed(
            reader,
            wishes,
            now,
            reader.State == ReaderState.Confirmed ? "changed by preferences" : "came back by preferences"
        );

    /// <summary>Stops mail for a while, or goes on; only for one that gets mail.</summary>
    public static ReaderRecord Pause(ReaderRecord reader, bool paused, DateTimeOffset now) =>
        reader is not { State: ReaderState.Confirmed, Subscription: { } wants } || wants.Paused == paused
            ? reader
            : Noted(reader with { Subscription = wants with { Paused = paused } }, now, paused ? "paused" : "resumed");

    /// <summary>No mail any more, until the owner of the address wants it again.</summary>
    public static ReaderRecord Unsubscribe(ReaderRecord reader, string how, DateTimeOffset now) =>
        reader.State is ReaderState.Unsubscribed or ReaderState.Suppressed && reader.Pending.Count == 0
            ? reader
            : Noted(
                reader with
                {
                    State = reader.State == ReaderState.Suppressed ? ReaderState.Suppressed : ReaderState.Unsubscribed,
                    Pending = [],
                    Since = now,
                },
                now,
                how
            );

    /// <summary>No mail any more, whoever asks.</summary>
    public static ReaderRecord Suppress(ReaderRecord reader, Suppression suppression) =>
        suppression.Or(reader.Suppression) == reader.Suppression
            ? reader
            : Noted(
                reader with
                {
                    State = ReaderState.Suppressed,
                    Suppression = suppression,
                    Pending = [],
                    Since = suppression.At,
                },
                suppression.At,
                suppression.Reason switch
                {
                    SuppressionReason.HardBounce => "suppressed: mail to the address came back",
                    SuppressionReason.Complaint => "suppressed: a mail was reported as spam",
                    _ => "suppressed: unsubscribed at the mail provider",
                }
            );

    /// <summary>The address may be written to again, once its owner confirms.</summary>
    public static ReaderRecord Lift(ReaderRecord reader, DateTimeOffset now) =>
        reader.State != ReaderState.Suppressed
            ? reader
            : Noted(
                reader with
                {
                    State = ReaderState.Unsubscribed,
                    Suppression = null,
                    Since = now,
                },
                now,
                "suppression lifted by an admin"
            );

    static ReaderRecord Confirmed(ReaderRecord reader, Subscription wishes, DateTimeOffset now, string act) =>
        Noted(
            reader with
            {
                State = ReaderState.Confirmed,
                Suppression = null,
                Subscription = wishes,
                Pending = [],
                ConfirmedAt = reader.State == ReaderState.Confirmed ? reader.ConfirmedAt : now,
                Since = reader.State == ReaderState.Confirmed ? reader.Since : now,
            },
            now,
            act,
            wishes
        );

    internal static ReaderRecord Noted(
        ReaderRecord reader,
        DateTimeOffset at,
        string act,
        Subscription? wishes = null
    ) => reader with { History = [.. reader.History.Append(new(at, act, wishes)).TakeLast(MostHistory)] };
}
