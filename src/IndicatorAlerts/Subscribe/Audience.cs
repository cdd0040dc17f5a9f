using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Subscribe;

/// <summary>A confirmed reader of a watch, as delivery sees one.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Address">Never to be logged, put on a queue or shown to anybody else.</param>
/// <param name="Subscription">What the reader wants.</param>
public sealed record Reader(string Id, string Address, Subscription Subscription);

/// <summary>A reader who wants digests, without its address.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Subscription">What it wants.</param>
/// <param name="ChangedAt">When that was last written, UTC.</param>
public sealed record DigestWish(string Id, Subscription Subscription, DateTimeOffset ChangedAt);

/// <summary>
/// Table <c>audience</c>: a partition a watch, a row for each confirmed reader that delivery may write to, by the reader's id. So
/// an alert costs what the watch's own readers cost. A copy: table <c>readers</c> says who they are.
/// </summary>
public sealed class Audience
{
    public const string Name = "audience";
    const string Address = "Address";
    const string Wants = "Subscription";

    readonly TableClient table;
    readonly ReaderSecrets secrets;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public Audience(StorageAccount storage, ReaderSecrets secrets) =>
        (table, this.secrets) = (storage.Tables.GetTableClient(Name), secrets);

    /// <summary>Readers of a watch in the order of their ids, by one query.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="after">The id before the first; empty for the beginning.</param>
    /// <param name="most">How many, at most 1,000.</param>
    /// <param name="cancel">Stops the query.</param>
    public Task<IReadOnlyList<Reader>> PageAsync(string watch, string after, int most, CancellationToken cancel) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {watch} and RowKey gt {after}"), most, cancel);

    /// <summary>Readers of a watch from one id to another, both inclusive: those of a page that are still there.</summary>
    public Task<IReadOnlyList<Reader>> RangeAsync(string watch, string first, string last, CancellationToken cancel) =>
        ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {watch} and RowKey ge {first} and RowKey le {last}"),
            int.MaxValue,
            cancel
        );

    /// <summary>What readers of a watch want who want digests of one rhythm, in the order of their ids, by one query.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="rhythm">Daily or weekly.</param>
    /// <param name="after">The id before the first; empty for the beginning.</param>
    /// <param name="most">How many, at most 1,000.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<IReadOnlyList<DigestWish>> DigestsAsync(
        string watch,
        Rhythm rhythm,
        string after,
        int most,
        CancellationToken cancel
    )
    {
        var wishes = new List<DigestWish>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey gt {after} and Rhythm eq {rhythm.ToString()}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, most, cancellationToken: cancel))
        {
            var wants = LongText.Read(row, Wants, SubscribeJson.Default.Subscription)!;
            wishes.Add(new(row.RowKey, wants, row.Timestamp!.Value));
            if (wishes.Count == most)
                break;
        }
        return wishes;
    }

    /// <summary>One reader of a watch; null when it is not there.</summary>
    public async Task<Reader?> FindAsync(string watch, string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(watch, id, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Puts a reader among those of a watch, or changes what it wants.</summary>
    public Task PutAsync(string watch, Reader reader, CancellationToken cancel) =>
        table.UpsertEntityAsync(Row(watch, reader), TableUpdateMode.Replace, cancel);

    /// <summary>Takes a reader out; does nothing when it is not there.</summary>
    public Task RemoveAsync(string watch, string id, CancellationToken cancel) =>
        table.DeleteEntityAsync(watch, id, cancellationToken: cancel);

    internal TableEntity Row(string watch, Reader reader)
    {
        var row = new TableEntity(watch, reader.Id)
        {
            [Address] = secrets.Hide(reader.Id, reader.Address),
            // Beside the JSON, so that Storage itself finds the readers of digests.
            [nameof(Subscription.Rhythm)] = reader.Subscription.Rhythm.ToString(),
        };
        LongText.Write(row, Wants, reader.Subscription, SubscribeJson.Default.Subscription);
        return row;
    }

    async Task<IReadOnlyList<Reader>> ReadAsync(string filter, int most, CancellationToken cancel)
    {
        var readers = new List<Reader>();
        await foreach (
            var row in table.QueryAsync<TableEntity>(filter, Math.Min(most, 1000), cancellationToken: cancel)
        )
        {
            readers.Add(Read(row));
            if (readers.Count == most)
                break;
        }
        return readers;
    }

    Reader Read(TableEntity row) =>
        new(
            row.RowKey,
            secrets.Show(row.RowKey, row.GetBinary(Address)),
            LongText.Read(row, Wants, SubscribeJson.Default.Subscription)!
        );
}
