using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Where a red line stands.</summary>
[JsonConverter(typeof(WordJsonConverter<Phase>))]
public enum Phase
{
    /// <summary>The condition does not hold.</summary>
    [JsonStringEnumMemberName("calm")]
    Calm,

    /// <summary>The condition holds, but not yet for long enough.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The red line is crossed.</summary>
    [JsonStringEnumMemberName("crossed")]
    Crossed,

    /// <summary>The condition no longer holds; the line stays red until its keep time has passed.</summary>
    [JsonStringEnumMemberName("clearing")]
    Clearing,
}

/// <summary>What people are told.</summary>
[JsonConverter(typeof(WordJsonConverter<NotificationKind>))]
public enum NotificationKind
{
    /// <summary>A red line was crossed.</summary>
    [JsonStringEnumMemberName("crossed")]
    Crossed,

    /// <summary>A worse line of the same ladder was crossed.</summary>
    [JsonStringEnumMemberName("escalated")]
    Escalated,

    /// <summary>A late or corrected observation changes what was told.</summary>
    [JsonStringEnumMemberName("revised")]
    Revised,

    /// <summary>A red line is still crossed.</summary>
    [JsonStringEnumMemberName("reminder")]
    Reminder,

    /// <summary>A red line can no longer see.</summary>
    [JsonStringEnumMemberName("blind")]
    Blind,

    /// <summary>A blind red line sees again.</summary>
    [JsonStringEnumMemberName("sighted")]
    Sighted,

    /// <summary>A crossed red line is calm again.</summary>
    [JsonStringEnumMemberName("cleared")]
    Cleared,
}

/// <summary>One red line between two evaluations.</summary>
public sealed record LineState
{
    /// <summary>Calm, pending, crossed or clearing.</summary>
    public Phase Phase { get; init; }

    /// <summary>When the phase was entered, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Since when its condition is unknown, UTC; null while it sees.</summary>
    public DateTimeOffset? BlindSince { get; init; }

    /// <summary>Whether its condition was ever known.</summary>
    public bool HasSeen { get; init; }

    /// <summary>Whether people were told that it is blind.</summary>
    public bool BlindTold { get; init; }

    /// <summary>When the current episode was crossed, UTC; null while calm or pending.</summary>
    public DateTimeOffset? Episode { get; init; }

    /// <summary>When people were last told of this episode, UTC.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>The last instant at which it was red, UTC; null while it is red and if it never was.</summary>
    public DateTimeOffset? RedUntil { get; init; }

    /// <summary>Whether people were told that it is crossed, in this episode.</summary>
    public bool Told { get; init; }

    /// <summary>Up to which instant late data has been reported to change what was decided, UTC.</summary>
    public DateTimeOffset? RevisedTo { get; init; }

    /// <summary>When the crossings of the last day that people were told of happened, UTC, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Crossings { get; set; } = [];

    /// <summary>Crossed or clearing.</summary>
    [JsonIgnore]
    public bool IsRed => Phase is Phase.Crossed or Phase.Clearing;

    /// <summary>The last verdict in one English sentence.</summary>
    public string Sentence { get; set; } = "";
}

/// <summary>A step of a watch's level.</summary>
/// <param name="At">The instant at which it changed, UTC.</param>
/// <param name="Level">0 calm, 1 notice to 4 critical.</param>
/// <param name="KnownAt">When the step was decided, UTC: other watches see it from then on.</param>
public sealed record LevelChange(DateTimeOffset At, int Level, DateTimeOffset KnownAt);

/// <summary>A watch between two evaluations.</summary>
public sealed record WatchState
{
    /// <summary>The last instant of the grid that was decided, UTC.</summary>
    public required DateTimeOffset EvaluatedTo { get; init; }

    /// <summary>By the red line's id.</summary>
    public IReadOnlyDictionary<string, LineState> Lines { get; set; } = new Dictionary<string, LineState>();

    /// <summary>The latest steps of its level, oldest first: for watches that read it.</summary>
    public IReadOnlyList<LevelChange> Levels { get; set; } = [];

    /// <summary>The level as a series that other watches read under <see cref="CompiledWatch.LevelOf"/>.</summary>
    public Series LevelSeries() =>
        new(new() { Id = "level", Title = "Level" }, Levels.Select(l => new Observation(l.At, l.Level, l.KnownAt)), []);
}

/// <summary>A step of one red line, told or not.</summary>
public sealed record Transition
{
    /// <summary>The red line's id.</summary>
    public required string RedLine { get; init; }

    /// <summary>The instant of the grid, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Before.</summary>
    public required Phase From { get; init; }

    /// <summary>After; the same as before when only sight was lost or regained, or for a reminder.</summary>
    public required Phase To { get; init; }

    /// <summary>What people are told; null when nobody is.</summary>
    public NotificationKind? Tell { get; init; }

    /// <summary>When the episode that this belongs to was crossed, UTC; null outside of one.</summary>
    public DateTimeOffset? Episode { get; init; }

    /// <summary>Why, in one English sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The condition with its values.</summary>
    public required Explanation Explanation { get; init; }

    internal Transition WithoutTree() => this with { Explanation = Explanation with { Root = null } };
}

/// <summary>What became of a watch on the way to an instant.</summary>
/// <param name="State">The state at the last instant walked.</param>
/// <param name="Transitions">In time order, then in the order of the pack.</param>
/// <param name="Complete">False when the walk stopped early because enough was told; walk on from the state.</param>
public sealed record Walk(WatchState State, IReadOnlyList<Transition> Transitions, bool Complete);
