using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>A delivery as lists show it.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Watch">Null for digests and held mail.</param>
/// <param name="At">When planning began, UTC.</param>
/// <param name="State"><c>open</c>, <c>done</c> or <c>givenUp</c>.</param>
public sealed record ListedDelivery(string Id, string? Watch, DateTimeOffset At, string State);

/// <summary>
/// What finds deliveries, in partitions of table <c>deliveries</c> that no delivery's id can name: <c>!open</c> for those with something
/// left to do, <c>!list</c> for all, newest first, and <c>!alert|WATCH</c> for the delivery that tells an alert.
/// </summary>
public sealed class DeliveryIndex
{
    const string OpenPartition = "!open";
    const string ListPartition = "!list";
    const string AlertPartition = "!alert|";
    const string State = "State";
    const string At = "At";
    const string Watch = "Watch";
    const string Id = "Delivery";
    const string StillOpen = "open";
    const string GivenUp = "givenUp";

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public DeliveryIndex(StorageAccount storage) => table = storage.Tables.GetTableClient(Deliveries.Name);

    /// <summary>Notes that a delivery has something to do.</summary>
    public async Task NoteAsync(Delivery delivery, CancellationToken cancel)
    {
        await table.UpsertEntityAsync(new TableEntity(OpenPartition, delivery.Id), TableUpdateMode.Replace, cancel);
        await table.UpsertEntityAsync(Listed(delivery, StillOpen), TableUpdateMode.Replace, cancel);
        if (delivery.Alerts.Count > 0)
            await table.SubmitTransactionAsync(
                delivery.Alerts.Select(alert => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(AlertPartition + delivery.Watch, alert) { [Id] = delivery.Id }
                )),
                cancel
            );
    }

    /// <summary>Notes that nothing is left to do.</summary>
    public async Task CloseAsync(Delivery delivery, CancellationToken cancel)
    {
        var state = delivery.State == DeliveryState.GivenUp ? GivenUp : "done";
        await table.UpsertEntityAsync(Listed(delivery, state), TableUpdateMode.Replace, cancel);
        await table.DeleteEntityAsync(OpenPartition, delivery.Id, cancellationToken: cancel);
    }

    /// <summary>The ids of the deliveries with something left to do.</summary>
    public async Task<IReadOnlyList<string>> ListOpenAsync(CancellationToken cancel)
    {
        var ids = new List<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {OpenPartition}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, null, ["RowKey"], cancel))
            ids.Add(row.RowKey);
        return ids;
    }

    /// <summary>The delivery that tells an alert; null when none does.</summary>
    public async Task<string?> OfAlertAsync(AlertName alert, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            AlertPartition + alert.Watch,
            alert.Id,
            cancellationToken: cancel
        );
        return row.HasValue ? row.Value!.GetString(Id) : null;
    }

    /// <summary>A page of the list, newest first, and where the page after it begins.</summary>
    /// <param name="watch">Only of this watch; null for all.</param>
    /// <param name="state">Only in this state; null for all.</param>
    /// <param name="after">What the page before gave; null for the first.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<(IReadOnlyList<ListedDelivery> Page, string? Next)> ListAsync(
        string? watch,
        string? state,
        string? after,
        int most,
        CancellationToken cancel
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {ListPartition} and RowKey gt {after ?? ""}");
        if (watch is not null)
            filter += TableClient.CreateQueryFilter($" and Watch eq {watch}");
        if (state is not null)
            filter += TableClient.CreateQueryFilter($" and State eq {state}");
        var found = new List<ListedDelivery>();
        string? last = null;
        await foreach (var row in table.QueryAsync<TableEntity>(filter, most + 1, cancellationToken: cancel))
        {
            if (found.Count == most)
                return (found, last);
            last = row.RowKey;
            found.Add(Read(row));
        }
        return (found, null);
    }

    /// <summary>Those that were begun before an instant and have nothing left to do, newest first.</summary>
    public async IAsyncEnumerable<ListedDelivery> OverBeforeAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {ListPartition} and RowKey gt {Key(before)} and State ne {StillOpen}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            yield return Read(row);
    }

    /// <summary>Those that were begun after an instant and given up for some of their readers, newest first.</summary>
    public async Task<IReadOnlyList<ListedDelivery>> GivenUpSinceAsync(
        DateTimeOffset since,
        int most,
        CancellationToken cancel
    )
    {
        var found = new List<ListedDelivery>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {ListPartition} and RowKey lt {Key(since)} and State eq {GivenUp}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, most, cancellationToken: cancel))
        {
            found.Add(Read(row));
            if (found.Count == most)
                break;
        }
        return found;
    }

    /// <summary>Forgets a delivery whose own rows are gone.</summary>
    public async Task ForgetAsync(ListedDelivery delivery, IEnumerable<string> alerts, CancellationToken cancel)
    {
        foreach (var alert in alerts)
            await table.DeleteEntityAsync(AlertPartition + delivery.Watch, alert, cancellationToken: cancel);
        await table.DeleteEntityAsync(ListPartition, $"{Key(delivery.At)}|{delivery.Id}", cancellationToken: cancel);
    }

    static ListedDelivery Read(TableEntity row) =>
        new(row.GetString(Id), row.GetString(Watch), row.GetDateTimeOffset(At)!.Value, row.GetString(State));

    static TableEntity Listed(Delivery delivery, string state) =>
        new(ListPartition, $"{Key(delivery.At)}|{delivery.Id}")
        {
            [Id] = delivery.Id,
            [Watch] = delivery.Watch,
            [At] = delivery.At,
            [State] = state,
        };

    // Counted down from the end of time, the newest row comes first.
    static string Key(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
