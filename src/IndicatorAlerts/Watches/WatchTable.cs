using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Watches;

/// <summary>
/// Table <c>watches</c>: a partition a watch, so that state, alerts and outbox change in one transaction. Its rows are
/// <c>acknowledged:…</c>, <c>alert:…</c>, <c>define:watch</c>, <c>define:indicator:ID</c>, <c>define:red-line:ID</c>, <c>effect:…</c>,
/// <c>evaluated</c> and <c>outbox:…</c>; definitions, effects and state lie side by side, to be read by one query. Partition <c>!watches</c> lists the ids, <c>!timers</c> holds what timers remember.
/// </summary>
public sealed class WatchTable
{
    public const string Name = "watches";
    public const string AnyWatch = $"PartitionKey eq '{Directory}'";

    // '!' starts no watch's id.
    const string Directory = "!watches";
    const string Timers = "!timers";
    const string CollectionRow = "collect";
    const string DigestsRow = "digests";
    const string At = "At";
    const string WatchRow = "define:watch";
    const string IndicatorRow = "define:indicator:";
    const string RedLineRow = "define:red-line:";
    const string StateRow = "evaluated";
    const string Definition = "Definition";
    const string State = "State";
    const string Status = "Status";
    const int MostInTransaction = 100;

    readonly TableClient table;

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
        if (rows.Find(r => r.RowKey == WatchRow) is not { } head)
            return null;
        var settings = Read(head, WatchJson.Default.WatchSettings);
        var definition = new Watch
        {
            Id = watch,
            Title = settings.Title,
            Every = settings.Every,
            Indicators = Read(rows, IndicatorRow, WatchJson.Default.Indicator),
            RedLines = Read(rows, RedLineRow, WatchJson.Default.RedLine),
        };
        var state = rows.Find(r => r.RowKey == StateRow);
        return new(
            definition,
            state is null ? null : LongText.Read(state, State, WatchJson.Default.WatchState),
            state is null ? null : LongText.Read(state, Status, WatchJson.Default.WatchStatus),
            state?.ETag ?? default,
            head.ETag
        )
        {
            Effects = EffectRows.Read(rows),
        };
    }

    /// <summary>What the last evaluation of a watch left; null when there was none.</summary>
    public async Task<WatchState?> ReadStateAsync(string watch, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(watch, StateRow, cancellationToken: cancel);
        return row.HasValue ? LongText.Read(row.Value!, State, WatchJson.Default.WatchState) : null;
    }

    /// <summary>Puts a watch in place of what was there: what it no longer names is removed.</summary>
    public async Task ApplyAsync(Watch watch, CancellationToken cancel)
    {
        var wanted = new List<TableEntity> { Row(watch.Id, WatchRow, Settings(watch), 0) };
        wanted.AddRange(watch.Indicators.Select((x, i) => Row(watch.Id, IndicatorRow + x.Id, Text(x), i)));
        wanted.AddRange(watch.RedLines.Select((x, i) => Row(watch.Id, RedLineRow + x.Id, Text(x), i)));
        var actions = wanted
            .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))
            .ToList();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch.Id} and RowKey ge {"define:"} and RowKey lt {"define;"}"
        );
        await foreach (
            var row in table.QueryAsync<TableEntity>(
                filter,
                select: ["PartitionKey", "RowKey"],
                cancellationToken: cancel
            )
        )
            if (!wanted.Exists(w => w.RowKey == row.RowKey))
                actions.Add(new(TableTransactionActionType.Delete, row));
        foreach (var batch in actions.Chunk(MostInTransaction))
            await table.SubmitTransactionAsync(batch, cancel);
        // Last, so that a watch that is listed is whole.
        await table.UpsertEntityAsync(new TableEntity(Directory, watch.Id), TableUpdateMode.Replace, cancel);
    }

    /// <summary>One indicator's definition; null when there is none.</summary>
    public async Task<Indicator?> FindIndicatorAsync(string watch, string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(watch, IndicatorRow + id, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!, WatchJson.Default.Indicator) : null;
    }

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

    /// <summary>Puts one red line in the place of the one with its id, or at the end.</summary>
    /// <returns>False when the watch's definition was changed since it was read.</returns>
    public async Task<bool> TryPutRedLineAsync(StoredWatch watch, RedLine line, int order, CancellationToken cancel)
    {
        var id = watch.Definition.Id;
        try
        {
            // The watch's own row changes with its red lines: two changes that do not go together cannot both be made.
            var head = Row(id, WatchRow, Settings(watch.Definition), 0);
            await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, head, watch.DefinitionTag),
                    new(TableTransactionActionType.UpsertReplace, Row(id, RedLineRow + line.Id, Text(line), order)),
                ],
                cancel
            );
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>The row that an evaluation writes, to stand in one transaction with alerts and outbox.</summary>
    internal static TableTransactionAction StateChange(StoredWatch watch, WatchState state, WatchStatus status)
    {
        var row = new TableEntity(watch.Definition.Id, StateRow);
        LongText.Write(row, State, state, WatchJson.Default.WatchState);
        LongText.Write(row, Status, status, WatchJson.Default.WatchStatus);
        return watch.StateTag == default
            ? new(TableTransactionActionType.Add, row)
            : new(TableTransactionActionType.UpdateReplace, row, watch.StateTag);
    }

    /// <summary>Changes nothing but the state's tag, so that no evaluation that began before can be stored.</summary>
    internal static TableTransactionAction StateTouched(string watch) =>
        new(TableTransactionActionType.UpsertMerge, new TableEntity(watch, StateRow) { ["Touched"] = true });

    static TableEntity Row(string watch, string key, string definition, int order) =>
        new(watch, key) { [Definition] = definition, ["Order"] = order };

    static string Settings(Watch watch) =>
        JsonSerializer.Serialize(new() { Title = watch.Title, Every = watch.Every }, WatchJson.Default.WatchSettings);

    static string Text(Indicator indicator) => JsonSerializer.Serialize(indicator, WatchJson.Default.Indicator);

    static string Text(RedLine line) => JsonSerializer.Serialize(line, WatchJson.Default.RedLine);

    static T[] Read<T>(List<TableEntity> rows, string prefix, JsonTypeInfo<T> type) =>
        [
            .. rows.Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(r => r.GetInt32("Order"))
                .ThenBy(r => r.RowKey, StringComparer.Ordinal)
                .Select(r => Read(r, type)),
        ];

    static T Read<T>(TableEntity row, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(row.GetString(Definition), type)!;
}
