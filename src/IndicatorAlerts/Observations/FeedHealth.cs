using System.Text.Json.Serialization;
using IndicatorAlerts.Collect;

namespace IndicatorAlerts.Observations;

/// <summary>How collecting one indicator has gone, for people; instants are UTC.</summary>
public sealed record FeedHealth
{
    public DateTimeOffset? LastAttempt { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When an answer last brought a new or corrected observation.</summary>
    public DateTimeOffset? LastChange { get; init; }

    /// <summary>In a row, since the last success.</summary>
    public int Failures { get; init; }

    /// <summary>Why the last attempt failed; null after a success.</summary>
    public string? Error { get; init; }

    /// <summary>When a failing feed is asked again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How many entries the last answer that was read held, and how many of them concern the indicator.</summary>
    public int Read { get; init; }

    public int Kept { get; init; }

    /// <summary>How many entries of that answer could not be read, and the first of them.</summary>
    public int Unread { get; init; }

    public IReadOnlyList<EntryError> FirstErrors { get; set; } = [];

    /// <summary>The latest observation by its observed time; null: there is none.</summary>
    public LastValue? Last { get; init; }

    /// <summary>Up to when the feed has told what happened; null: when it was never read.</summary>
    public DateTimeOffset? ReadUpTo { get; init; }

    /// <summary>What the next request may ask about, so that an unchanged answer is not sent again.</summary>
    public LastAnswer? Answer { get; init; }

    /// <summary>What an answer held of longer ago, so that it need not be compared point by point.</summary>
    public Settled? Settled { get; init; }

    /// <summary>Of the last answer that was read.</summary>
    public long Bytes { get; init; }

    public double Seconds { get; init; }
}

/// <summary>An observed value at its time, UTC.</summary>
public sealed record LastValue(DateTimeOffset ObservedAt, double Value);

/// <summary>The last whole answer of a feed.</summary>
/// <param name="To">The hash of the request and of the source's parameters, as lower-case hexadecimal: for another one, this says nothing.</param>
/// <param name="Sha256">Of the answer.</param>
/// <param name="ETag">As the server gave it.</param>
/// <param name="LastModified">As the server gave it.</param>
public sealed record LastAnswer(string To, string Sha256, string? ETag, string? LastModified);

/// <summary>The values of an answer from before an instant, which are stored.</summary>
/// <param name="Before">UTC.</param>
/// <param name="Hash">Of times, values and ids, as lower-case hexadecimal.</param>
public sealed record Settled(DateTimeOffset Before, string Hash);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FeedHealth))]
sealed partial class FeedHealthJson : JsonSerializerContext;
