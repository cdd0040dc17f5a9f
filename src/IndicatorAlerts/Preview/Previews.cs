using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Preview;

/// <summary>Tries red lines on stored history, with the function that is used live; nothing is written.</summary>
public sealed class Previews(ObservationTable observations, WatchReferences references) : IDisposable
{
    // More at once would keep the process from what it is there for.
    readonly SemaphoreSlim gate = new(2);

    /// <param name="order">What is tried, and checked already.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancel">Stops between two months of history.</param>
    public async Task<PreviewAnswer> RunAsync(PreviewOrder order, Action<double>? progress, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            var draft = await PrepareAsync(order.Draft, order, cancel);
            var current = order.Current is { } there ? await PrepareAsync(there, order, cancel) : null;
            return await Task.Run(() => Run(order, draft, current, progress, cancel), cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    sealed record Ready(IReadOnlyDictionary<string, CompiledWatch> Lines, IReadOnlyDictionary<string, Series> Series);

    static PreviewAnswer Run(
        PreviewOrder order,
        Ready draft,
        Ready? current,
        Action<double>? progress,
        CancellationToken cancel
    )
    {
        var (done, all) = (0, order.RedLines.Count * (current is null ? 1 : 2));
        LineHistory? Try(string line, Ready? ready)
        {
            if (ready?.Lines.GetValueOrDefault(line) is not { } watch)
                return null;
            Action<double>? told = progress is null ? null : share => progress((done + share) / all);
            var history = Backtest.Run(watch, line, ready.Series, order.Span, order.At, told, cancel);
            done++;
            return history;
        }
        var tried = order.RedLines.Select(line => Compare(line, Try(line, draft)!, Try(line, current)));
        return new(order.Draft.Id, order.Span.From, order.Span.To, order.Every, [.. tried]);
    }

    static LinePreview Compare(string line, LineHistory draft, LineHistory? current) =>
        new(
            line,
            draft,
            current,
            current is null ? [] : Without(draft.Episodes, current.Episodes),
            current is null ? [] : Without(current.Episodes, draft.Episodes)
        );

    static IReadOnlyList<Episode> Without(IReadOnlyList<Episode> mine, IReadOnlyList<Episode> others) =>
        [.. mine.Where(m => !others.Any(o => o.From <= m.To && m.From <= o.To))];

    async Task<Ready> PrepareAsync(Watch watch, PreviewOrder order, CancellationToken cancel)
    {
        var whole = Compile(watch with { Every = order.Every });
        var ids = watch.RedLines.Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
        var lines = order
            .RedLines.Where(ids.Contains)
            .ToDictionary(id => id, id => Compile(DossierCut.Of(whole, id).Definition with { Events = watch.Events }));
        var loads = lines
            .Values.SelectMany(w => w.Definition.Indicators.Select(i => (Watch: w, Indicator: i)))
            .GroupBy(r => r.Indicator.Id)
            .Select(async readers =>
            {
                var indicator = readers.First().Indicator;
                var from = readers.Min(r => WatchEvaluator.ReadFrom(r.Watch, indicator, null, order.Span.From));
                var stored = await observations.ReadAsync(watch.Id, indicator.Id, from, cancel);
                return new KeyValuePair<string, Series>(indicator.Id, WithImported(stored.ToSeries(indicator)));
            });
        var series = new Dictionary<string, Series>(await Task.WhenAll(loads));
        foreach (var line in lines.Values)
        foreach (var (key, level) in await references.LevelsAsync(line, cancel))
            series[key] = level;
        return new(lines, series);
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

    static CompiledWatch Compile(Watch watch) =>
        CompiledWatch.Compile(watch, out var errors)
        ?? throw new InvalidOperationException($"{watch.Id} was checked, and does not compile: {errors[0].Message}");
}
