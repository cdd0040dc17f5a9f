using System.Text.Json.Serialization;
using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Commands;

/// <summary>What one read of an indicator's feed brought, and stored nowhere; secrets are hidden in all of it.</summary>
sealed record Trial
{
    public required string Indicator { get; init; }

    public required string Title { get; init; }

    public required SeriesKind Of { get; init; }

    public required string Unit { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    [JsonConverter(typeof(DurationJsonConverter))]
    public required TimeSpan StaleAfter { get; init; }

    public required IReadOnlyList<TriedRequest> Requests { get; init; }

    /// <summary>How many further requests the service would make in this read.</summary>
    public required int NotMade { get; init; }

    public required int Points { get; init; }

    /// <summary>By time, oldest first, UTC.</summary>
    public required IReadOnlyList<FeedPoint> FirstPoints { get; init; }

    /// <summary>Those after the first.</summary>
    public required IReadOnlyList<FeedPoint> LastPoints { get; init; }

    /// <summary>What a person should know of times, rhythm and stale-after.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What is wrong, and what to do; null when the source is right.</summary>
    public required string? Wrong { get; init; }
}

/// <summary>One request and its answer.</summary>
sealed record TriedRequest(string Address)
{
    /// <summary>What was asked in the host's place; null when nothing is.</summary>
    public string? Mirror { get; init; }

    /// <summary><c>whole</c>, <c>absent</c>, <c>not yet</c>, <c>failed</c> or <c>file</c>.</summary>
    public required string Answer { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Unpacked.</summary>
    public long Bytes { get; init; }

    public double Seconds { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>How the answer begins.</summary>
    public string? Begins { get; init; }

    /// <summary>How many entries it holds.</summary>
    public int Entries { get; init; }

    /// <summary>How many of them concern the indicator.</summary>
    public int Kept { get; init; }

    /// <summary>How many could not be read.</summary>
    public int NotUnderstood { get; init; }

    public IReadOnlyList<EntryError> FirstErrors { get; init; } = [];

    /// <summary>Why there is no answer of use; null when there is one.</summary>
    public string? Error { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IReadOnlyList<Trial>))]
sealed partial class TrialJson : JsonSerializerContext;
