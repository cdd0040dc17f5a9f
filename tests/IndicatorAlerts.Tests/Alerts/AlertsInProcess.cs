using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Tests.History;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Alerts;

/// <summary>One or more services in this process on one Storage, with a watch whose only indicator the test sets.</summary>
sealed class AlertsInProcess : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    readonly SampleFeeds feeds;
    readonly Mailbox mailbox;

    AlertsInProcess(SampleFeeds feeds, Mailbox mailbox, IReadOnlyList<InProcess> services) =>
        (this.feeds, this.mailbox, Services) = (feeds, mailbox, services);

    public IReadOnlyList<InProcess> Services { get; }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<AlertsInProcess> StartAsync(AzuriteFixture azurite, Watch watch, int services = 1)
    {
        var feeds = await SampleFeeds.StartAsync(new(), Cancel);
        var mailbox = await Mailbox.StartAsync(new(), Cancel);
        var storage = azurite.NewAccount();
        List<InProcess> all =
        [
            .. Enumerable.Range(0, services).Select(_ => InProcess.Create(storage, feeds, mailbox, Start)),
        ];
        await all[0].Get<StorageSetup>().EnsureAsync(Cancel);
        await all[0].Get<WatchTable>().ApplyAsync(watch, Cancel);
        return new(feeds, mailbox, all);
    }

    public T Get<T>()
        where T : notnull => Services[0].Get<T>();

    public DateTimeOffset Now => Services[0].Time.GetUtcNow();

    public void At(double minutes)
    {
        foreach (var service in Services)
            service.Time.SetUtcNow(Start.AddMinutes(minutes));
    }

    /// <summary>Stores a value that is observed and known now.</summary>
    public async Task SetAsync(double value)
    {
        var table = Get<ObservationTable>();
        var series = await table.ReadAsync("lab", "shock", Now, Cancel);
        await table.RecordAsync(series, new([new(Now, value, Now)], null, null, health => health), Cancel);
    }

    /// <summary>All services at once.</summary>
    public Task EvaluateAsync() =>
        Task.WhenAll(
            Services.Select(s => Task.Run(() => s.Get<WatchEvaluator>().EvaluateAsync("lab", Cancel), Cancel))
        );

    public async Task StepAsync(double minutes, double? value = null)
    {
        At(minutes);
        if (value is { } v)
            await SetAsync(v);
        await EvaluateAsync();
    }

    public async Task<Silence> SilenceAsync(double to, string? line = null)
    {
        var silence = GateLab.Silence($"s{Guid.NewGuid():N}", 0, to, line) with { Start = Now };
        await Get<EffectTable>().AddAsync("lab", silence, Cancel);
        return silence;
    }

    public async Task<StoredWatch> WatchAsync() => (await Get<WatchTable>().ReadAsync("lab", Cancel))!;

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Alert>> AlertsAsync() =>
        [.. (await Get<AlertRows>().NewestAsync("lab", 1000, Cancel)).Reverse()];

    /// <summary>The ids that wait to be delivered.</summary>
    public async Task<IReadOnlyList<string>> OutboxAsync() =>
        [.. (await Get<Outbox>().ListAsync("lab", Cancel)).SelectMany(e => e.Alerts)];

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
            await service.DisposeAsync();
        await feeds.DisposeAsync();
        await mailbox.DisposeAsync();
    }
}
