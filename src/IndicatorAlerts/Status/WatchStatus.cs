using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Status;

/// <summary>Whether an indicator can be trusted to speak.</summary>
[JsonConverter(typeof(WordJsonConverter<FeedState>))]
public enum FeedState
{
    /// <summary>Its feed was never read.</summary>
    [JsonStringEnumMemberName("never")]
    Never,

    /// <summary>Read, and not stale.</summary>
    [JsonStringEnumMemberName("fresh")]
    Fresh,

    /// <summary>Two reads that were due have not happened; what is known is still fresh enough.</summary>
    [JsonStringEnumMemberName("late")]
    Late,

    /// <summary>The last attempt failed; what is known is still fresh enough.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,

    /// <summary>Silent for longer than its definition allows: red lines on it are blind.</summary>
    [JsonStringEnumMemberName("stale")]
    Stale,
}

/// <summary>An indicator at a watch's last evaluation.</summary>
public sealed record IndicatorStatus
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string Unit { get; set; } = "";
    public SeriesKind Of { get; init; }
    public FeedState Feed { get; init; }

    /// <summary>Null when nothing was ever observed.</summary>
    public double? LastValue { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? LastObservedAt { get; init; }
    public required FeedHealth Health { get; init; }
}

/// <summary>A red line at a watch's last evaluation.</summary>
public sealed record RedLineStatus
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public Severity Severity { get; init; }
    public required string When { get; init; }

    /// <summary>Null while it was never evaluated: nothing is known, which is not calm.</summary>
    public Phase? Phase { get; init; }

    /// <summary>When the phase was entered, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Since when it cannot see, UTC; null while it sees.</summary>
    public DateTimeOffset? BlindSince { get; init; }

    /// <summary>The last verdict in one sentence.</summary>
    public string Sentence { get; set; } = "";
    public string? Because { get; init; }

    /// <summary>Until when nobody is told of it, UTC; null while people are.</summary>
    public DateTimeOffset? SilencedUntil { get; init; }

    /// <summary>When somebody took note of its episode, UTC: nobody is reminded any more. Null when nobody has.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>On trial: nobody is told, and it is no part of the level.</summary>
    public bool Shadow { get; init; }
}

/// <summary>A watch at its last evaluation, for people and programs.</summary>
public sealed record WatchStatus
{
    public required string Id { get; init; }
    public required string Title { get; init; }

    /// <summary>UTC; null while it was never evaluated.</summary>
    public DateTimeOffset? EvaluatedTo { get; init; }

    /// <summary>The severity of the worst line that is crossed or clearing; null when there is none.</summary>
    public Severity? Level { get; init; }

    /// <summary>How many red lines cannot see.</summary>
    public int Blind { get; init; }

    public IReadOnlyList<RedLineStatus> RedLines { get; set; } = [];
    public IReadOnlyList<IndicatorStatus> Indicators { get; set; } = [];

    /// <summary>The newest alerts, newest first; only where one watch was asked for or on the whole status.</summary>
    public IReadOnlyList<Alert> Alerts { get; set; } = [];
}

/// <summary>Everything at one glance.</summary>
/// <param name="At">When it was asked, UTC.</param>
/// <param name="Watches">In order of their ids.</param>
public sealed record ServiceStatus(DateTimeOffset At, IReadOnlyList<WatchStatus> Watches);

/// <summary>The answer of <c>/healthz</c> and <c>/readyz</c>.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Reason">Why it is not ready.</param>
public sealed record Health(string Status, string? Reason = null);

/// <summary>A problem as of RFC 9457, with the fields at fault.</summary>
public sealed record Problem(string Title, int Status, string Detail, IReadOnlyList<FieldProblem>? Errors = null)
{
    public string Type => "about:blank";

    /// <summary>Under which the log tells more of an unexpected fault.</summary>
    public string? Trace { get; init; }

    /// <summary>Where the caller took it for something else: what is there now.</summary>
    public JsonNode? Current { get; init; }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Its name in the contract.</param>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="Line">In an expression, from 1.</param>
/// <param name="Column">In an expression, from 1, in characters.</param>
public sealed record FieldProblem(string Field, string Message, int? Line = null, int? Column = null);
