using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Evaluate;

/// <summary>Reads the stored past, for walks over it; two walks at once at most, as more would keep the process from what it is there for.</summary>
public sealed class StoredHistory(ObservationTable observations, WatchReferences references) : IDisposable
{
    readonly SemaphoreSlim gate = new(2);

    /// <summary>Walks when it is its turn.</summary>
    public async Task<T> WalkAsync<T>(Func<Task<T>> walk, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return await Task.Run(walk, cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    /// <summary>What one watch, or parts of it, see from an instant on.</summary>
    /// <param name="watches">Parts of one watch.</param>
    /// <param name="from">Where the walk begins, UTC; what the windows there hold is read too.</param>
    /// <param name="cancel">Stops between two reads.</param>
    public async Task<IReadOnlyDictionary<string, Series>> ReadAsync(
        IReadOnlyCollection<CompiledWatch> watches,
        DateTimeOffset from,
        CancellationToken cancel
    )
    {
        var loads = watches
            .SelectMany(w => w.Definition.Indicators.Select(i => (Watch: w, Indicator: i)))
            .GroupBy(r => r.Indicator.Id)
            .Select(async readers =>
            {
                var (watch, indicator) = readers.First();
                var first = readers.Min(r => WatchEvaluator.ReadFrom(r.Watch, indicator, null, from));
                var stored = await observations.ReadAsync(watch.Definition.Id, indicator.Id, first, cancel);
                return new KeyValuePair<string, Series>(indicator.Id, WithImported(stored.ToSeries(indicator)));
            });
        var series = new Dictionary<string, Series>(await Task.WhenAll(loads));
        foreach (var watch in watches)
        foreach (var (key, level) in await references.LevelsAsync(watch, cancel))
            series[key] = level;
        return series;
    }

    /// <summary>
    /// Nobody has read a source before the service did: what was imported from before counts as read throughout, from its first
    /// observation on, so that what it does not hold did not happen.
    /// </summary>
    static Series WithImported(Series series)
    {
        if (series.Indicator.Of != SeriesKind.Events || series.Observations.Count == 0)
            return series;
        var (first, last) = (series.Observations[0].ObservedAt, series.Observations[^1].ObservedAt);
        if (series.Reads.Count == 0 || series.Reads[0].From > last)
            return new(series.Indicator, series.Observations, [new(first, last), .. series.Reads]);
        return series.Reads[0].From <= first
            ? series
            : new(series.Indicator, series.Observations, [new(first, series.Reads[0].To), .. series.Reads.Skip(1)]);
    }
}
