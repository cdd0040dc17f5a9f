using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Subscribe;

/// <summary>The watches that people can choose.</summary>
public sealed class WatchChoices(WatchTable watches)
{
    /// <summary>The ids of all watches, by one query.</summary>
    public Task<IReadOnlyList<string>> IdsAsync(CancellationToken cancel) => watches.ListAsync(cancel);

    /// <summary>The title of every watch by its id, in the order of the titles.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TitlesAsync(CancellationToken cancel)
    {
        var found = await Task.WhenAll(
            (await watches.ListAsync(cancel)).Select(async id => (await watches.ReadAsync(id, cancel))?.Definition)
        );
        return found
            .OfType<RedLines.Watch>()
            .OrderBy(w => w.Title, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(w => w.Id, w => w.Title);
    }
}
