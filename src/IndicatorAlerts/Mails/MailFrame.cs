namespace IndicatorAlerts.Mails;

/// <summary>What a mail is to its reader, shown by words and by a colour.</summary>
public enum MailTone
{
    /// <summary>Neither alarm nor relief, such as a confirmation.</summary>
    Neutral,

    /// <summary>Worth knowing.</summary>
    Notice,

    /// <summary>Worth acting on.</summary>
    Warning,

    /// <summary>Act now.</summary>
    Critical,

    /// <summary>Something cannot be seen.</summary>
    Blind,

    /// <summary>All is well again.</summary>
    Clear,
}

/// <summary>What stands around a mail's content: see <c>Slices/MailLayout.cshtml</c>.</summary>
public sealed record MailFrame
{
    /// <summary>Names the mail to a screen reader; not shown otherwise.</summary>
    public required string Title { get; init; }

    /// <summary>What a mailbox shows beside the subject.</summary>
    public required string Preview { get; init; }

    /// <summary>Gives the stripe above the content its colour.</summary>
    public MailTone Tone { get; init; }

    /// <summary>Why the reader gets this mail, in sentences.</summary>
    public required string Why { get; init; }

    /// <summary>Whether the reader's least severity, preferences and unsubscribing stand below: for mail that readers have asked for.</summary>
    public bool ToReaders { get; init; } = true;

    /// <summary>The sender's name.</summary>
    public required string Sender { get; init; }

    /// <summary>The service's own page.</summary>
    public required Uri Home { get; init; }
}

/// <summary>The colours of a tone: dark on a pale ground, so that they stay readable when a mail program inverts them.</summary>
/// <param name="Ink">Text and stripe.</param>
/// <param name="Ground">Behind the text.</param>
/// <param name="Class">Gives both in dark mode.</param>
public sealed record ToneColours(string Ink, string Ground, string Class)
{
    public static ToneColours Of(MailTone tone) =>
        tone switch
        {
            MailTone.Critical => new("#a3130b", "#fdecea", "critical"),
            MailTone.Warning => new("#8a4600", "#fff1e0", "warning"),
            MailTone.Notice => new("#0a4fb0", "#e8f0fe", "notice"),
            MailTone.Blind => new("#5b3f91", "#f1ebfa", "blind"),
            MailTone.Clear => new("#126a2e", "#e7f5eb", "clear"),
            _ => new("#3f4854", "#eef0f3", "neutral"),
        };
}

/// <summary>A small tag: a sign and words, so that its colour is never alone.</summary>
public sealed record MailLabel(string Sign, string Text, MailTone Tone);
