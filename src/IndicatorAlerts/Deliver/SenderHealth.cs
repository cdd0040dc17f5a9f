namespace IndicatorAlerts.Deliver;

/// <summary>How a way to send mail has fared; instants are UTC.</summary>
/// <param name="FailingSince">When the first of the failures in a row was; null while it is well.</param>
/// <param name="TriedAt">When it was last tried; null when it never was.</param>
/// <param name="ShutOut">It does not accept us: a key, a password or the sender's address is an operator's to mend.</param>
/// <param name="Failure">Why the last attempt failed; names no reader; null while it is well.</param>
public sealed record SenderHealth(
    DateTimeOffset? FailingSince = null,
    DateTimeOffset? TriedAt = null,
    bool ShutOut = false,
    string? Failure = null
)
{
    /// <summary>The health after a call, which ended at <paramref name="now"/>.</summary>
    public SenderHealth After(SendResult result, DateTimeOffset now) =>
        result.Outcome is SendOutcome.Taken or SendOutcome.Refused || IsProgress(result)
            ? new(TriedAt: now)
            : new(FailingSince ?? now, now, result.Outcome == SendOutcome.ShutOut, result.Text);

    // Some copies were taken, and only the time was short.
    static bool IsProgress(SendResult result) =>
        result is { Outcome: SendOutcome.NotYet, Left: not null, RetryAfter: { Ticks: 0 } };
}

/// <summary>Which way to send is used.</summary>
public enum SenderChoice
{
    Primary,

    /// <summary>The primary is asked first, to see whether it is well again; what it does not take goes the other way.</summary>
    PrimaryThenFallback,

    Fallback,
}

/// <summary>Whether mail goes the second way. In doubt is not failed: what may have been taken waits for the way that may have it.</summary>
public static class FallbackRules
{
    /// <param name="primary">How the first way has fared.</param>
    /// <param name="now">UTC.</param>
    /// <param name="after">How long it must have failed, unless it does not accept us; and how often it is tried meanwhile.</param>
    /// <param name="inDoubt">The mail may have been taken: it waits until nobody would call the first way only slow.</param>
    /// <returns>The choice, and why, in words for people.</returns>
    public static (SenderChoice Choice, string Reason) Choose(
        SenderHealth primary,
        DateTimeOffset now,
        TimeSpan after,
        bool inDoubt = false
    )
    {
        if (primary.FailingSince is not { } since)
            return (SenderChoice.Primary, "the sender is well");
        if (inDoubt && now - since < Doubt.Longest)
            return (SenderChoice.Primary, "the sender may have it");
        if (!primary.ShutOut && now - since < after)
            return (SenderChoice.Primary, $"the sender has failed for less than {after.TotalSeconds} s");
        var reason = primary.ShutOut
            ? "the sender does not accept our key, password or address"
            : $"the sender has failed since {since.UtcDateTime:u}";
        return now - primary.TriedAt >= after
            ? (SenderChoice.PrimaryThenFallback, reason + ", and is tried again")
            : (SenderChoice.Fallback, reason);
    }
}
