using System.Text.Json.Serialization;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Access.Keys;

/// <summary>What a new key shall be.</summary>
public sealed record KeyRequest
{
    /// <summary>What it is for: 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required Role Role { get; init; }

    /// <summary>The only watches it may touch; all, when absent.</summary>
    public IReadOnlyList<string>? Watches { get; init; }

    /// <summary>UTC; never, when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key for people: never the key itself.</summary>
public sealed record KeyAnswer(
    string Id,
    string Name,
    Role Role,
    IReadOnlyList<string>? Watches,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt
)
{
    public static KeyAnswer Of(ApiKey key) =>
        new(
            key.Id,
            key.Name,
            key.Role,
            key.Watches,
            key.CreatedAt,
            key.CreatedBy,
            key.ExpiresAt,
            key.RevokedAt,
            key.LastUsedAt
        );
}

/// <summary>A new key, which is shown this once.</summary>
/// <param name="Key">The key itself.</param>
/// <param name="Details">What is kept of it.</param>
public sealed record NewKey(string Key, KeyAnswer Details);

/// <summary>Makes keys, and ends them.</summary>
public sealed class KeyMaker(KeyTable table, KeyRing ring, AuditLog audit, TimeProvider time)
{
    const int LongestName = 100;
    const int MostWatches = 50;

    /// <summary>What is wrong with a request; empty when nothing is.</summary>
    public IReadOnlyList<FieldProblem> Check(KeyRequest request)
    {
        var errors = new List<FieldProblem>();
        if (
            string.IsNullOrWhiteSpace(request.Name)
            || request.Name.Length > LongestName
            || request.Name.Any(char.IsControl)
        )
            errors.Add(new("name", $"It has 1 to {LongestName} characters, and no line breaks."));
        if (!Enum.IsDefined(request.Role))
            errors.Add(new("role", "It is reader, editor, approver or admin."));
        if (request.Watches is { } watches && (watches.Count is 0 or > MostWatches || !watches.All(IsWatch)))
            errors.Add(new("watches", $"They are 1 to {MostWatches} ids of watches; leave them out for all."));
        if (request.ExpiresAt <= time.GetUtcNow())
            errors.Add(new("expiresAt", "It lies in the past."));
        return errors;
    }

    /// <summary>Makes a key that was checked.</summary>
    public async Task<NewKey> MakeAsync(KeyRequest request, Caller caller, CancellationToken cancel)
    {
        var (id, text) = ApiKey.New();
        var key = new ApiKey(
            id,
            ApiKey.HashOf(text),
            request.Name.Trim(),
            request.Role,
            request.Watches,
            time.GetUtcNow(),
            caller.Name,
            request.ExpiresAt?.ToUniversalTime(),
            null,
            null
        );
        await table.AddAsync(key, cancel);
        await audit.AppendAsync(
            caller,
            "key.create",
            $"keys/{id}",
            $"{key.Name}, {AccessRules.NameOf(key.Role)}",
            cancel
        );
        return new(text, KeyAnswer.Of(key));
    }

    /// <returns>False when there is no such key.</returns>
    public async Task<bool> RevokeAsync(string id, Caller caller, CancellationToken cancel)
    {
        if (!await table.RevokeAsync(id, time.GetUtcNow(), cancel))
            return false;
        ring.Forget(id);
        await audit.AppendAsync(caller, "key.revoke", $"keys/{id}", null, cancel);
        return true;
    }

    // A comma parts them in Storage; whether there is such a watch is not asked, as a key may be made before its watch.
    static bool IsWatch(string? id) =>
        id is { Length: > 0 and <= 64 } && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8
)]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(List<KeyAnswer>))]
sealed partial class KeyJson : JsonSerializerContext;
