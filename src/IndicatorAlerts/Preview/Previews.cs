using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;

namespace IndicatorAlerts.Preview;

/// <summary>Tries red lines on stored history, with the function that is used live; nothing is written.</summary>
public sealed class Previews(StoredHistory history)
{
    /// <param name="order">What is tried, and checked already.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancel">Stops between two months of history.</param>
    public Task<PreviewAnswer> RunAsync(PreviewOrder order, Action<double>? progress, CancellationToken cancel) =>
        history.WalkAsync(
            async () =>
            {
                var draft = await PrepareAsync(order.Draft, order, cancel);
                var current = order.Current is { } there ? await PrepareAsync(there, order, cancel) : null;
                return Run(order, draft, current, progress, cancel);
            },
            cancel
        );

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
        return new(lines, await history.ReadAsync(lines.Values, order.Span.From, cancel));
    }

    /// <summary>One that was checked already.</summary>
    internal static CompiledWatch Compile(Watch watch) =>
        CompiledWatch.Compile(watch, out var errors)
        ?? throw new InvalidOperationException($"{watch.Id} was checked, and does not compile: {errors[0].Message}");
}
