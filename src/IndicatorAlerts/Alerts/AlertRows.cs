using System.Globalization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts;

/// <summary>Alerts that still have to be told; instants are UTC.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Id">The id of the first alert that it was made for.</param>
/// <param name="Alerts">The ids of the alerts, at least one; those that are told leave it.</param>
/// <param name="CreatedAt">When they were decided.</param>
/// <param name="ClaimedAt">When somebody began to send the first; older than a send can take, it is in doubt.</param>
/// <param name="Attempts">How many sends have failed in a row.</param>
/// <param name="NextAttemptAt">When it is tried again; null for at once.</param>
/// <param name="Tag">For compare-and-set.</param>
public sealed record OutboxEntry(
    string Watch,
    string Id,
    IReadOnlyList<string> Alerts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClaimedAt,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    ETag Tag
);

/// <summary>The rows <c>alert:…</c> (newest first) and <c>outbox:…</c> of table <c>watches</c>.</summary>
public sealed class AlertRows(WatchTable watches)
{
    const string AlertRow = "alert:";
    const string OutboxRow = "outbox:";
    const string Text = "Alert";
    const string UntoldNote = "UntoldNote";
    const int MostInTransaction = 100;

    // The others are the state's and those of silences.
    const int MostWithState = MostInTransaction - 10;
    const int ManyInEntry = 10;

    /// <summary>
    /// The outbox entries and rows of new alerts, to stand in one transaction with the watch's state. Where they are too many for
    /// one, the alerts are written ahead: an alert without an outbox entry is told to nobody, and is written again the same.
    /// </summary>
    public async Task<(IReadOnlyList<OutboxEntry>, IEnumerable<TableTransactionAction>)> PrepareAsync(
        IReadOnlyList<Alert> alerts,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var told = alerts.Where(a => a.Untold is null).ToList();
        var fits = alerts.Count + told.Count <= MostWithState;
        var entries = told.Chunk(fits ? 1 : ManyInEntry)
            .Select(some => new OutboxEntry(
                some[0].Watch,
                some[0].Id,
                [.. some.Select(a => a.Id)],
                now,
                null,
                0,
                null,
                default
            ))
            .ToList();
        var outbox = entries.Select(e => Replace(Row(e)));
        var rows = alerts.Select(a => Replace(Row(a)));
        if (fits)
            return (entries, rows.Concat(outbox));
        foreach (var some in rows.Chunk(MostInTransaction))
            await watches.Table.SubmitTransactionAsync(some, cancel);
        return (entries, outbox);
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

    /// <summary>One outbox entry; null when all of it is told.</summary>
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

    /// <summary>Records that the first alert of an entry is told or given up, and takes it out in the same transaction.</summary>
    /// <returns>What is left of the entry, as Storage has it; null when nothing is.</returns>
    public async Task<OutboxEntry?> RecordAsync(OutboxEntry entry, Alert alert)
    {
        var rest = entry with
        {
            Alerts = [.. entry.Alerts.Skip(1)],
            ClaimedAt = null,
            Attempts = 0,
            NextAttemptAt = null,
        };
        var outbox =
            rest.Alerts.Count == 0
                ? new TableTransactionAction(TableTransactionActionType.Delete, Row(rest), ETag.All)
                : new(TableTransactionActionType.UpdateReplace, Row(rest), entry.Tag);
        await watches.Table.SubmitTransactionAsync([Replace(Row(alert)), outbox]);
        return rest.Alerts.Count == 0 ? null : await FindOutboxAsync(entry.Watch, entry.Id, CancellationToken.None);
    }

    /// <summary>Records that the first alert of an entry could not be told yet.</summary>
    public Task PostponeAsync(OutboxEntry entry, Alert alert) =>
        watches.Table.SubmitTransactionAsync([
            Replace(Row(alert)),
            new(TableTransactionActionType.UpdateReplace, Row(entry), entry.Tag),
        ]);

    static TableTransactionAction Replace(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    static TableEntity Row(Alert alert)
    {
        var row = new TableEntity(alert.Watch, KeyOf(alert.Id));
        LongText.Write(row, Text, alert, WatchJson.Default.Alert);
        row[UntoldNote] = alert.UntoldNote;
        return row;
    }

    static TableEntity Row(OutboxEntry entry) =>
        new(entry.Watch, OutboxRow + entry.Id)
        {
            [nameof(OutboxEntry.Alerts)] = string.Join('\n', entry.Alerts),
            [nameof(OutboxEntry.CreatedAt)] = entry.CreatedAt,
            [nameof(OutboxEntry.ClaimedAt)] = entry.ClaimedAt,
            [nameof(OutboxEntry.Attempts)] = entry.Attempts,
            [nameof(OutboxEntry.NextAttemptAt)] = entry.NextAttemptAt,
        };

    internal static Alert Read(TableEntity row) =>
        LongText.Read(row, Text, WatchJson.Default.Alert)! with
        {
            UntoldNote = row.GetString(UntoldNote),
        };

    static OutboxEntry Entry(TableEntity row) =>
        new(
            row.PartitionKey,
            row.RowKey[OutboxRow.Length..],
            row.GetString(nameof(OutboxEntry.Alerts)).Split('\n'),
            row.GetDateTimeOffset(nameof(OutboxEntry.CreatedAt))!.Value,
            row.GetDateTimeOffset(nameof(OutboxEntry.ClaimedAt)),
            row.GetInt32(nameof(OutboxEntry.Attempts)) ?? 0,
            row.GetDateTimeOffset(nameof(OutboxEntry.NextAttemptAt)),
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
        return $"{KeyOf(at)}:{id}";
    }

    /// <summary>With which the keys of an instant's alerts begin; those of later instants come before.</summary>
    internal static string KeyOf(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{AlertRow}{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}");
}
