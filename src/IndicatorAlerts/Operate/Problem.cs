using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Operate;

/// <summary>What part of the service a problem keeps from its work.</summary>
[JsonConverter(typeof(WordJsonConverter<ProblemKind>))]
public enum ProblemKind
{
    /// <summary>An indicator is not read.</summary>
    [JsonStringEnumMemberName("collection")]
    Collection,

    /// <summary>A watch is not evaluated.</summary>
    [JsonStringEnumMemberName("evaluation")]
    Evaluation,

    /// <summary>Mail does not leave.</summary>
    [JsonStringEnumMemberName("delivery")]
    Delivery,

    /// <summary>Something was given up: it does not mend by itself.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}

/// <summary>Something that is wrong with the service itself.</summary>
/// <param name="Key">Names it as long as it lasts.</param>
/// <param name="Kind">What it keeps from working.</param>
/// <param name="Text">For the operator, in a sentence; names no reader and no secret.</param>
/// <param name="Patience">How long it must last before it is worth a mail.</param>
public sealed record Problem(string Key, ProblemKind Kind, string Text, TimeSpan Patience = default);

/// <summary>A problem that was seen before; instants are UTC.</summary>
/// <param name="Key">As of <see cref="Problem"/>.</param>
/// <param name="Kind">As of <see cref="Problem"/>.</param>
/// <param name="Text">When it was last seen.</param>
/// <param name="Since">When it was first seen.</param>
/// <param name="ToldAt">When the operator was told; null: not yet.</param>
/// <param name="GoneSince">When it was first missed; null while it is there.</param>
public sealed record KnownProblem(
    string Key,
    ProblemKind Kind,
    string Text,
    DateTimeOffset Since,
    DateTimeOffset? ToldAt = null,
    DateTimeOffset? GoneSince = null
);

/// <summary>What is remembered of problems, and of mails about them.</summary>
public sealed record OperatorState
{
    public IReadOnlyList<KnownProblem> Known { get; set; } = [];

    /// <summary>When the mails of the last day were sent, oldest first, UTC.</summary>
    public IReadOnlyList<DateTimeOffset> Mails { get; set; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(OperatorState))]
sealed partial class OperateJson : JsonSerializerContext;
