using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines;

/// <summary>What a series is made of, and so what silence in it means.</summary>
[JsonConverter(typeof(WordJsonConverter<SeriesKind>))]
public enum SeriesKind
{
    /// <summary>A value stands until the next one; no value for too long is ignorance.</summary>
    [JsonStringEnumMemberName("levels")]
    Levels,

    /// <summary>Things that happen; none is knowledge, as long as the source was read.</summary>
    [JsonStringEnumMemberName("events")]
    Events,
}

/// <summary>How much a crossed red line matters, from least to most.</summary>
[JsonConverter(typeof(WordJsonConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("notice")]
    Notice,

    /// <summary>Worth following.</summary>
    [JsonStringEnumMemberName("watch")]
    Watch,

    /// <summary>Worth acting on.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Act now.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,
}

/// <summary>Whether people are told that a red line can no longer see.</summary>
[JsonConverter(typeof(WordJsonConverter<BlindPolicy>))]
public enum BlindPolicy
{
    /// <summary>Tell when it goes blind and when it sees again.</summary>
    [JsonStringEnumMemberName("tell")]
    Tell,

    /// <summary>Show it on the status page only.</summary>
    [JsonStringEnumMemberName("hold")]
    Hold,
}

// Source-generated JSON sets every init property, absent ones to default: what has another default has a setter.

/// <summary>A public indicator: where its observations come from and how soon its silence is ignorance.</summary>
public sealed record Indicator
{
    /// <summary>Unique in its watch: lower-case letters, digits and hyphens, starting with a letter.</summary>
    public required string Id { get; init; }

    /// <summary>What it measures, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The unit of its values, such as <c>magnitude</c>.</summary>
    public string Unit { get; set; } = "";

    /// <summary>Levels or events.</summary>
    public SeriesKind Of { get; set; } = SeriesKind.Levels;

    /// <summary>The source's kind and parameters; null for an indicator that is only pushed.</summary>
    public JsonObject? Source { get; init; }

    /// <summary>When the source is read: cron with five fields.</summary>
    public string? Schedule { get; init; }

    /// <summary>The IANA time zone of the schedule, such as <c>Asia/Seoul</c>; UTC when absent.</summary>
    public string? ScheduleZone { get; init; }

    /// <summary>Events: longest time since the source was last read. Levels: longest time since the last value.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long after its time a value becomes public; used for imported history.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Lag { get; init; }
}

/// <summary>A condition on indicators that people are told of when it is met.</summary>
public sealed record RedLine
{
    /// <summary>Unique in its watch: lower-case letters, digits and hyphens, starting with a letter.</summary>
    public required string Id { get; init; }

    /// <summary>What has happened when it is crossed, for people.</summary>
    public required string Title { get; init; }

    /// <summary>How much it matters.</summary>
    public Severity Severity { get; set; } = Severity.Warning;

    /// <summary>Lines of one ladder are steps of one danger: the worse silence the lesser.</summary>
    public string? Ladder { get; init; }

    /// <summary>Words by which lines are gathered, as for a silence: lower-case letters, digits and hyphens.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>A draft on trial: it is evaluated and recorded, and nobody is told.</summary>
    public bool Shadow { get; set; }

    /// <summary>Whether nobody is told of this line while another is red: a worse one of its ladder that is not on trial.</summary>
    public bool YieldsTo(RedLine other) =>
        Ladder is not null && other.Ladder == Ladder && other.Severity > Severity && !other.Shadow;

    /// <summary>The condition, in the red-line language.</summary>
    public required string When { get; init; }

    /// <summary>How long the condition must hold before the line is crossed.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan For { get; init; }

    /// <summary>What must also hold before a crossed line clears; null: that <see cref="When"/> no longer holds.</summary>
    public string? ClearWhen { get; init; }

    /// <summary>How long a line stays crossed (clearing) after it could clear.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Keep { get; init; }

    /// <summary>How often people are reminded while it is crossed; null: never.</summary>
    [JsonConverter(typeof(NullableDurationJsonConverter))]
    public TimeSpan? RemindEvery { get; init; }

    /// <summary>Flap damping: people are told of at most so many crossings in 24 hours; 0: of all.</summary>
    public int MostPerDay { get; set; } = 6;

    /// <summary>Whether people are told when it goes blind.</summary>
    public BlindPolicy OnBlind { get; set; } = BlindPolicy.Tell;

    /// <summary>Why the threshold stands where it stands.</summary>
    public string? Because { get; init; }
}

/// <summary>A crisis under watch: its indicators and its red lines.</summary>
public sealed record Watch
{
    /// <summary>Lower-case letters, digits and hyphens, starting with a letter.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The step of the grid of instants at which it is evaluated, counted from 1970-01-01 UTC.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What it looks at.</summary>
    public IReadOnlyList<Indicator> Indicators { get; set; } = [];

    /// <summary>What it tells of.</summary>
    public IReadOnlyList<RedLine> RedLines { get; set; } = [];

    /// <summary>What happened in the past, by which red lines are scored; it changes no verdict.</summary>
    public IReadOnlyList<WatchEvent> Events { get; set; } = [];
}
