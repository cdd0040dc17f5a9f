using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace IndicatorAlerts.Access;

/// <summary>One entry of the audit log.</summary>
public sealed record AuditEntry
{
    /// <summary>From 1, without a gap.</summary>
    public required int Number { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The key's or the user's name.</summary>
    public required string Who { get; init; }

    /// <summary>Tells those of one name apart: <c>key:ID</c>, <c>entra:ID</c>, <c>setting</c> or <c>command</c>.</summary>
    public required string WhoId { get; init; }

    /// <summary>What was done, such as <c>red-line.change</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Target { get; init; }

    /// <summary>Why; null when nothing was said.</summary>
    public string? Note { get; init; }

    /// <summary>The hash of the entry before; of the first one, 64 zeros.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 over the hash of the entry before and all of the above, in hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Before the first entry.</summary>
    public static readonly string Start = new('0', 64);

    /// <summary>What the hash must be: of a JSON array of the fields in their order, the hash before first.</summary>
    public string Compute()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            json.WriteStringValue(Previous);
            json.WriteNumberValue(Number);
            json.WriteStringValue(At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteStringValue(Who);
            json.WriteStringValue(WhoId);
            json.WriteStringValue(Action);
            json.WriteStringValue(Target);
            json.WriteStringValue(Note);
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }
}

/// <summary>A page of the audit log, newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">The address of the next page; null after the last.</param>
public sealed record AuditEntries(IReadOnlyList<AuditEntry> Items, string? Next);

/// <summary>Which entries are asked for; null for any.</summary>
/// <param name="Who">This one.</param>
/// <param name="Action">With this beginning, such as <c>red-line.</c>.</param>
/// <param name="Target">With this beginning, such as a watch's id.</param>
/// <param name="From">At it or later, UTC.</param>
/// <param name="To">Before it, UTC.</param>
/// <param name="Below">With a lower number.</param>
public sealed record AuditQuery(
    string? Who = null,
    string? Action = null,
    string? Target = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    int? Below = null
);
