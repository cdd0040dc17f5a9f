namespace IndicatorAlerts.Subscribe;

/// <summary>The mail that a request leads to.</summary>
public enum WelcomeMail
{
    None,

    /// <summary>Asks the owner of an address to confirm.</summary>
    Confirm,

    /// <summary>Tells a reader that it is one already, and asks whether what it gets shall change.</summary>
    ConfirmChange,

    /// <summary>Brings a new link to the preferences.</summary>
    Preferences,
}

/// <summary>What a request leads to.</summary>
/// <param name="Reader">The reader from then on; null when there is none.</param>
/// <param name="Mail">The mail to send.</param>
/// <param name="Mark">What the mail asks to confirm; empty when nothing.</param>
/// <param name="Reason">Why, for the log.</param>
public sealed record WelcomeDecision(ReaderRecord? Reader, WelcomeMail Mail, string Mark, string Reason);

/// <summary>Decides what a request for mail leads to. Pure.</summary>
public static class WelcomeRules
{
    const int MostPending = 10;

    /// <summary>A mailbox that did not exist may exist after so long, if somebody says so.</summary>
    public static readonly TimeSpan BounceLasts = TimeSpan.FromDays(30);

    /// <summary>For so long it is remembered how much mail was asked for.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    /// <param name="reader">Null when there is none.</param>
    /// <param name="suppression">Of the address; null when it may be written to.</param>
    /// <param name="asked">The request. The same again, after a crash, leads to the same.</param>
    /// <param name="mailsPerDay">How many an address gets in a day; twice as many in a week.</param>
    /// <param name="now">UTC.</param>
    public static WelcomeDecision Decide(
        ReaderRecord? reader,
        Suppression? suppression,
        AskedMail asked,
        int mailsPerDay,
        DateTimeOffset now
    )
    {
        if (suppression is { } s && !(s.Reason == SuppressionReason.HardBounce && now - s.At >= BounceLasts))
            return new(reader, WelcomeMail.None, "", "the address is suppressed");
        if (reader is null && asked.Wishes is null)
            return new(null, WelcomeMail.None, "", "there is no such reader");
        var before = reader ?? ReaderRecord.New(asked.Reader, asked.Address, now);
        if (!before.Asked.Any(a => a.Mark == asked.Mark))
        {
            if (IsTooMuch(before.Asked, mailsPerDay, now))
                return new(reader, WelcomeMail.None, "", "the address has had enough mail of this kind");
            before = Ask(before, asked, now);
        }
        return Mail(before, asked, now);
    }

    static bool IsTooMuch(IReadOnlyList<AskedMark> asked, int mailsPerDay, DateTimeOffset now) =>
        asked.Count(a => now - a.At < TimeSpan.FromDays(1)) >= mailsPerDay
        || asked.Count(a => now - a.At < Remembered) >= 2 * mailsPerDay;

    static ReaderRecord Ask(ReaderRecord reader, AskedMail asked, DateTimeOffset now)
    {
        var after = reader with
        {
            Asked = [.. reader.Asked.Where(a => now - a.At < Remembered), new(asked.Mark, now)],
            Since = reader.State == ReaderState.Pending ? now : reader.Since,
            Pending = [.. reader.Pending.Where(p => now - p.At <= ReaderChanges.ToConfirm)],
        };
        return asked.Wishes is not { } wishes
            ? after
            : ReaderChanges.Noted(
                after with
                {
                    Pending = [.. after.Pending.Append(new(asked.Mark, now, wishes)).TakeLast(MostPending)],
                },
                now,
                "asked for, not confirmed yet"
            );
    }

    static WelcomeDecision Mail(ReaderRecord reader, AskedMail asked, DateTimeOffset now)
    {
        if (asked.Wishes is not null)
            return reader.State == ReaderState.Confirmed
                ? new(reader, WelcomeMail.ConfirmChange, asked.Mark, "a reader asked for a change")
                : new(reader, WelcomeMail.Confirm, asked.Mark, "the address is not confirmed");
        if (reader.State != ReaderState.Pending)
            return new(reader, WelcomeMail.Preferences, "", "a reader asked for a link");
        return reader.Pending.LastOrDefault(p => now - p.At <= ReaderChanges.ToConfirm) is { } change
            ? new(reader, WelcomeMail.Confirm, change.Mark, "a link was asked for before it was confirmed")
            : new(reader, WelcomeMail.None, "", "there is nothing to confirm any more");
    }
}
