using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>
/// Changes silences and acknowledgements. Each change touches the watch's state in the same transaction, so that an evaluation that
/// read the watch before cannot be stored any more: it decides again, with the change.
/// </summary>
public sealed class EffectTable(WatchTable watches)
{
    // For the record, after an acknowledgement has left the rows that are read with the watch.
    const string RecordRow = "acknowledged:";

    /// <summary>A silence of a watch; null when there is none, or it was over for a month.</summary>
    public async Task<(Silence Silence, ETag Tag)?> FindAsync(string watch, string id, CancellationToken cancel)
    {
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(
            watch,
            EffectRows.KeyOf(id),
            cancellationToken: cancel
        );
        return row.HasValue ? (EffectRows.Silence(row.Value!), row.Value!.ETag) : null;
    }

    public Task AddAsync(string watch, Silence silence, CancellationToken cancel) =>
        ChangeAsync(watch, [new(TableTransactionActionType.Add, EffectRows.Row(watch, silence))], cancel);

    /// <returns>False when somebody else has changed it meanwhile.</returns>
    public async Task<bool> TryReplaceAsync(string watch, Silence silence, ETag tag, CancellationToken cancel)
    {
        try
        {
            var row = EffectRows.Row(watch, silence);
            await ChangeAsync(watch, [new(TableTransactionActionType.UpdateReplace, row, tag)], cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Puts it in the place of an earlier one of the same episode.</summary>
    public Task AcknowledgeAsync(string watch, Acknowledgement acknowledgement, CancellationToken cancel) =>
        ChangeAsync(
            watch,
            [
                new(TableTransactionActionType.UpsertReplace, EffectRows.Row(watch, acknowledgement)),
                new(TableTransactionActionType.UpsertReplace, Record(watch, acknowledgement)),
            ],
            cancel
        );

    /// <returns>False when there is none.</returns>
    public async Task<bool> TryTakeBackAsync(string watch, Acknowledgement acknowledgement, CancellationToken cancel)
    {
        // The one that acts may have been pruned; who takes it back twice at once finds one of the rows gone.
        TableEntity[] rows = [Record(watch, acknowledgement), EffectRows.Row(watch, acknowledgement)];
        var there = await Task.WhenAll(
            rows.Select(r =>
                watches.Table.GetEntityIfExistsAsync<TableEntity>(r.PartitionKey, r.RowKey, ["RowKey"], cancel)
            )
        );
        if (!there[0].HasValue)
            return false;
        try
        {
            var found = rows.Zip(there).Where(r => r.Second.HasValue).Select(r => r.First);
            await ChangeAsync(
                watch,
                found.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, ETag.All)),
                cancel
            );
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    /// <summary>The acknowledgement of an episode, however long ago; null when there is none.</summary>
    public async Task<Acknowledgement?> FindAsync(
        string watch,
        string line,
        DateTimeOffset episode,
        CancellationToken cancel
    )
    {
        var key = RecordRow + EffectRows.Key(line, episode);
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(watch, key, cancellationToken: cancel);
        return row.HasValue ? EffectRows.Acknowledgement(row.Value!) : null;
    }

    async Task ChangeAsync(string watch, IEnumerable<TableTransactionAction> changes, CancellationToken cancel) =>
        await watches.Table.SubmitTransactionAsync([.. changes, WatchTable.StateTouched(watch)], cancel);

    static TableEntity Record(string watch, Acknowledgement acknowledgement) =>
        EffectRows.Write(
            new(watch, RecordRow + EffectRows.Key(acknowledgement.RedLine, acknowledgement.Episode)),
            acknowledgement
        );
}
