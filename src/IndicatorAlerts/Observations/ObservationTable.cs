using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Observations;

/// <summary>What became of an addition.</summary>
/// <param name="Added">How many points were new or corrected.</param>
/// <param name="Lost">Points for which their days have no room; the health tells of them.</param>
/// <param name="Series">As it is stored now, with what others wrote meanwhile.</param>
public readonly record struct Recorded(int Added, IReadOnlyList<NewPoint> Lost, StoredSeries Series);

/// <summary>
/// Table <c>observations</c>: a partition an indicator (<c>WATCH:INDICATOR</c>), in it a row a UTC day (<c>day:2017-09-03</c>) and, after
/// them, the row <c>head</c> with the feed's health, so that one query brings the latest days and the health together.
/// </summary>
public sealed class ObservationTable
{
    public const string Name = "observations";
    const int MostInTransaction = 100;

    // A transaction has at most 4 MiB, as JSON with Base64.
    const int MostBytesInTransaction = 2 * 1024 * 1024;
    const int MostConflicts = 30;
    const int MostDaysAtOnce = 31;

    readonly TableClient table;
    readonly TimeProvider time;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public ObservationTable(StorageAccount storage, TimeProvider time) =>
        (table, this.time) = (storage.Tables.GetTableClient(Name), time);

    /// <summary>Reads the days from the one that holds an instant on, and the health.</summary>
    public Task<StoredSeries> ReadAsync(
        string watch,
        string indicator,
        DateTimeOffset from,
        CancellationToken cancel
    ) => ReadAsync($"{watch}:{indicator}", from, null, cancel);

    /// <summary>Reads the health alone, and with it the last value, which is one cheap read.</summary>
    public async Task<StoredSeries> ReadHeadAsync(string watch, string indicator, CancellationToken cancel)
    {
        var partition = $"{watch}:{indicator}";
        var head = await table.GetEntityIfExistsAsync<TableEntity>(
            partition,
            StoredSeries.HeadRow,
            cancellationToken: cancel
        );
        return new(partition, DateTimeOffset.MaxValue, null, head.HasValue ? [head.Value!] : []);
    }

    /// <summary>Reads the days that hold two instants and all between, and the health: enough to add points of that time.</summary>
    public Task<StoredSeries> ReadAsync(
        string watch,
        string indicator,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    ) => ReadAsync($"{watch}:{indicator}", from - StoredSeries.Correction, to + StoredSeries.Correction, cancel);

    /// <summary>The same series from an earlier day on; itself when it reaches back so far.</summary>
    public Task<StoredSeries> ReachAsync(StoredSeries series, DateTimeOffset from, CancellationToken cancel) =>
        series.Reaches(from)
            ? Task.FromResult(series)
            : ReadAsync(series.Partition, from - StoredSeries.Correction, null, cancel);

    /// <summary>Adds to a series that reaches back to the earliest observation; joins what others wrote meanwhile.</summary>
    /// <exception cref="RequestFailedException">Storage failed, or others wrote again and again.</exception>
    public async Task<Recorded> RecordAsync(StoredSeries series, Addition addition, CancellationToken cancel)
    {
        var written = 0;
        for (var conflicts = 0; ; conflicts++)
        {
            var added = series.Add(addition);
            try
            {
                foreach (var batch in Batches(series.Changes))
                {
                    var answers = await table.SubmitTransactionAsync(batch.Select(Change), cancel);
                    series.Written(batch, answers.Value);
                    written += batch.Sum(row => added.News.GetValueOrDefault(row.RowKey));
                }
                return new(written, added.Lost, series);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && conflicts < MostConflicts)
            {
                // Apart from each other, or all would come back at once.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10 * (conflicts + 1))), time, cancel);
                series = await ReadAsync(series.Partition, series.From, series.To, cancel);
            }
        }
    }

    static IEnumerable<List<TableEntity>> Batches(IEnumerable<TableEntity> rows)
    {
        var (batch, bytes) = (new List<TableEntity>(), 0);
        foreach (var row in rows)
        {
            var size = row.Sum(property => property.Value is byte[] binary ? binary.Length : 0);
            if (batch.Count == MostInTransaction || (batch.Count > 0 && bytes + size > MostBytesInTransaction))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(row);
            bytes += size;
        }
        if (batch.Count > 0)
            yield return batch;
    }

    static TableTransactionAction Change(TableEntity row) =>
        row.ETag == default
            ? new(TableTransactionActionType.Add, row)
            : new(TableTransactionActionType.UpdateReplace, row, row.ETag);

    /// <summary>The stored days that hold two instants and all between, in order, each when it is asked for.</summary>
    internal async IAsyncEnumerable<StoredDay> DaysAsync(
        string watch,
        string indicator,
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var filter = Filter($"{watch}:{indicator}", StoredSeries.DayRow(from), StoredSeries.DayRow(to));
        await foreach (var row in table.QueryAsync<TableEntity>(filter, MostDaysAtOnce, cancellationToken: cancel))
            yield return new(row);
    }

    async Task<StoredSeries> ReadAsync(
        string partition,
        DateTimeOffset from,
        DateTimeOffset? to,
        CancellationToken cancel
    )
    {
        var rows = new List<TableEntity>();
        var head = to is null
            ? null
            : table.GetEntityIfExistsAsync<TableEntity>(partition, StoredSeries.HeadRow, cancellationToken: cancel);
        var last = to is { } end ? StoredSeries.DayRow(end) : StoredSeries.HeadRow;
        var filter = Filter(partition, StoredSeries.DayRow(from), last);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            rows.Add(row);
        if (head is not null && await head is { HasValue: true } found)
            rows.Add(found.Value!);
        return new(partition, from, to, rows);
    }

    static string Filter(string partition, string first, string last) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey le {last}");
}
