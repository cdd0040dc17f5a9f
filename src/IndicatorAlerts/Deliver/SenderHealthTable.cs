using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>How the sender of the settings has fared, for everybody to see: partition <c>!sender</c> of table <c>deliveries</c>, while it fails.</summary>
public sealed class SenderHealthTable
{
    const string Partition = "!sender";
    const string Row = "primary";

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public SenderHealthTable(StorageAccount storage) => table = storage.Tables.GetTableClient(Deliveries.Name);

    /// <summary>Null while it is well.</summary>
    public async Task<SenderHealth?> FindAsync(CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancel);
        return row.HasValue
            ? new(
                row.Value!.GetDateTimeOffset(nameof(SenderHealth.FailingSince)),
                row.Value.GetDateTimeOffset(nameof(SenderHealth.TriedAt)),
                row.Value.GetBoolean(nameof(SenderHealth.ShutOut)) ?? false,
                row.Value.GetString(nameof(SenderHealth.Failure))
            )
            : null;
    }

    /// <summary>Notes how it has fared; well, it is forgotten.</summary>
    public Task PutAsync(SenderHealth health, CancellationToken cancel) =>
        health.FailingSince is null
            ? table.DeleteEntityAsync(Partition, Row, cancellationToken: cancel)
            : table.UpsertEntityAsync(
                new TableEntity(Partition, Row)
                {
                    [nameof(SenderHealth.FailingSince)] = health.FailingSince,
                    [nameof(SenderHealth.TriedAt)] = health.TriedAt,
                    [nameof(SenderHealth.ShutOut)] = health.ShutOut,
                    [nameof(SenderHealth.Failure)] = health.Failure,
                },
                TableUpdateMode.Replace,
                cancel
            );
}
