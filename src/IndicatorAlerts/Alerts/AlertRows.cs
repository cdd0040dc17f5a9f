using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts;

/// <summary>An alert that still has to be told; instants are UTC.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Id">The alert's id.</param>
/// <param name="CreatedAt">When it was decided.</param>
/// <param name="ClaimedAt">When somebody began to send it; older than a send can take, it is in doubt.</param>
/// <param name="Attempts">How many sends have failed.</param>
/// <param name="NextAttemptAt">When it is tried again; null for at once.</param>
/// <param name="Failure">Why it was given up.</param>
/// <param name="Tag">For compare-and-set.</param>
public sealed record OutboxEntry(
    string Watch,
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClaimedAt,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? Failure,
    ETag Tag
);

/// <summary>The rows <c>alert:…</c> (newest first) and <c>outbox:…</c> of table <c>watches</c>.</summary>
public sealed class AlertRows(WatchTable watches)
{
    const string AlertRow = "alert:";
    const string OutboxRow = "outbox:";
    const string Text = "Alert";

    /// <summary>The rows that an alert adds, to stand in one transaction with the watch's state.</summary>
    internal static IEnumerable<TableTransactionAction> Additions(Alert alert, DateTimeOffset now)
    {
        var entry = new OutboxEntry(alert.Watch, alert.Id, now, null, 0, null, null, default);
        return
        [
            new(TableTransactionActionType.UpsertReplace, Row(alert)),
            new(TableTransactionActionType.UpsertReplace, Row(entry)),
        ];
    }

    /// <summary>The newest alerts of a watch, newest first.</summary>
    public async Task<IReadOnlyList<Alert>> NewestAsync(string watch, int most, CancellationToken cancel)
    {
        var alerts = new List<Alert>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {AlertRow} and RowKey lt {"alert;"}"
        );
        await foreach (var row in watches.Table.QueryAsync<TableEntity>(filter, most, cancellationToken: cancel))
        {
            alerts.Add(Read(row));
            if (alerts.Count == most)
                break;
        }
        return alerts;
    }

    /// <summary>One alert; null when there is none.</summary>
    public async Task<Alert?> FindAsync(string watch, string id, CancellationToken cancel)
    {
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(watch, KeyOf(id), cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>One outbox entry; null when it was delivered.</summary>
    public async Task<OutboxEntry?> FindOutboxAsync(string watch, string id, CancellationToken cancel)
    {
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(
            watch,
            OutboxRow + id,
            cancellationToken: cancel
        );
        return row.HasValue ? Entry(row.Value!) : null;
    }

    /// <summary>What still has to be told of a watch.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> OutboxAsync(string watch, CancellationToken cancel)
    {
        var entries = new List<OutboxEntry>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {OutboxRow} and RowKey lt {"outbox;"}"
        );
        await foreach (var row in watches.Table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            entries.Add(Entry(row));
        return entries;
    }

    /// <summary>Changes an entry, unless somebody else has; returns it with its new tag, or null.</summary>
    public async Task<OutboxEntry?> TryUpdateAsync(OutboxEntry entry, CancellationToken cancel)
    {
        try
        {
            var response = await watches.Table.UpdateEntityAsync(
                Row(entry),
                entry.Tag,
                TableUpdateMode.Replace,
                cancel
            );
            return entry with { Tag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Records how telling ended; a delivered entry leaves the outbox in the same transaction.</summary>
    public async Task RecordAsync(OutboxEntry entry, Alert alert, CancellationToken cancel)
    {
        var outbox = alert.Delivery.DeliveredAt is null
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row(entry), entry.Tag)
            : new(TableTransactionActionType.Delete, Row(entry), ETag.All);
        await watches.Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpsertReplace, Row(alert)), outbox],
            cancel
        );
    }

    static TableEntity Row(Alert alert) =>
        new(alert.Watch, KeyOf(alert.Id))
        {
            [Text] = JsonSerializer.SerializeToUtf8Bytes(alert, WatchJson.Default.Alert),
        };

    static TableEntity Row(OutboxEntry entry) =>
        new(entry.Watch, OutboxRow + entry.Id)
        {
            [nameof(OutboxEntry.CreatedAt)] = entry.CreatedAt,
            [nameof(OutboxEntry.ClaimedAt)] = entry.ClaimedAt,
            [nameof(OutboxEntry.Attempts)] = entry.Attempts,
            [nameof(OutboxEntry.NextAttemptAt)] = entry.NextAttemptAt,
            [nameof(OutboxEntry.Failure)] = entry.Failure,
        };

    static Alert Read(TableEntity row) => JsonSerializer.Deserialize(row.GetBinary(Text), WatchJson.Default.Alert)!;

    static OutboxEntry Entry(TableEntity row) =>
        new(
            row.PartitionKey,
            row.RowKey[OutboxRow.Length..],
            row.GetDateTimeOffset(nameof(OutboxEntry.CreatedAt))!.Value,
            row.GetDateTimeOffset(nameof(OutboxEntry.ClaimedAt)),
            row.GetInt32(nameof(OutboxEntry.Attempts)) ?? 0,
            row.GetDateTimeOffset(nameof(OutboxEntry.NextAttemptAt)),
            row.GetString(nameof(OutboxEntry.Failure)),
            row.ETag
        );

    // An id starts with its instant; counted down from the end of time, the newest row comes first.
    static string KeyOf(string id)
    {
        var at = DateTimeOffset.ParseExact(
            id[..id.IndexOf('Z', StringComparison.Ordinal)],
            "yyyyMMdd'T'HHmmss.fff",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{AlertRow}{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}:{id}"
        );
    }
}
