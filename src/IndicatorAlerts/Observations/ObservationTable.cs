using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Observations;

/// <summary>
/// Table <c>observations</c>: a partition an indicator (<c>WATCH:INDICATOR</c>), in it a row a UTC day (<c>day:2017-09-03</c>) and, after
/// them, the row <c>head</c> with the feed's health, so that one query brings the latest days and the health together.
/// </summary>
public sealed class ObservationTable
{
    public const string Name = "observations";
    const int MostInTransaction = 100;
    const int MostConflicts = 30;

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
    ) => ReadAsync($"{watch}:{indicator}", from, cancel);

    /// <summary>The same series from an earlier day on; itself when it reaches back so far.</summary>
    public Task<StoredSeries> ReachAsync(StoredSeries series, DateTimeOffset from, CancellationToken cancel) =>
        from >= series.From ? Task.FromResult(series) : ReadAsync(series.Partition, from, cancel);

    /// <summary>Adds to a series that reaches back to the earliest observation; joins what others wrote meanwhile.</summary>
    /// <returns>How many points were new or corrected.</returns>
    /// <exception cref="RequestFailedException">Storage failed, or others wrote again and again.</exception>
    public async Task<int> RecordAsync(StoredSeries series, Addition addition, CancellationToken cancel)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var added = series.Add(addition);
            try
            {
                foreach (var batch in series.Changes.Chunk(MostInTransaction))
                    await table.SubmitTransactionAsync(batch, cancel);
                return added;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && conflicts < MostConflicts)
            {
                // Apart from each other, or all would come back at once.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10 * (conflicts + 1))), time, cancel);
                series = await ReadAsync(series.Partition, series.From, cancel);
            }
        }
    }

    async Task<StoredSeries> ReadAsync(string partition, DateTimeOffset from, CancellationToken cancel)
    {
        var rows = new List<TableEntity>();
        var first = StoredSeries.DayRow(from);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {first} and RowKey le {StoredSeries.HeadRow}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            rows.Add(row);
        return new(partition, from, rows);
    }
}
