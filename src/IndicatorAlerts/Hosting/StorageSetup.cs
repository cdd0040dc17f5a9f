using Azure;
using Azure.Data.Tables.Models;
using IndicatorAlerts.Access;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Observations;
using IndicatorAlerts.Operate;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Hosting;

/// <summary>Makes the tables, queues and containers that the service works with.</summary>
public sealed class StorageSetup(StorageAccount storage) : IDisposable
{
    static readonly string[] Tables =
    [
        WatchTable.Name,
        ObservationTable.Name,
        Audience.Name,
        AuditLog.Table,
        KeyTable.Name,
        ReaderTable.Name,
        Deliveries.Name,
        HeldMail.Name,
        RecentSends.Name,
        OperatorTable.Name,
        JobTable.Name,
    ];
    static readonly string[] Containers =
    [
        AnswerArchive.Container,
        DossierArchive.Container,
        TimerLease.Container,
        JobTable.Container,
    ];

    readonly SemaphoreSlim gate = new(1);
    bool done;

    /// <summary>Does nothing after it succeeded once in this process.</summary>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref done))
            return;
        await gate.WaitAsync(cancel);
        try
        {
            if (done)
                return;
            await Task.WhenAll([
                .. Tables.Select(t => CreateTableAsync(t, cancel)),
                .. QueueNames.All.Select(q =>
                    storage.Queues.GetQueueClient(q).CreateIfNotExistsAsync(cancellationToken: cancel)
                ),
                .. QueueNames.All.Select(q =>
                    storage
                        .Queues.GetQueueClient(QueueNames.Poison(q))
                        .CreateIfNotExistsAsync(cancellationToken: cancel)
                ),
                .. Containers.Select(c =>
                    storage.Blobs.GetBlobContainerClient(c).CreateIfNotExistsAsync(cancellationToken: cancel)
                ),
            ]);
            Volatile.Write(ref done, true);
        }
        finally
        {
            gate.Release();
        }
    }

    // Not CreateIfNotExists: that one serializes by reflection, which is off.
    async Task CreateTableAsync(string table, CancellationToken cancel)
    {
        try
        {
            await storage.Tables.GetTableClient(table).CreateAsync(cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.TableAlreadyExists)
        {
            // As it should be.
        }
    }

    public void Dispose() => gate.Dispose();

    /// <summary>Why the service cannot work now; null when Storage answers and holds what is needed.</summary>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        try
        {
            var table = storage.Tables.GetTableClient(WatchTable.Name);
            await foreach (
                var _ in table.QueryAsync<Azure.Data.Tables.TableEntity>(WatchTable.AnyWatch, 1, ["RowKey"], cancel)
            )
                break;
            return null;
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return StorageAccount.Explain(e);
        }
    }
}
