using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Access.Keys;

/// <summary>Table <c>keys</c>: a row a key, revoked ones too, so that the audit log's names keep their meaning.</summary>
public sealed class KeyTable
{
    public const string Name = "keys";
    const string Partition = "key";
    const string LastUsedAt = "LastUsedAt";
    const string RevokedAt = "RevokedAt";

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public KeyTable(StorageAccount storage) => table = storage.Tables.GetTableClient(Name);

    /// <summary>Null when there is none of this id.</summary>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>All keys in the order in which they were made.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancel)
    {
        var keys = new List<ApiKey>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            keys.Add(Read(row));
        return [.. keys.OrderBy(k => k.CreatedAt).ThenBy(k => k.Id, StringComparer.Ordinal)];
    }

    public Task AddAsync(ApiKey key, CancellationToken cancel) => table.AddEntityAsync(Row(key), cancel);

    /// <summary>Ends a key for good, at the first time that this is asked.</summary>
    /// <returns>False when there is none of this id.</returns>
    public async Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } key)
            return false;
        if (key.RevokedAt is null)
            await MergeAsync(id, RevokedAt, at, cancel);
        return true;
    }

    public Task SetLastUsedAsync(string id, DateTimeOffset at, CancellationToken cancel) =>
        MergeAsync(id, LastUsedAt, at, cancel);

    Task<Response> MergeAsync(string id, string name, DateTimeOffset at, CancellationToken cancel) =>
        table.UpdateEntityAsync(
            new TableEntity(Partition, id) { [name] = at },
            ETag.All,
            TableUpdateMode.Merge,
            cancel
        );

    // Ids of watches hold no comma.
    static TableEntity Row(ApiKey key) =>
        new(Partition, key.Id)
        {
            ["Hash"] = key.Hash,
            ["Name"] = key.Name,
            ["Role"] = AccessRules.NameOf(key.Role),
            ["Watches"] = key.Watches is null ? null : string.Join(',', key.Watches),
            ["CreatedAt"] = key.CreatedAt,
            ["CreatedBy"] = key.CreatedBy,
            ["ExpiresAt"] = key.ExpiresAt,
        };

    static ApiKey Read(TableEntity row) =>
        new(
            row.RowKey,
            row.GetBinary("Hash"),
            row.GetString("Name"),
            Enum.Parse<Role>(row.GetString("Role"), ignoreCase: true),
            row.GetString("Watches")?.Split(','),
            row.GetDateTimeOffset("CreatedAt")!.Value,
            row.GetString("CreatedBy"),
            row.GetDateTimeOffset("ExpiresAt"),
            row.GetDateTimeOffset(RevokedAt),
            row.GetDateTimeOffset(LastUsedAt)
        );
}
