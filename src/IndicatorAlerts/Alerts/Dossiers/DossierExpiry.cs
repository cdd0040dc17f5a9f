using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts.Dossiers;

/// <summary>
/// Deletes dossiers without an alert: they are stored before the alert's transaction, which another evaluation may get ahead of. A run
/// looks at one page of the container and the next run goes on from there, so that a run costs the same however many alerts there are.
/// </summary>
public sealed partial class DossierExpiry(
    StorageSetup setup,
    StorageAccount storage,
    WatchTable watches,
    AlertRows alerts,
    TimeProvider time,
    ILogger<DossierExpiry> log
)
{
    const int MostInRun = 5_000;
    const int LookupsAtOnce = 16;
    const string MarkRow = "dossiers";
    const string After = "After";

    // The alert of one that is younger may still be on its way.
    static readonly TimeSpan Unhurried = TimeSpan.FromDays(2);

    public Task ExpireAsync(CancellationToken cancel) => ExpireAsync(MostInRun, cancel);

    internal async Task ExpireAsync(int most, CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var container = storage.Blobs.GetBlobContainerClient(DossierArchive.Container);
        var after = await TakeMarkAsync(cancel);
        var pages = container.GetBlobsAsync(new GetBlobsOptions(), cancel).AsPages(after, most);
        await foreach (var page in pages)
        {
            var gone = 0;
            foreach (var some in page.Values.Where(IsOld).Chunk(LookupsAtOnce))
                gone += (await Task.WhenAll(some.Select(b => TryDeleteAsync(container, b, cancel)))).Count(d => d);
            if (!string.IsNullOrEmpty(page.ContinuationToken))
                await SetMarkAsync(page.ContinuationToken, cancel);
            if (gone > 0)
                Expired(log, gone);
            break;
        }
    }

    bool IsOld(BlobItem blob) => blob.Properties.LastModified < time.GetUtcNow() - Unhurried;

    async Task<bool> TryDeleteAsync(BlobContainerClient container, BlobItem blob, CancellationToken cancel)
    {
        if (DossierArchive.Parse(blob.Name) is not var (watch, alert, seal))
            return false;
        if ((await alerts.FindAsync(watch, alert, cancel))?.Seal == seal)
            return false;
        try
        {
            // Not one that was written again since it was listed: its alert comes now.
            var unchanged = new BlobRequestConditions { IfMatch = blob.Properties.ETag };
            await container.GetBlobClient(blob.Name).DeleteAsync(conditions: unchanged, cancellationToken: cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    // Taken away as it is read: one that Storage does not understand any more costs one run, and the next begins anew.
    async Task<string?> TakeMarkAsync(CancellationToken cancel)
    {
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(
            WatchTable.Timers,
            MarkRow,
            cancellationToken: cancel
        );
        if (!row.HasValue)
            return null;
        await watches.Table.DeleteEntityAsync(WatchTable.Timers, MarkRow, cancellationToken: cancel);
        return row.Value!.GetString(After);
    }

    async Task SetMarkAsync(string after, CancellationToken cancel) =>
        await watches.Table.UpsertEntityAsync(
            new TableEntity(WatchTable.Timers, MarkRow) { [After] = after },
            TableUpdateMode.Replace,
            cancel
        );

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} dossiers that no alert refers to")]
    static partial void Expired(ILogger log, int count);
}
