using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace IndicatorAlerts.Subscribe;

/// <summary>
/// Partition <c>!suppressed</c> of table <c>readers</c>: suppressions that outlive their reader's row, by a hash of its id.
/// </summary>
public sealed class Tombstones(ReaderTable readers, ReaderSecrets secrets)
{
    const string Partition = "!suppressed";
    const string Why = "Suppression";

    readonly TableClient table = readers.Table;

    /// <summary>Null when there is none.</summary>
    public async Task<Suppression?> FindAsync(string reader, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            Partition,
            secrets.TombstoneOf(reader),
            cancellationToken: cancel
        );
        return row.HasValue
            ? JsonSerializer.Deserialize(row.Value!.GetString(Why), SubscribeJson.Default.Suppression)
            : null;
    }

    /// <summary>Writes it down, unless a graver one stands there.</summary>
    public async Task PutAsync(string reader, Suppression suppression, CancellationToken cancel)
    {
        var graver = suppression.Or(await FindAsync(reader, cancel));
        var row = new TableEntity(Partition, secrets.TombstoneOf(reader))
        {
            [Why] = JsonSerializer.Serialize(graver, SubscribeJson.Default.Suppression),
        };
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    public Task RemoveAsync(string reader, CancellationToken cancel) =>
        table.DeleteEntityAsync(Partition, secrets.TombstoneOf(reader), ETag.All, cancel);
}
