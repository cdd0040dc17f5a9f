using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Replay;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Preview;

/// <summary>All that a preview needs beside stored observations, so that it may run later and elsewhere.</summary>
public sealed record PreviewOrder
{
    /// <summary>The watch as it would be.</summary>
    public required Watch Draft { get; init; }

    /// <summary>As it is; null for a new one.</summary>
    public Watch? Current { get; init; }

    /// <summary>The ids of those that are tried.</summary>
    public required IReadOnlyList<string> RedLines { get; init; }

    public required BacktestSpan Span { get; init; }

    /// <summary>The grid; what arrives between is judged all the same.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Every { get; init; }

    /// <summary>At which instants lines are looked at, UTC.</summary>
    public required IReadOnlyList<DateTimeOffset> At { get; init; }

    /// <summary>The plan that asks what its lines would have done; null for a preview of one line.</summary>
    public PackPlan? Plan { get; init; }
}

/// <summary>What the draft of a red line would have done, next to its current version.</summary>
/// <param name="RedLine">Its id.</param>
/// <param name="Draft">As it would be.</param>
/// <param name="Current">As it is; null when it is new.</param>
/// <param name="OnlyDraft">Episodes of the draft that the current version has no part of.</param>
/// <param name="OnlyCurrent">The other way round.</param>
public sealed record LinePreview(
    string RedLine,
    LineHistory Draft,
    LineHistory? Current,
    IReadOnlyList<Episode> OnlyDraft,
    IReadOnlyList<Episode> OnlyCurrent
);

/// <summary>What red lines would have done over stored history.</summary>
/// <param name="Watch">Its id.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC.</param>
/// <param name="Every">The grid that was walked; coarser than the watch's where the stretch is long and none was asked for.</param>
/// <param name="RedLines">Those that were tried.</param>
public sealed record PreviewAnswer(
    string Watch,
    DateTimeOffset From,
    DateTimeOffset To,
    [property: JsonConverter(typeof(DurationJsonConverter))] TimeSpan Every,
    IReadOnlyList<LinePreview> RedLines
);

/// <summary>Over what history something is tried.</summary>
/// <param name="From">The first day or instant, UTC; a year before the end when left out.</param>
/// <param name="To">The last day or instant, UTC; now when left out.</param>
/// <param name="Every">A grid such as <c>1m</c>.</param>
/// <param name="Window">How long before an event a crossing foretells it; 7d when left out.</param>
/// <param name="Late">How long after an event a crossing still tells of it; 1d when left out.</param>
public record SpanBody(
    string? From = null,
    string? To = null,
    string? Every = null,
    string? Window = null,
    string? Late = null
);

/// <summary>What a preview is asked for with.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="RedLine">Of one that is there, what is left out is as it is there.</param>
public sealed record PreviewBody(string Watch, JsonObject RedLine) : SpanBody;

/// <summary>A red line that is being written.</summary>
public sealed record ValidateBody(string Watch, JsonObject RedLine);

/// <summary>What is wrong with a red line that is being written.</summary>
/// <param name="Valid">Nothing.</param>
/// <param name="Errors">Fields of the line and, in an expression, the character.</param>
/// <param name="When">The condition in its canonical form; null when it cannot be read.</param>
/// <param name="ClearWhen">The same of the condition to clear.</param>
public sealed record ValidateAnswer(bool Valid, IReadOnlyList<FieldProblem> Errors, string? When, string? ClearWhen);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(PreviewOrder))]
[JsonSerializable(typeof(ReplayOrder))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(PackPlan))]
[JsonSerializable(typeof(ValidateAnswer))]
public sealed partial class PreviewJson : JsonSerializerContext;

/// <summary>How what people send is read: unknown fields are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(SpanBody))]
[JsonSerializable(typeof(ValidateBody))]
public sealed partial class PreviewInputJson : JsonSerializerContext;
