using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>The rows <c>send:…</c> of table <c>deliveries</c>, in the partition of their delivery.</summary>
public sealed class SendTable
{
    const string After = "send;";

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public SendTable(StorageAccount storage) => table = storage.Tables.GetTableClient(Deliveries.Name);

    /// <summary>One send; null when there is none.</summary>
    public async Task<Send?> FindAsync(string delivery, string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            delivery,
            SendRow.Prefix + id,
            cancellationToken: cancel
        );
        return row.HasValue ? SendRow.Read(row.Value!) : null;
    }

    /// <summary>All sends of a delivery, in order of their ids.</summary>
    public Task<IReadOnlyList<Send>> ListAsync(string delivery, CancellationToken cancel) =>
        ReadAsync(Of(delivery), cancel);

    /// <summary>The sends that a page of a delivery was planned as.</summary>
    public async Task<IReadOnlyList<Send>> OfPageAsync(string delivery, int page, CancellationToken cancel)
    {
        var (from, to) = (
            string.Create(CultureInfo.InvariantCulture, $"{SendRow.Prefix}{page:D6}:"),
            string.Create(CultureInfo.InvariantCulture, $"{SendRow.Prefix}{page:D6};")
        );
        return await ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {delivery} and RowKey ge {from} and RowKey lt {to}"),
            cancel
        );
    }

    /// <summary>All sends of a delivery without their readers.</summary>
    public async Task<IReadOnlyList<SendSummary>> SummariesAsync(string delivery, CancellationToken cancel)
    {
        var sends = new List<SendSummary>();
        await foreach (
            var row in table.QueryAsync<TableEntity>(
                Of(delivery),
                null,
                SendRow.SummaryColumns,
                cancellationToken: cancel
            )
        )
            sends.Add(SendRow.ReadSummary(row));
        return sends;
    }

    /// <summary>Whether something is still to be done for a delivery.</summary>
    public async Task<bool> AnyOpenAsync(string delivery, CancellationToken cancel)
    {
        var filter = Of(delivery) + " and " + Open;
        await foreach (var _ in table.QueryAsync<TableEntity>(filter, 1, ["RowKey"], cancel))
            return true;
        return false;
    }

    /// <summary>The sends of a delivery for which something is still to be done.</summary>
    public Task<IReadOnlyList<Send>> OpenAsync(string delivery, CancellationToken cancel) =>
        ReadAsync(Of(delivery) + " and " + Open, cancel);

    /// <summary>The sends of a delivery for which something is still to be done, and that were planned before an instant.</summary>
    public async Task<IReadOnlyList<WaitingSend>> WaitingAsync(
        string delivery,
        DateTimeOffset before,
        CancellationToken cancel
    )
    {
        var waiting = new List<WaitingSend>();
        var filter = $"{Of(delivery)} and {Open} and {TableClient.CreateQueryFilter($"CreatedAt lt {before}")}";
        await foreach (var row in table.QueryAsync<TableEntity>(filter, null, SendRow.WaitingColumns, cancel))
            waiting.Add(SendRow.ReadWaiting(row));
        return waiting;
    }

    /// <summary>Changes a send, unless somebody else has; returns it with its new tag, or null.</summary>
    public async Task<Send?> TryUpdateAsync(Send send, CancellationToken cancel)
    {
        try
        {
            var response = await table.UpdateEntityAsync(SendRow.Of(send), send.Tag, TableUpdateMode.Replace, cancel);
            return send with { Tag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Puts sends in the place of one, unless somebody has changed it.</summary>
    public async Task<bool> TryReplaceAsync(Send send, IReadOnlyList<Send> by, CancellationToken cancel)
    {
        try
        {
            await table.SubmitTransactionAsync(
                [new(TableTransactionActionType.UpdateReplace, SendRow.Of(send), send.Tag), .. by.Select(Added)],
                cancel
            );
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Adds a send; one that is there already is left as it is.</summary>
    public async Task AddAsync(Send send, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(SendRow.Of(send), cancel);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // It was added before.
        }
    }

    internal static TableTransactionAction Added(Send send) => new(TableTransactionActionType.Add, SendRow.Of(send));

    async Task<IReadOnlyList<Send>> ReadAsync(string filter, CancellationToken cancel)
    {
        var sends = new List<Send>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            sends.Add(SendRow.Read(row));
        return sends;
    }

    static string Of(string delivery) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {delivery} and RowKey ge {SendRow.Prefix} and RowKey lt {After}"
        );

    static string Open =>
        TableClient.CreateQueryFilter(
            $"(State eq {nameof(SendState.Waiting)} or State eq {nameof(SendState.Claimed)})"
        );
}
