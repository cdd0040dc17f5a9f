using System.Threading.RateLimiting;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Subscribe;

/// <summary>
/// Bounds how often one caller may ask for mail to any address. Counted in this process, which spares Storage, and in partition
/// <c>!callers</c> of table <c>readers</c>, which all processes share: a row for each caller and hour, named by a hash.
/// </summary>
public sealed class CallerLimit : IDisposable
{
    const string Partition = "!callers";
    const string Count = "Count";
    const int MostConflicts = 30;

    static readonly TimeSpan Window = TimeSpan.FromHours(1);

    // A caller's requests are counted one after another, or they would only be in each other's way.
    readonly Gates gates = new(16);
    readonly PartitionedRateLimiter<string> here;
    readonly TableClient table;
    readonly ReaderSecrets secrets;
    readonly ClientAddress addresses;
    readonly TimeProvider time;
    readonly int most;

    public CallerLimit(
        ReaderTable readers,
        ReaderSecrets secrets,
        IOptions<SubscribeOptions> options,
        ClientAddress addresses,
        TimeProvider time
    )
    {
        (table, this.secrets, this.addresses, this.time) = (readers.Table, secrets, addresses, time);
        most = options.Value.RequestsPerHour;
        here = PartitionedRateLimiter.Create<string, string>(caller =>
            RateLimitPartition.GetFixedWindowLimiter(caller, _ => new() { PermitLimit = most, Window = Window })
        );
    }

    /// <summary>Counts one request.</summary>
    /// <returns>How long its caller has to wait before it may come again; null when it may go on.</returns>
    public async Task<TimeSpan?> CountAsync(HttpContext context, CancellationToken cancel)
    {
        var caller = addresses.NetworkOf(context);
        using var lease = here.AttemptAcquire(caller);
        if (!lease.IsAcquired)
            return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        return await gates.InTurnAsync(caller, () => CountAsync(caller, cancel), cancel);
    }

    /// <summary>Forgets the hours that are over.</summary>
    public async Task ForgetAsync(CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and Until lt {time.GetUtcNow() - Window}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancel))
            await table.DeleteEntityAsync(Partition, row.RowKey, ETag.All, cancel);
    }

    public void Dispose() => here.Dispose();

    async Task<TimeSpan?> CountAsync(string caller, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var until = new DateTimeOffset((now.UtcTicks / Window.Ticks + 1) * Window.Ticks, TimeSpan.Zero);
        var key = secrets.CallerOf($"{caller} {until.ToUnixTimeSeconds()}");
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var before = await table.GetEntityIfExistsAsync<TableEntity>(Partition, key, cancellationToken: cancel);
            var row = before.HasValue
                ? before.Value!
                : new TableEntity(Partition, key) { [Count] = 0, ["Until"] = until };
            if (row.GetInt32(Count) >= most)
                return until - now;
            row[Count] = row.GetInt32(Count) + 1;
            if (await TryWriteAsync(row, cancel))
                return null;
        }
        // So many processes at the same time serve no person at a form.
        return TimeSpan.FromSeconds(1);
    }

    async Task<bool> TryWriteAsync(TableEntity row, CancellationToken cancel)
    {
        try
        {
            if (row.ETag == default)
                await table.AddEntityAsync(row, cancel);
            else
                await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
