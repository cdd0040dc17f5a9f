using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Subscribe;

/// <summary>How soon a reader is told.</summary>
[JsonConverter(typeof(WordJsonConverter<Rhythm>))]
public enum Rhythm
{
    /// <summary>A mail for each notice, at once.</summary>
    [JsonStringEnumMemberName("immediate")]
    Immediate,

    /// <summary>One digest a day.</summary>
    [JsonStringEnumMemberName("daily")]
    Daily,

    /// <summary>One digest a week, on Monday.</summary>
    [JsonStringEnumMemberName("weekly")]
    Weekly,
}

/// <summary>Hours in which mail is held, in the reader's time zone; over midnight when it ends before it begins.</summary>
public sealed record QuietHours
{
    /// <summary>Inclusive.</summary>
    public required TimeOnly From { get; init; }

    /// <summary>Exclusive: held mail is sent then.</summary>
    public required TimeOnly To { get; init; }

    /// <summary>Whether critical alerts come through all the same.</summary>
    public bool ExceptCritical { get; set; } = true;
}

/// <summary>What a reader wants to be told, and when; holds no address.</summary>
public sealed record Subscription
{
    /// <summary>The ids of the watches, at least one.</summary>
    public required IReadOnlyList<string> Watches { get; init; }

    /// <summary>Lines of a lesser severity are left out.</summary>
    public Severity LeastSeverity { get; set; } = Severity.Notice;

    /// <summary>The kinds of notifications; empty for all.</summary>
    public IReadOnlyList<NotificationKind> Kinds { get; set; } = [];

    public Rhythm Rhythm { get; set; } = Rhythm.Immediate;

    /// <summary>The hour of digests in the reader's time zone, 0 to 23.</summary>
    public int Hour { get; set; } = 8;

    /// <summary>IANA time zone.</summary>
    public string Zone { get; set; } = "UTC";

    /// <summary>The zone; UTC on a machine that does not know it, as another one did.</summary>
    public TimeZoneInfo ZoneOrUtc() =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;

    public QuietHours? Quiet { get; init; }

    /// <summary>At most so many mails in any hour, the rest rolled into one; null for as many as there are.</summary>
    public int? MostPerHour { get; init; }

    /// <summary>Nothing is sent until the reader goes on.</summary>
    public bool Paused { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(Subscription))]
[JsonSerializable(typeof(ReaderRecord))]
[JsonSerializable(typeof(Suppression))]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(ReaderView))]
[JsonSerializable(typeof(ReaderExport))]
[JsonSerializable(typeof(FoundReader))]
[JsonSerializable(typeof(ReaderCounts))]
public sealed partial class SubscribeJson : JsonSerializerContext;
