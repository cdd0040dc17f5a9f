using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Watches;

/// <summary>
/// Table <c>watches</c>: a partition a watch, so that state, alerts and outbox change in one transaction. Its rows are
/// <c>acknowledged:…</c>, <c>alert:…</c>, <c>change:…</c>, <c>define:watch</c>, <c>effect:…</c>, <c>evaluated</c>, <c>outbox:…</c> and
/// <c>version:…</c>; definition, effects and state lie side by side, to be read by one query. Partition <c>!watches</c> lists the ids,
/// <c>!timers</c> holds what timers remember.
/// </summary>
public sealed class WatchTable
{
    public const string Name = "watches";
    public const string AnyWatch = $"PartitionKey eq '{Directory}'";

    // '!' starts no watch's id.
    const string Directory = "!watches";
    internal const string Timers = "!timers";
    const string CollectionRow = "collect";
    const string DigestsRow = "digests";
    const string At = "At";
    const string StateRow = "evaluated";
    const string State = "State";
    const string Status = "Status";

    readonly TableClient table;
    readonly ConcurrentDictionary<string, StoredDefinition> definitions = new(StringComparer.Ordinal);

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public WatchTable(StorageAccount storage) => table = storage.Tables.GetTableClient(Name);

    /// <summary>The rows of one watch, for the classes that own them.</summary>
    internal TableClient Table => table;

    /// <summary>The ids of all watches.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        var ids = new List<string>();
        await foreach (
            var row in table.QueryAsync<TableEntity>(AnyWatch, select: ["RowKey"], cancellationToken: cancel)
        )
            ids.Add(row.RowKey);
        return ids;
    }

    /// <summary>One watch with its state by one query; null when there is none.</summary>
    public async Task<StoredWatch?> ReadAsync(string watch, CancellationToken cancel)
    {
        var rows = new List<TableEntity>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {"define:"} and RowKey le {StateRow}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            rows.Add(row);
        if (rows.Find(r => r.RowKey == DefinitionRows.HeadRow) is not { } head)
            return null;
        var state = rows.Find(r => r.RowKey == StateRow);
        var definition = Definition(head);
        return new(
            definition.Watch,
            state is null ? null : LongText.ReadPacked(state, State, WatchJson.Default.WatchState),
            state is null ? null : LongText.ReadPacked(state, Status, WatchJson.Default.WatchStatus),
            state?.ETag ?? default,
            definition.Tag
        )
        {
            Latest = definition.Latest,
            Effects = EffectRows.Read(rows),
        };
    }

    /// <summary>The definition alone; null when there is no such watch.</summary>
    public async Task<StoredDefinition?> ReadDefinitionAsync(string watch, CancellationToken cancel)
    {
        if (!TableKey.IsValid(watch))
            return null;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            watch,
            DefinitionRows.HeadRow,
            cancellationToken: cancel
        );
        return row.HasValue ? Definition(row.Value!) : null;
    }

    // A definition of a thousand lines takes milliseconds to unpack, and seldom changes.
    StoredDefinition Definition(TableEntity head)
    {
        if (definitions.TryGetValue(head.PartitionKey, out var known) && known.Tag == head.ETag)
            return known;
        return definitions[head.PartitionKey] = DefinitionRows.Read(head);
    }

    /// <summary>What the last evaluation of a watch left; null when there was none.</summary>
    public async Task<WatchState?> ReadStateAsync(string watch, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(watch, StateRow, cancellationToken: cancel);
        return row.HasValue ? LongText.ReadPacked(row.Value!, State, WatchJson.Default.WatchState) : null;
    }

    /// <summary>Lists a watch; one that is listed and not defined is passed over.</summary>
    internal Task ListAsync(string watch, CancellationToken cancel) =>
        table.UpsertEntityAsync(new TableEntity(Directory, watch), TableUpdateMode.Replace, cancel);

    /// <summary>Takes a watch off the list.</summary>
    internal Task UnlistAsync(string watch, CancellationToken cancel) =>
        table.DeleteEntityAsync(Directory, watch, cancellationToken: cancel);

    /// <summary>One indicator's definition; null when there is none.</summary>
    public async Task<Indicator?> FindIndicatorAsync(string watch, string id, CancellationToken cancel) =>
        (await ReadDefinitionAsync(watch, cancel))?.Watch.Indicators.FirstOrDefault(i => i.Id == id);

    /// <summary>When the indicators that are due were last asked for, UTC; null when they never were.</summary>
    public async Task<DateTimeOffset?> LastCollectionAsync(CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Timers, CollectionRow, cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetDateTimeOffset(At) : null;
    }

    public Task SetLastCollectionAsync(DateTimeOffset at, CancellationToken cancel) =>
        table.UpsertEntityAsync(new TableEntity(Timers, CollectionRow) { [At] = at }, TableUpdateMode.Replace, cancel);

    /// <summary>Up to when digests were sent, UTC; null when they never were.</summary>
    public async Task<DateTimeOffset?> LastDigestsAsync(CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Timers, DigestsRow, cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetDateTimeOffset(At) : null;
    }

    public Task SetLastDigestsAsync(DateTimeOffset at, CancellationToken cancel) =>
        table.UpsertEntityAsync(new TableEntity(Timers, DigestsRow) { [At] = at }, TableUpdateMode.Replace, cancel);

    /// <summary>The row that an evaluation writes, to stand in one transaction with alerts and outbox.</summary>
    internal static TableTransactionAction StateChange(StoredWatch watch, WatchState state, WatchStatus status)
    {
        var row = new TableEntity(watch.Definition.Id, StateRow);
        LongText.WritePacked(row, State, state, WatchJson.Default.WatchState);
        LongText.WritePacked(row, Status, status, WatchJson.Default.WatchStatus);
        return watch.StateTag == default
            ? new(TableTransactionActionType.Add, row)
            : new(TableTransactionActionType.UpdateReplace, row, watch.StateTag);
    }

    /// <summary>Changes nothing but the state's tag, so that no evaluation that began before can be stored.</summary>
    internal static TableTransactionAction StateTouched(string watch) =>
        new(TableTransactionActionType.UpsertMerge, new TableEntity(watch, StateRow) { ["Touched"] = true });

    /// <summary>Forgets what evaluations left, to stand in one transaction with the definition's removal.</summary>
    internal static TableTransactionAction StateRemoval(StoredWatch watch) =>
        new(TableTransactionActionType.Delete, new TableEntity(watch.Definition.Id, StateRow), watch.StateTag);
}
