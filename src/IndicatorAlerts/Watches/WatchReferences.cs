using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Watches;

/// <summary>Checks that the watches whose level a watch reads exist and do not read its own in the end.</summary>
public sealed class WatchReferences(WatchTable watches)
{
    /// <summary>What is wrong with the references; null when nothing is.</summary>
    public async Task<string?> CheckAsync(CompiledWatch watch, CancellationToken cancel)
    {
        if (watch.Watches.Count == 0)
            return null;
        var others = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var id in await watches.ListAsync(cancel))
            if (await watches.ReadAsync(id, cancel) is { } other)
                others[id] = CompiledWatch.Compile(other.Definition, out _)?.Watches ?? [];
        if (watch.Watches.FirstOrDefault(w => !others.ContainsKey(w)) is { } missing)
            return $"There is no watch '{missing}', whose level is read: define it first.";
        return WatchCircle.Find(watch.Definition.Id, watch.Watches, others) is { } circle
            ? $"Watches read each other's level in a circle: {string.Join(" -> ", circle)}."
            : null;
    }

    /// <summary>The levels that a watch reads, as its evaluation takes them; a watch that is gone or was never evaluated has none.</summary>
    public async Task<IEnumerable<KeyValuePair<string, Series>>> LevelsAsync(
        CompiledWatch watch,
        CancellationToken cancel
    ) =>
        await Task.WhenAll(
            watch.Watches.Select(async id => new KeyValuePair<string, Series>(
                CompiledWatch.LevelOf(id),
                (await watches.ReadStateAsync(id, cancel) ?? new() { EvaluatedTo = default }).LevelSeries()
            ))
        );
}
