using Azure.Data.Tables;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Tests.Deliver;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>What a test puts into a process's Storage, and reads from it, beside the process.</summary>
sealed class ToldAlerts : IDisposable
{
    const int AtOnce = 8;

    readonly StorageAccount storage;
    readonly ReaderSecrets secrets;
    readonly Audience audience;
    readonly WatchTable watches;
    readonly AlertRows rows;
    readonly Outbox outbox;
    readonly DeliveryIndex index;
    readonly SendTable sends;
    readonly StorageSetup setup;

    public ToldAlerts(IReadOnlyDictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(StorageAccount.Setting, settings[StorageAccount.Setting])])
            .Build();
        storage = new(configuration);
        secrets = new(Options.Create(new SubscribeOptions { Secret = settings["Subscribe__Secret"]! }));
        audience = new(storage, secrets);
        watches = new(storage);
        rows = new(watches);
        outbox = new(watches);
        index = new(storage);
        sends = new(storage);
        setup = new(storage);
    }

    public void Dispose() => setup.Dispose();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Puts readers <c>0@…</c>, <c>1@…</c>, … into the audience of the watch.</summary>
    public async Task SubscribeAsync(int readers, string watch = Made.Watch)
    {
        await setup.EnsureAsync(Cancel);
        var table = storage.Tables.GetTableClient(Audience.Name);
        var wants = new Subscription { Watches = [watch] };
        var changes = Enumerable
            .Range(0, readers)
            .Select(Address)
            .Select(address => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace,
                audience.Row(watch, new(secrets.IdOf(address), address, wants))
            ));
        await Parallel.ForEachAsync(
            changes.Chunk(100),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel },
            async (some, stop) => await table.SubmitTransactionAsync(some, stop)
        );
    }

    public static string Address(int reader) => $"{reader}@readers.indicator-alerts.example";

    /// <summary>Decides an alert as an evaluation does, and asks for its delivery.</summary>
    public async Task DecideAsync(Alert alert)
    {
        await setup.EnsureAsync(Cancel);
        await watches.Table.UpsertEntityAsync(new TableEntity("!watches", alert.Watch), cancellationToken: Cancel);
        var (entries, changes) = await rows.PrepareAsync([alert], TimeProvider.System.GetUtcNow(), Cancel);
        await watches.Table.SubmitTransactionAsync(changes, Cancel);
        foreach (var entry in entries)
            await new QueueSender(storage).SendAsync(
                QueueNames.Deliver,
                new DeliverMessage(entry.Watch, entry.Id),
                Cancel
            );
    }

    /// <summary>Waits until nothing is left to plan or to send.</summary>
    public async Task WaitUntilOverAsync(Func<string>? explain = null, int seconds = 120)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bounded.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            while (!await IsOverAsync(bounded.Token))
                await timer.WaitForNextTickAsync(bounded.Token);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            Assert.Fail($"Not everything was sent within {seconds} s. {await LeftAsync()}\n{explain?.Invoke()}");
        }
    }

    /// <summary>The ids of the alerts that each send brings, by delivery and send as the mails' arguments name them.</summary>
    public async Task<IReadOnlyDictionary<(string Delivery, string Send), IReadOnlyList<string>>> SendsAsync()
    {
        var told = new Dictionary<(string, string), IReadOnlyList<string>>();
        var (deliveries, _) = await index.ListAsync(null, null, null, 1000, Cancel);
        foreach (var delivery in deliveries)
        foreach (var send in await sends.ListAsync(delivery.Id, Cancel))
            told[(delivery.Id, send.Id)] = [.. send.Content.Alerts.Select(a => a.Id)];
        return told;
    }

    async Task<bool> IsOverAsync(CancellationToken cancel)
    {
        if ((await index.ListOpenAsync(cancel)).Count > 0)
            return false;
        foreach (var watch in await watches.ListAsync(cancel))
            if ((await outbox.ListAsync(watch, cancel)).Count > 0)
                return false;
        return true;
    }

    async Task<string> LeftAsync()
    {
        var left = new List<string>();
        foreach (var id in await index.ListOpenAsync(Cancel))
            left.AddRange(
                (await sends.OpenAsync(id, Cancel)).Select(s =>
                    $"{id} {s.Id} {s.State} claimed {s.ClaimedAt:T} next {s.NextAttemptAt:T} doubts {s.Doubts} {s.Failure}"
                )
            );
        return string.Join("\n", left.Prepend($"Now it is {TimeProvider.System.GetUtcNow():T}."));
    }
}
