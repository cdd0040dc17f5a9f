using Azure.Data.Tables;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

/// <summary>Delivery in this process, on real Storage, with a provider and a clock that tests set.</summary>
sealed class DeliverLab : IAsyncDisposable
{
    readonly WebApplication app;

    DeliverLab(WebApplication app, FakeTimeProvider time, FakeSender sender, string storage) =>
        (this.app, Time, Sender, Storage) = (app, time, sender, storage);

    public FakeTimeProvider Time { get; }

    public FakeSender Sender { get; }

    public string Storage { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<DeliverLab> CreateAsync(
        string storage,
        Action<Dictionary<string, string?>>? change = null,
        DateTimeOffset? now = null
    )
    {
        var (time, sender) = (new FakeTimeProvider(now ?? new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero)), new FakeSender());
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Mail:ApiKey"] = "SG.of-this-test",
            ["Mail:From"] = "alerts@indicator-alerts.example",
            ["Subscribe:Secret"] = Convert.ToBase64String(new byte[32]),
            ["Alerts:GroupSeconds"] = "0",
        };
        change?.Invoke(settings);
        var builder = Service.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IMailSender>(sender);
        var lab = new DeliverLab(builder.Build(), time, sender, storage);
        await lab.Get<StorageSetup>().EnsureAsync(Cancel);
        return lab;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Puts readers into the audience, with ids in the order of their numbers.</summary>
    public async Task SubscribeAsync(int readers, Func<int, Subscription, Subscription>? wants = null)
    {
        var plain = new Subscription { Watches = [Made.Watch] };
        for (var i = 0; i < readers; i++)
            await Get<Audience>()
                .PutAsync(
                    Made.Watch,
                    new(Made.Id(i), $"reader{i}@example.org", wants?.Invoke(i, plain) ?? plain),
                    Cancel
                );
    }

    /// <summary>Decides alerts as an evaluation does: alerts and outbox entries in one transaction.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> DecideAsync(params Alert[] alerts)
    {
        var (entries, rows) = await Get<AlertRows>().PrepareAsync(alerts, Time.GetUtcNow(), Cancel);
        await Get<WatchTable>().Table.SubmitTransactionAsync(rows, Cancel);
        return entries;
    }

    /// <summary>Delivers what was decided as its messages would, and makes every send that is due.</summary>
    /// <returns>The delivery's id.</returns>
    public async Task<string> DeliverAsync(params Alert[] alerts)
    {
        var entries = await DecideAsync(alerts);
        foreach (var entry in entries)
            await Get<AlertDelivery>().DeliverAsync(new(entry.Watch, entry.Id), Cancel);
        var id = $"{entries[0].Watch}|{entries[0].Id}";
        await SendAsync(id);
        return id;
    }

    /// <summary>Makes the sends of a delivery that are due, and those that come of them.</summary>
    public async Task SendAsync(string delivery)
    {
        var sending = Get<Sending>();
        while (
            (await Get<SendTable>().OpenAsync(delivery, Cancel)).Where(s => sending.Wait(s) == TimeSpan.Zero).ToList()
                is { Count: > 0 } due
            && Get<ProviderGate>().Closed == TimeSpan.Zero
        )
            foreach (var send in due)
                await sending.SendAsync(new(delivery, send.Id), Cancel);
    }

    public async Task<Delivery> FindAsync(string delivery) => (await Get<Deliveries>().FindAsync(delivery, Cancel))!;

    public Task<IReadOnlyList<Send>> SendsAsync(string delivery) => Get<SendTable>().ListAsync(delivery, Cancel);

    public async Task<DeliveryRecord> RecordAsync(Alert alert) =>
        (await Get<AlertRows>().FindAsync(alert.Watch, alert.Id, Cancel))!.Delivery;

    public async Task<WhyReader> WhyAsync(Alert alert, int reader) =>
        (await Get<WhyNot>().AskAsync(new(alert.Watch, alert.Id), Made.Id(reader), Cancel))!.Reader!;

    /// <summary>The held rows: partition and row key.</summary>
    public async Task<IReadOnlyList<(string Bucket, string Row, string Occasion)>> HeldAsync()
    {
        var held = new List<(string, string, string)>();
        await foreach (var row in Get<HeldMail>().Table.QueryAsync<TableEntity>(cancellationToken: Cancel))
            held.Add((row.PartitionKey, row.RowKey, row.GetString(HeldMail.Occasion)));
        return held;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
