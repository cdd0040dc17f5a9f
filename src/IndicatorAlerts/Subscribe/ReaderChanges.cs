namespace IndicatorAlerts.Subscribe;

/// <summary>What can happen to a reader: from what was to what is. Pure; a change that changes nothing returns what it was given.</summary>
public static class ReaderChanges
{
    /// <summary>No mail any more, whoever asks.</summary>
    public static ReaderRecord Suppress(ReaderRecord reader, Suppression suppression) =>
        // A complaint is the last word; anything else is renewed.
        reader.Suppression
            is { Reason: SuppressionReason.Complaint }
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

    const int MostHistory = 100;

    static ReaderRecord Noted(ReaderRecord reader, DateTimeOffset at, string act, Subscription? wishes = null) =>
        reader with
        {
            History = [.. reader.History.Append(new(at, act, wishes)).TakeLast(MostHistory)],
        };
}
