using System.Text.Json.Serialization;
using Azure;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Jobs;

/// <summary>How far a job is.</summary>
[JsonConverter(typeof(WordJsonConverter<JobState>))]
public enum JobState
{
    [JsonStringEnumMemberName("queued")]
    Queued,

    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("done")]
    Done,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>Work that takes longer than a request may.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Kind">What is done: preview, replay or import.</param>
/// <param name="Watch">Which watch it is about.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Job(string Id, string Kind, string Watch, string By, DateTimeOffset CreatedAt)
{
    public JobState State { get; init; }

    /// <summary>The share that is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>UTC; null while it is not over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where its result is; null while there is none.</summary>
    public string? Result => State == JobState.Done ? $"/api/jobs/{Id}/result" : null;

    [JsonIgnore]
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;

    /// <summary>How often it was begun.</summary>
    [JsonIgnore]
    public int Attempts { get; init; }

    [JsonIgnore]
    internal ETag Tag { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Job))]
sealed partial class JobJson : JsonSerializerContext;
