using System.Text.Json.Serialization;

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

    /// <summary>Of the last answer that was read.</summary>
    public long Bytes { get; init; }

    public double Seconds { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FeedHealth))]
sealed partial class FeedHealthJson : JsonSerializerContext;
