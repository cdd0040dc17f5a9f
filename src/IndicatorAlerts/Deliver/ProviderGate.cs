using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>That the mail provider lets nothing through until an operator acts.</summary>
/// <param name="Since">UTC.</param>
/// <param name="Reason">What the provider said.</param>
public sealed record ProviderStop(DateTimeOffset Since, string Reason);

/// <summary>
/// Whether the provider listens now. A pause holds for all sends of this process; that the provider has shut us out stands in table
/// <c>deliveries</c> (<c>!provider</c>), for everybody to see.
/// </summary>
public sealed partial class ProviderGate
{
    const string Partition = "!provider";
    const string Row = "stopped";
    const string Since = "Since";
    const string Reason = "Reason";

    static readonly TimeSpan FirstStop = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(15);

    // Another process may have been shut out meanwhile, and be gone.
    static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    readonly TableClient table;
    readonly TimeProvider time;
    readonly ILogger<ProviderGate> log;
    readonly Lock gate = new();
    DateTimeOffset until;
    int stops;
    DateTimeOffset openedAt;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public ProviderGate(StorageAccount storage, TimeProvider time, ILogger<ProviderGate> log)
    {
        (table, this.time, this.log) = (storage.Tables.GetTableClient(Deliveries.Name), time, log);
        StartedAt = time.GetUtcNow();
    }

    /// <summary>When this process began to send, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long nothing may be sent; zero when the provider listens.</summary>
    public TimeSpan Closed
    {
        get
        {
            lock (gate)
                return until - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Nothing is sent for a while: the provider has asked for it.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (gate)
            if (time.GetUtcNow() + wait is var end && end > until)
                until = end;
    }

    /// <summary>The provider shuts us out: seldom tried, and the operator is told.</summary>
    /// <returns>How long nothing is sent.</returns>
    public async Task<TimeSpan> StopAsync(string reason, CancellationToken cancel)
    {
        TimeSpan wait;
        lock (gate)
        {
            wait = BackOff.Wait(FirstStop, stops++, LongestStop);
            openedAt = default;
        }
        Pause(wait);
        Stopped(log, wait, reason);
        var before = await StoppedAsync(cancel);
        await table.UpsertEntityAsync(
            new TableEntity(Partition, Row) { [Since] = before?.Since ?? time.GetUtcNow(), [Reason] = reason },
            TableUpdateMode.Replace,
            cancel
        );
        return wait;
    }

    /// <summary>The provider has taken something.</summary>
    public async Task OpenedAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now - openedAt < LookAgain)
                return;
            (openedAt, stops) = (now, 0);
        }
        await table.DeleteEntityAsync(Partition, Row, cancellationToken: cancel);
    }

    /// <summary>Since when and why the provider shuts us out; null when it does not.</summary>
    public async Task<ProviderStop?> StoppedAsync(CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancel);
        return row.HasValue ? new(row.Value!.GetDateTimeOffset(Since)!.Value, row.Value.GetString(Reason)) : null;
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The mail provider shuts us out, nothing is sent for {Wait}. An operator must act: {Reason}"
    )]
    static partial void Stopped(ILogger log, TimeSpan wait, string reason);
}
