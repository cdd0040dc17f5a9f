using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests;

static class Applying
{
    /// <summary>Puts a watch in the place of what was there, unchecked.</summary>
    public static async Task ApplyAsync(this WatchTable watches, Watch watch, CancellationToken cancel)
    {
        var before = await watches.ReadDefinitionAsync(watch.Id, cancel);
        var rows = new DefinitionRows(watches, TimeProvider.System);
        Assert.NotNull(
            await rows.TryWriteAsync(before, watch, new("test", "test", "test.apply", watch.Id, null), cancel)
        );
    }
}
