namespace IndicatorAlerts.Deliver;

/// <summary>What became of a send.</summary>
public enum SendOutcome
{
    /// <summary>The provider has it.</summary>
    Taken,

    /// <summary>The provider does not have it, and never will: trying again cannot help.</summary>
    Refused,

    /// <summary>The provider does not have it; trying again may help.</summary>
    NotYet,

    /// <summary>The provider may have it.</summary>
    InDoubt,

    /// <summary>The provider does not have it, and takes nothing of ours until an operator acts: a wrong key, a closed account.</summary>
    ShutOut,
}

/// <summary>How the provider took a mail.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">The provider's name for it when it was taken, else why it was not; names no reader.</param>
/// <param name="RetryAfter">How long the provider asks to wait.</param>
public sealed record SendResult(SendOutcome Outcome, string Text, TimeSpan? RetryAfter = null)
{
    /// <summary>
    /// The ids of the readers that the outcome speaks of, where it is not all of them: the copies of the others are taken, but for
    /// those <see cref="Refused"/>, and must not be sent again. In the order in which they are to be tried.
    /// </summary>
    public IReadOnlyList<string>? Left { get; init; }

    /// <summary>By the reader's id: why this one copy will never be taken. Such readers are not among those left.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();

    /// <summary>The ids of those of them whose mailbox does not exist, as the provider says.</summary>
    public IReadOnlyList<string> NoMailbox { get; init; } = [];

    /// <summary>The letters that a refusal is about, by their place; the others may be sent again without them.</summary>
    public IReadOnlyList<int> Letters { get; init; } = [];

    /// <summary>Whether a refusal does not say what it is about: some of the letters may be taken when they come alone.</summary>
    public bool MayBeSome { get; init; }
}

/// <summary>Hands mail to a provider.</summary>
public interface IMailSender
{
    /// <summary>How many letters one call should bring.</summary>
    int MostLetters { get; }

    /// <summary>Sends every reader its own copy, so that none sees another's address.</summary>
    /// <param name="mail">With tags of <see cref="Personal"/>.</param>
    /// <param name="letters">At least one; no two for one address.</param>
    /// <param name="marks">What the provider's events bring back, beside the mark <c>reader</c> of each letter.</param>
    /// <param name="cancel">Stops the call; the mail is then in doubt.</param>
    Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    );

    /// <summary>The same for mail that is in doubt: it must not go by a way that does not know what another may have taken.</summary>
    /// <param name="mail">As in <see cref="SendAsync"/>.</param>
    /// <param name="letters">As there.</param>
    /// <param name="marks">As there.</param>
    /// <param name="cancel">As there.</param>
    Task<SendResult> RepeatAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    ) => SendAsync(mail, letters, marks, cancel);
}
