using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Operate;

/// <summary>What was remembered last.</summary>
/// <param name="State">What is remembered.</param>
/// <param name="ClaimedAt">When somebody began to send a mail that is not recorded, UTC; null when nobody does.</param>
/// <param name="Tag">For compare-and-set; the default while there is nothing.</param>
public sealed record OperatorRow(OperatorState State, DateTimeOffset? ClaimedAt = null, ETag Tag = default);

/// <summary>Table <c>operation</c>: one row, so that several processes send one mail.</summary>
public sealed class OperatorTable
{
    public const string Name = "operation";
    const string Partition = "operator";
    const string Row = "problems";
    const string State = "State";

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public OperatorTable(StorageAccount storage) => table = storage.Tables.GetTableClient(Name);

    public async Task<OperatorRow> ReadAsync(CancellationToken cancel)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancel);
        return found.HasValue
            ? new(
                LongText.Read(found.Value!, State, OperateJson.Default.OperatorState)!,
                found.Value!.GetDateTimeOffset(nameof(OperatorRow.ClaimedAt)),
                found.Value.ETag
            )
            : new(new());
    }

    /// <summary>Writes unless somebody else has; returns it with its new tag, or null.</summary>
    public async Task<OperatorRow?> TryWriteAsync(OperatorRow row, CancellationToken cancel)
    {
        var entity = new TableEntity(Partition, Row) { [nameof(OperatorRow.ClaimedAt)] = row.ClaimedAt };
        LongText.Write(entity, State, row.State, OperateJson.Default.OperatorState);
        try
        {
            var answer =
                row.Tag == default
                    ? await table.AddEntityAsync(entity, cancel)
                    : await table.UpdateEntityAsync(entity, row.Tag, TableUpdateMode.Replace, cancel);
            return row with { Tag = answer.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return null;
        }
    }
}
