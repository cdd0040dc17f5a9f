using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts;

/// <summary>Alerts that still have to be told; instants are UTC.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Id">The id of the first alert that it was made for.</param>
/// <param name="Alerts">The ids of the alerts, at least one.</param>
/// <param name="CreatedAt">When they were decided.</param>
/// <param name="Urgent">Whether one of them is of a critical line.</param>
/// <param name="StartedAt">When its delivery began; null while it waits for others to go with.</param>
/// <param name="Tag">For compare-and-set.</param>
public sealed record OutboxEntry(
    string Watch,
    string Id,
    IReadOnlyList<string> Alerts,
    DateTimeOffset CreatedAt,
    bool Urgent,
    DateTimeOffset? StartedAt = null,
    ETag Tag = default
);

/// <summary>The rows <c>outbox:…</c> of table <c>watches</c>: they stand from the decision until every send is planned.</summary>
public sealed class Outbox(WatchTable watches)
{
    const string Prefix = "outbox:";
    const string After = "outbox;";

    /// <summary>What still has to be planned of a watch.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> ListAsync(string watch, CancellationToken cancel)
    {
        var entries = new List<OutboxEntry>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {Prefix} and RowKey lt {After}"
        );
        await foreach (var row in watches.Table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            entries.Add(Read(row));
        return entries;
    }

    /// <summary>Starts the delivery of entries, all in the first of them; null when somebody has changed one of them.</summary>
    /// <param name="first">With the alerts of all, and when they start.</param>
    /// <param name="others">Taken away.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task<OutboxEntry?> TryStartAsync(
        OutboxEntry first,
        IEnumerable<OutboxEntry> others,
        CancellationToken cancel
    )
    {
        try
        {
            await watches.Table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, Row(first), first.Tag),
                    .. others.Select(o => new TableTransactionAction(TableTransactionActionType.Delete, Row(o), o.Tag)),
                ],
                cancel
            );
            return first;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Takes away an entry whose sends are all planned.</summary>
    public Task RemoveAsync(OutboxEntry entry, CancellationToken cancel) =>
        watches.Table.DeleteEntityAsync(entry.Watch, Prefix + entry.Id, cancellationToken: cancel);

    internal static TableEntity Row(OutboxEntry entry) =>
        new(entry.Watch, Prefix + entry.Id)
        {
            [nameof(OutboxEntry.Alerts)] = string.Join('\n', entry.Alerts),
            [nameof(OutboxEntry.CreatedAt)] = entry.CreatedAt,
            [nameof(OutboxEntry.Urgent)] = entry.Urgent,
            [nameof(OutboxEntry.StartedAt)] = entry.StartedAt,
        };

    static OutboxEntry Read(TableEntity row) =>
        new(
            row.PartitionKey,
            row.RowKey[Prefix.Length..],
            row.GetString(nameof(OutboxEntry.Alerts)).Split('\n'),
            row.GetDateTimeOffset(nameof(OutboxEntry.CreatedAt))!.Value,
            row.GetBoolean(nameof(OutboxEntry.Urgent)) ?? false,
            row.GetDateTimeOffset(nameof(OutboxEntry.StartedAt)),
            row.ETag
        );
}
