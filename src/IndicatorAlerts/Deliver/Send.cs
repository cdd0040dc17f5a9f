using System.Text.Json.Serialization;
using Azure;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Deliver;

/// <summary>An alert by name.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Id">Unique in its watch.</param>
public sealed record AlertName(string Watch, string Id);

/// <summary>What a mail is about: alerts, or a digest.</summary>
public sealed record MailContent
{
    /// <summary>At least one, unless it is a digest.</summary>
    public IReadOnlyList<AlertName> Alerts { get; set; } = [];

    /// <summary>Why the alerts are mailed now.</summary>
    public MailOccasion Occasion { get; set; }

    public DigestRequest? Digest { get; init; }
}

/// <summary>A mail to be sent to some readers.</summary>
public sealed record NewSend
{
    /// <summary>Names it in its delivery, the same whenever it is added again: letters, digits, <c>-</c>, <c>.</c>, <c>:</c> and <c>|</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The watch whose audience holds the readers' addresses.</summary>
    public required string Watch { get; init; }

    public required MailContent Content { get; init; }

    /// <summary>Ids, at least one, each once.</summary>
    public required IReadOnlyList<string> Readers { get; init; }

    /// <summary>
    /// Parts readers into sends that the provider takes in one request. Each is named by its first reader, so that what is left when the
    /// first ones were added comes out as the rest did.
    /// </summary>
    /// <param name="key">Names the mail.</param>
    /// <param name="watch">Whose audience holds the readers.</param>
    /// <param name="content">What the mail is about.</param>
    /// <param name="readers">Ids, each once.</param>
    /// <param name="most">How many in one.</param>
    public static IEnumerable<NewSend> Parts(
        string key,
        string watch,
        MailContent content,
        IEnumerable<string> readers,
        int most
    ) =>
        readers
            .Order(StringComparer.Ordinal)
            .Chunk(most)
            .Select(some => new NewSend
            {
                Key = $"{key}.{some[0]}",
                Watch = watch,
                Content = content,
                Readers = some,
            });
}

/// <summary>Where a send stands.</summary>
[JsonConverter(typeof(WordJsonConverter<SendState>))]
public enum SendState
{
    /// <summary>To be sent, at once or later.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Somebody sends it, or it is in doubt whether the provider has it.</summary>
    [JsonStringEnumMemberName("claimed")]
    Claimed,

    /// <summary>The provider has it.</summary>
    [JsonStringEnumMemberName("taken")]
    Taken,

    /// <summary>The provider will not have it: given up.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Two sends have taken its place, each with half of its readers.</summary>
    [JsonStringEnumMemberName("split")]
    Split,
}

/// <summary>Where the readers of a send come from.</summary>
public enum ReadersFrom
{
    /// <summary>Named one by one, from all over the audience of the send's watch.</summary>
    Named,

    /// <summary>A page of the audience.</summary>
    Page,

    /// <summary>The addresses of <see cref="MailOptions.Recipients"/>, who stand in no audience.</summary>
    Setting,
}

/// <summary>One request to the provider: one mail to up to a thousand readers. Instants are UTC.</summary>
public sealed record Send
{
    public required string Delivery { get; init; }

    /// <summary>Unique in its delivery.</summary>
    public required string Id { get; init; }

    /// <summary>The watch whose audience holds the readers' addresses.</summary>
    public required string Watch { get; init; }

    public required MailContent Content { get; init; }

    /// <summary>Ids, in order; those that were left out since are gone from it.</summary>
    public required IReadOnlyList<string> Readers { get; init; }

    /// <summary>Those that were to get it and did not, with the reason.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>Where they come from.</summary>
    public ReadersFrom From { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public SendState State { get; init; }

    /// <summary>When somebody last began to send it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>How many attempts have failed in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>How often the provider gave no answer.</summary>
    public int Doubts { get; init; }

    /// <summary>How many processes that began after the last claim have waited for the provider's events.</summary>
    public int Waits { get; init; }

    /// <summary>When it is tried again; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was recorded that the provider has it.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>The provider's name for it.</summary>
    public string? MessageId { get; init; }

    /// <summary>Why the last attempt failed; names no reader.</summary>
    public string? Failure { get; init; }

    /// <summary>For compare-and-set.</summary>
    public ETag Tag { get; init; }

    /// <summary>All readers whom it was for, the ones left out among them.</summary>
    public IEnumerable<string> Named() => Readers.Concat(LeftOut.Select(l => l.Reader));

    /// <summary>Whether nothing more will be done.</summary>
    public bool IsOver => State is SendState.Taken or SendState.Refused or SendState.Split;
}

/// <summary>A send without its readers.</summary>
/// <param name="Id">Unique in its delivery.</param>
/// <param name="Content">What it is about.</param>
/// <param name="Readers">How many.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How many have failed in a row.</param>
/// <param name="ClaimedAt">When somebody last began to send it, UTC.</param>
/// <param name="NextAttemptAt">When it is tried again, UTC.</param>
/// <param name="TakenAt">When it was recorded that the provider has it, UTC.</param>
/// <param name="MessageId">The provider's name for it.</param>
/// <param name="Failure">Why the last attempt failed.</param>
public sealed record SendSummary(
    string Id,
    MailContent Content,
    int Readers,
    SendState State,
    int Attempts,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? TakenAt,
    string? MessageId,
    string? Failure
);

/// <summary>A send that waits.</summary>
/// <param name="CreatedAt">When it was planned, UTC.</param>
/// <param name="Readers">How many.</param>
/// <param name="Failure">Why the last attempt failed; null when there was none.</param>
public sealed record WaitingSend(DateTimeOffset CreatedAt, int Readers, string? Failure);

/// <summary>A reader that a send left out after all.</summary>
public sealed record LeftOut(string Reader, WhyCode Why);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(MailContent))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<WhyCode, int>>))]
sealed partial class DeliverJson : JsonSerializerContext;
