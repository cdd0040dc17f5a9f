using System.Text.Json.Serialization;
using Azure;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Subscribe;

/// <summary>How a reader stands.</summary>
[JsonConverter(typeof(WordJsonConverter<ReaderState>))]
public enum ReaderState
{
    /// <summary>Somebody asked for mail to the address; its owner has not confirmed.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Gets mail, unless it pauses.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    /// <summary>Has asked for no more mail.</summary>
    [JsonStringEnumMemberName("unsubscribed")]
    Unsubscribed,

    /// <summary>Must not be written to.</summary>
    [JsonStringEnumMemberName("suppressed")]
    Suppressed,
}

/// <summary>Why an address must not be written to.</summary>
[JsonConverter(typeof(WordJsonConverter<SuppressionReason>))]
public enum SuppressionReason
{
    /// <summary>There is no such mailbox.</summary>
    [JsonStringEnumMemberName("hard-bounce")]
    HardBounce,

    /// <summary>The reader has called a mail of ours spam.</summary>
    [JsonStringEnumMemberName("complaint")]
    Complaint,

    /// <summary>The reader has unsubscribed at the mail provider.</summary>
    [JsonStringEnumMemberName("provider-unsubscribe")]
    ProviderUnsubscribe,
}

/// <summary>That an address must not be written to, and why.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">Since when, UTC.</param>
public sealed record Suppression(SuppressionReason Reason, DateTimeOffset At)
{
    static readonly TimeSpan Repeated = TimeSpan.FromDays(1);

    /// <summary>The graver of two: a bounce does not weaken what a person has said, and the same again within a day is no news.</summary>
    public Suppression Or(Suppression? before) =>
        before is null || Weight > before.Weight || Weight == before.Weight && At - before.At >= Repeated
            ? this
            : before;

    int Weight =>
        Reason switch
        {
            SuppressionReason.Complaint => 2,
            SuppressionReason.ProviderUnsubscribe => 1,
            _ => 0,
        };
}

/// <summary>Wishes that somebody has sent with an address, and that only its owner can confirm.</summary>
/// <param name="Mark">Names them in the link that confirms them: 32 hexadecimal digits.</param>
/// <param name="At">When they were sent, UTC.</param>
/// <param name="Wishes">What is asked for.</param>
public sealed record PendingChange(string Mark, DateTimeOffset At, Subscription Wishes);

/// <summary>A mail that was asked for.</summary>
/// <param name="Mark">Of the request.</param>
/// <param name="At">UTC.</param>
public sealed record AskedMark(string Mark, DateTimeOffset At);

/// <summary>One entry of the history of a reader's consent.</summary>
/// <param name="At">UTC.</param>
/// <param name="Act">What was done, in a few words.</param>
/// <param name="Wishes">What holds from then on; null when it did not change.</param>
public sealed record ConsentEntry(DateTimeOffset At, string Act, Subscription? Wishes = null);

/// <summary>A reader as table <c>readers</c> holds one; instants are UTC.</summary>
public sealed record ReaderRecord
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Never to be logged or put on a queue; stands encrypted in a property of its own.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";

    /// <summary>Of the row as it was read; the default for one that is not there yet.</summary>
    [JsonIgnore]
    public ETag Tag { get; init; }

    public ReaderState State { get; init; } = ReaderState.Pending;

    /// <summary>Not null exactly when the state is <see cref="ReaderState.Suppressed"/>.</summary>
    public Suppression? Suppression { get; init; }

    /// <summary>What the reader wants; null until it confirmed.</summary>
    public Subscription? Subscription { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<PendingChange> Pending { get; set; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The mark of what was confirmed last: its link may be used again without harm.</summary>
    public string? ConfirmedMark { get; init; }

    /// <summary>Since when it stands as it does.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The newest entries, oldest first.</summary>
    public IReadOnlyList<ConsentEntry> History { get; set; } = [];

    /// <summary>The mail of the last week that was asked for and that the address's owner may not have wanted.</summary>
    public IReadOnlyList<AskedMark> Asked { get; set; } = [];

    /// <summary>The watches in whose audience it may stand.</summary>
    public IReadOnlyList<string> Placed { get; set; } = [];

    /// <summary>One that nothing is known of yet but its address.</summary>
    public static ReaderRecord New(string id, string address, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Address = address,
            CreatedAt = now,
            Since = now,
        };

    /// <summary>The watches in whose audience it belongs.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Audiences =>
        State == ReaderState.Confirmed && Subscription is { } wants ? wants.Watches : [];
}
