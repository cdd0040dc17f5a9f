using Azure;
using Azure.Data.Tables;

namespace IndicatorAlerts.Subscribe;

/// <summary>Partition <c>!mending</c> of table <c>readers</c>: the changes of audiences that have begun and not ended.</summary>
public sealed class MendingNotes(ReaderTable readers)
{
    const string Partition = "!mending";
    const string Watches = "Watches";

    readonly TableClient table = readers.Table;

    /// <summary>Notes that audiences are about to be changed.</summary>
    /// <returns>The note's name.</returns>
    public async Task<string> AddAsync(string reader, IEnumerable<string> watches, CancellationToken cancel)
    {
        // One for each change: a change that ends must not take away the note of another.
        var note = $"{reader}:{Guid.NewGuid():N}";
        await table.AddEntityAsync(new TableEntity(Partition, note) { [Watches] = string.Join(',', watches) }, cancel);
        return note;
    }

    public Task RemoveAsync(string note, CancellationToken cancel) =>
        table.DeleteEntityAsync(Partition, note, ETag.All, cancel);

    /// <summary>The changes that have not ended since an instant.</summary>
    public async Task<IReadOnlyList<(string Note, string Reader, string[] Watches)>> ReadAsync(
        DateTimeOffset before,
        CancellationToken cancel
    )
    {
        var notes = new List<(string, string, string[])>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Timestamp lt {before}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            notes.Add((row.RowKey, row.RowKey.Split(':')[0], row.GetString(Watches).Split(',')));
        return notes;
    }
}
