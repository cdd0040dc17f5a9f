using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Admin.Drafts;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>A watch in the list of them.</summary>
public sealed record WatchItem(
    string Id,
    string Title,
    int Version,
    int Indicators,
    int RedLines,
    DateTimeOffset ChangedAt,
    string ChangedBy
);

public sealed record WatchItems(IReadOnlyList<WatchItem> Items, string? Next);

/// <summary>A pack in JSON, for the API's description.</summary>
sealed record PackBody(
    string Watch,
    string Title,
    string? Every,
    IReadOnlyList<Indicator>? Indicators,
    IReadOnlyList<RedLine>? RedLines,
    IReadOnlyList<WatchEvent>? Events
);

/// <summary>A watch's whole definition, and which version it is.</summary>
public sealed record DefinitionAnswer(DefinitionVersion Version, Watch Definition);

/// <summary>A part in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Etag">For <c>If-Match</c>.</param>
/// <param name="Definition">What it says.</param>
public sealed record PartItem(string Id, string Etag, JsonObject Definition);

/// <param name="Version">Of the watch.</param>
/// <param name="Items">In order of their ids.</param>
/// <param name="Next">The address of the next page; null after the last.</param>
public sealed record PartItems(int Version, IReadOnlyList<PartItem> Items, string? Next);

/// <summary>A step of a ladder.</summary>
public sealed record LadderStep(string Id, string Title, Severity Severity, bool Shadow, string When);

/// <summary>Red lines that are steps of one danger.</summary>
/// <param name="Name">What its lines call it.</param>
/// <param name="Steps">From the least to the worst.</param>
public sealed record Ladder(string Name, IReadOnlyList<LadderStep> Steps);

/// <summary>A version with what it says; without a definition when it removed the watch.</summary>
public sealed record VersionAnswer(DefinitionVersion Version, Watch? Definition);

public sealed record VersionItems(IReadOnlyList<DefinitionVersion> Items, string? Next);

/// <summary>How a version differs from another.</summary>
public sealed record VersionDiff(
    DefinitionVersion From,
    DefinitionVersion To,
    IReadOnlyList<string> Summary,
    IReadOnlyList<PartChange> Changes
);

/// <summary>How one version changed one part.</summary>
/// <param name="Version">The version.</param>
/// <param name="Change">Added, changed or removed.</param>
/// <param name="Fields">Those that it changed.</param>
public sealed record PartVersion(DefinitionVersion Version, PartChangeKind Change, IReadOnlyList<FieldChange> Fields);

public sealed record PartVersions(IReadOnlyList<PartVersion> Items, string? Next);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(WatchItems))]
[JsonSerializable(typeof(DefinitionAnswer))]
[JsonSerializable(typeof(PartItems))]
[JsonSerializable(typeof(Ladder))]
[JsonSerializable(typeof(IReadOnlyList<Ladder>))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(VersionItems))]
[JsonSerializable(typeof(VersionDiff))]
[JsonSerializable(typeof(PartVersions))]
[JsonSerializable(typeof(Draft))]
[JsonSerializable(typeof(IReadOnlyList<Draft>))]
[JsonSerializable(typeof(DraftAnswer))]
[JsonSerializable(typeof(PackPlan))]
[JsonSerializable(typeof(PackBody))]
[JsonSerializable(typeof(PackApplied))]
[JsonSerializable(typeof(AuditEntries))]
[JsonSerializable(typeof(Problem))]
sealed partial class AdminJson : JsonSerializerContext;
