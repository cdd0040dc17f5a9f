using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Subscribe;

/// <summary>
/// Table <c>readers</c>: who readers are and what they have agreed to, a row each, in partitions by the first two digits of the
/// id. Partitions of other classes stand before them: <c>!callers</c>, <c>!mending</c>, <c>!requests</c>, <c>!suppressed</c>.
/// </summary>
public sealed class ReaderTable
{
    public const string Name = "readers";

    // '!' stands before the digits.
    const string AnyReader = "PartitionKey ge '0'";
    const string Address = "Address";
    const string Data = "Data";

    readonly TableClient table;
    readonly ReaderSecrets secrets;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public ReaderTable(StorageAccount storage, ReaderSecrets secrets) =>
        (table, this.secrets) = (storage.Tables.GetTableClient(Name), secrets);

    /// <summary>The rows, for the classes that own a partition.</summary>
    internal TableClient Table => table;

    /// <summary>A reader by its id; null when there is none.</summary>
    public async Task<ReaderRecord?> FindAsync(string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(id[..2], id, cancellationToken: cancel);
        return row.HasValue ? Record(row.Value!) : null;
    }

    /// <summary>Writes a reader in the place of what was read, or takes it away.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="before">As it was read; null when there was none.</param>
    /// <param name="after">Null takes it away.</param>
    /// <param name="cancel">Stops the call.</param>
    /// <returns>False when somebody else has changed it since.</returns>
    public async Task<bool> TryWriteAsync(
        string id,
        ReaderRecord? before,
        ReaderRecord? after,
        CancellationToken cancel
    )
    {
        try
        {
            if (after is null)
                await table.DeleteEntityAsync(id[..2], id, before!.Tag, cancel);
            else if (before is null)
                await table.AddEntityAsync(Row(after), cancel);
            else
                await table.UpdateEntityAsync(Row(after), before.Tag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Every reader, by as many queries as it takes, with the columns alone that are named.</summary>
    internal AsyncPageable<TableEntity> Rows(string? filter, IEnumerable<string> columns, CancellationToken cancel) =>
        table.QueryAsync<TableEntity>(
            filter is null ? AnyReader : $"{AnyReader} and {filter}",
            select: columns,
            cancellationToken: cancel
        );

    /// <summary>The ids of readers who have stood so since before an instant.</summary>
    internal async Task<IReadOnlyList<string>> StandingAsync(
        ReaderState state,
        DateTimeOffset before,
        CancellationToken cancel
    )
    {
        var ids = new List<string>();
        var filter = TableClient.CreateQueryFilter($"State eq {state.ToString()} and Since lt {before}");
        await foreach (var row in Rows(filter, ["RowKey"], cancel))
            ids.Add(row.RowKey);
        return ids;
    }

    TableEntity Row(ReaderRecord reader)
    {
        // State and wishes stand beside the JSON too, to be counted without reading it.
        var row = new TableEntity(reader.Id[..2], reader.Id)
        {
            [Address] = secrets.Hide(reader.Id, reader.Address),
            [nameof(ReaderRecord.State)] = reader.State.ToString(),
            [nameof(ReaderRecord.Since)] = reader.Since,
        };
        if (reader.Suppression is { } suppression)
            row[nameof(Suppression.Reason)] = suppression.Reason.ToString();
        if (reader.Subscription is { } wants)
        {
            row[nameof(Subscription.Watches)] = string.Join(',', wants.Watches);
            row[nameof(Subscription.Rhythm)] = wants.Rhythm.ToString();
            row[nameof(Subscription.LeastSeverity)] = wants.LeastSeverity.ToString();
            row[nameof(Subscription.Paused)] = wants.Paused;
        }
        LongText.Write(row, Data, reader, SubscribeJson.Default.ReaderRecord);
        return row;
    }

    ReaderRecord Record(TableEntity row) =>
        LongText.Read(row, Data, SubscribeJson.Default.ReaderRecord)! with
        {
            Address = secrets.Show(row.RowKey, row.GetBinary(Address)),
            Tag = row.ETag,
        };
}
