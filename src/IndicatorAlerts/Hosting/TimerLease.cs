using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace IndicatorAlerts.Hosting;

/// <summary>One blob a timer: its lease lets one process run it, its metadata tells what has run.</summary>
public sealed class TimerLease(StorageAccount storage, TimeProvider time)
{
    public const string Container = "timers";
    const string LastRun = "lastrun";

    // The shortest that Storage grants: after a crash nobody else runs the timer for so long.
    static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    /// <summary>When the timer last ran, UTC; null when it never did.</summary>
    public async Task<DateTimeOffset?> LastRunAsync(string timer, CancellationToken cancel)
    {
        try
        {
            BlobProperties properties = await Blob(timer).GetPropertiesAsync(cancellationToken: cancel);
            return Read(properties);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Runs the occurrence unless another process runs this timer now or has run the occurrence.</summary>
    public async Task RunAsync(
        string timer,
        DateTimeOffset occurrence,
        Func<CancellationToken, Task> run,
        CancellationToken cancel
    )
    {
        var blob = Blob(timer);
        if (await AcquireAsync(blob, cancel) is not { } lease)
            return;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewal = RenewAsync(lease, lost);
        try
        {
            var held = new BlobRequestConditions { LeaseId = lease.LeaseId };
            BlobProperties properties = await blob.GetPropertiesAsync(held, cancel);
            if (Read(properties) >= occurrence)
                return;
            await run(lost.Token);
            var metadata = new Dictionary<string, string>
            {
                [LastRun] = occurrence.ToString("O", CultureInfo.InvariantCulture),
            };
            await blob.SetMetadataAsync(metadata, held, cancel);
        }
        finally
        {
            await lost.CancelAsync();
            await renewal;
            await ReleaseAsync(lease);
        }
    }

    BlobClient Blob(string timer) => storage.Blobs.GetBlobContainerClient(Container).GetBlobClient(timer);

    static DateTimeOffset? Read(BlobProperties properties) =>
        properties.Metadata.TryGetValue(LastRun, out var text)
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
            : null;

    static async Task<BlobLeaseClient?> AcquireAsync(BlobClient blob, CancellationToken cancel)
    {
        var lease = blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(Length, cancellationToken: cancel);
            return lease;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await blob.UploadAsync(BinaryData.Empty, overwrite: true, cancel);
            await lease.AcquireAsync(Length, cancellationToken: cancel);
            return lease;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return null;
        }
    }

    async Task RenewAsync(BlobLeaseClient lease, CancellationTokenSource run)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Length / 3, time, run.Token);
                await lease.RenewAsync(cancellationToken: run.Token);
            }
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            // The run has ended.
        }
        catch (RequestFailedException)
        {
            // Another process may have the lease by now: this run must not go on.
            await run.CancelAsync();
        }
    }

    static async Task ReleaseAsync(BlobLeaseClient lease)
    {
        try
        {
            await lease.ReleaseAsync();
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It ran out by itself.
        }
    }
}
