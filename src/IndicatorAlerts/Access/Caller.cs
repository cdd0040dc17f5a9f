using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Access;

/// <summary>What a caller may do; each may do what those before it may.</summary>
[JsonConverter(typeof(WordJsonConverter<Role>))]
public enum Role
{
    /// <summary>See what is not public: deliveries, the audit log.</summary>
    [JsonStringEnumMemberName("reader")]
    Reader,

    /// <summary>Change indicators and red lines, silence and acknowledge, push observations.</summary>
    [JsonStringEnumMemberName("editor")]
    Editor,

    /// <summary>Approve what an editor has drafted.</summary>
    [JsonStringEnumMemberName("approver")]
    Approver,

    /// <summary>Keys and subscribers too.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}

/// <summary>Who asks.</summary>
/// <param name="Name">For the audit log and for notes: the key's name, or the user's. Two keys may have one name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Watches">The only watches it may touch; null for all.</param>
public sealed record Caller(string Name, Role Role, IReadOnlyList<string>? Watches = null)
{
    /// <summary>Tells callers of one name apart: <c>key:ID</c>, <c>entra:ID</c>, <c>setting</c> or <c>command</c>.</summary>
    public string Id { get; init; } = Name;

    /// <summary>Whether it may touch a watch.</summary>
    public bool MayTouch(string watch) => Watches is null || Watches.Contains(watch, StringComparer.Ordinal);
}
