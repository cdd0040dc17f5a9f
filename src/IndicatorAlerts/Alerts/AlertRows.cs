using System.Globalization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts;

/// <summary>The rows <c>alert:…</c> of table <c>watches</c>, newest first.</summary>
public sealed class AlertRows(WatchTable watches)
{
    const string IdInstant = "yyyyMMdd'T'HHmmss.fff";
    const string AlertRow = "alert:";
    const string Text = "Alert";
    const string UntoldNote = "UntoldNote";
    const int MostInTransaction = 100;

    // The others are the state's and those of silences.
    const int MostWithState = MostInTransaction - 10;
    const int ManyInEntry = 10;
    const int MostConflicts = 10;

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
                some.Any(a => a.RedLine.Severity == Severity.Critical)
            ))
            .ToList();
        var outbox = entries.Select(e => Replace(Outbox.Row(e)));
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

    /// <summary>What people were told in a stretch of time, newest first.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="from">Exclusive, UTC.</param>
    /// <param name="to">Inclusive, UTC.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<IReadOnlyList<Alert>> ToldBetweenAsync(
        string watch,
        DateTimeOffset from,
        DateTimeOffset to,
        int most,
        CancellationToken cancel
    )
    {
        var alerts = new List<Alert>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {KeyOf(to)} and RowKey lt {KeyOf(from)}"
        );
        await foreach (
            var row in watches.Table.QueryAsync<TableEntity>(filter, Math.Min(most, 1000), cancellationToken: cancel)
        )
        {
            if (Read(row) is { Untold: null } told)
                alerts.Add(told);
            if (alerts.Count == most)
                break;
        }
        return alerts;
    }

    /// <summary>One alert; null when there is none.</summary>
    public async Task<Alert?> FindAsync(string watch, string id, CancellationToken cancel)
    {
        if (!IsId(id))
            return null;
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(watch, KeyOf(id), cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Changes how telling people of an alert has gone, again when others change the alert meanwhile; an alert that is gone needs nothing.</summary>
    public async Task RecordAsync(
        string watch,
        string id,
        Func<DeliveryRecord, DeliveryRecord> change,
        CancellationToken cancel
    )
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(
                watch,
                KeyOf(id),
                cancellationToken: cancel
            );
            if (!row.HasValue)
                return;
            var alert = Read(row.Value!);
            var changed = change(alert.Delivery);
            if (changed == alert.Delivery)
                return;
            try
            {
                var written = Row(alert with { Delivery = changed });
                await watches.Table.UpdateEntityAsync(written, row.Value!.ETag, TableUpdateMode.Replace, cancel);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412 && conflicts < MostConflicts)
            {
                // Somebody else has changed it: judge again.
            }
        }
    }

    static TableTransactionAction Replace(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    static TableEntity Row(Alert alert)
    {
        var row = new TableEntity(alert.Watch, KeyOf(alert.Id));
        LongText.Write(row, Text, alert, WatchJson.Default.Alert);
        row[UntoldNote] = alert.UntoldNote;
        return row;
    }

    internal static Alert Read(TableEntity row) =>
        LongText.Read(row, Text, WatchJson.Default.Alert)! with
        {
            UntoldNote = row.GetString(UntoldNote),
        };

    static bool IsId(string id) =>
        id.Split('Z', 2) is [var at, _]
        && DateTimeOffset.TryParseExact(
            at,
            IdInstant,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out _
        );

    // An id starts with its instant; counted down from the end of time, the newest row comes first.
    static string KeyOf(string id)
    {
        var at = DateTimeOffset.ParseExact(
            id[..id.IndexOf('Z', StringComparison.Ordinal)],
            IdInstant,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
        return $"{KeyOf(at)}:{id}";
    }

    /// <summary>With which the keys of an instant's alerts begin; those of later instants come before.</summary>
    internal static string KeyOf(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{AlertRow}{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}");
}
