using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Deletes deliveries that were over long ago; the alerts stay.</summary>
public sealed partial class DeliveryRetention(
    StorageSetup setup,
    Deliveries deliveries,
    DeliveryIndex index,
    IOptions<TellingOptions> options,
    TimeProvider time,
    ILogger<DeliveryRetention> log
)
{
    public async Task ExpireAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays);
        var gone = 0;
        await foreach (var listed in index.OverBeforeAsync(before, cancel))
        {
            // The rows first: what is listed can be found again when this is broken off.
            var alerts = (await deliveries.FindAsync(listed.Id, cancel))?.Alerts ?? [];
            await deliveries.RemoveAsync(listed.Id, cancel);
            await index.ForgetAsync(listed, alerts, cancel);
            gone++;
        }
        Expired(log, gone);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} deliveries")]
    static partial void Expired(ILogger log, int count);
}
