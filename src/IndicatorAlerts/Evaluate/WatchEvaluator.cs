using Azure;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Evaluate;

/// <summary>Evaluates a watch up to now: state, alerts and outbox change in one transaction.</summary>
public sealed partial class WatchEvaluator(
    WatchTable watches,
    WatchReferences references,
    ObservationTable observations,
    AlertRows alertRows,
    QueueSender queue,
    TimeProvider time,
    ILogger<WatchEvaluator> log
)
{
    const int MostConflicts = 10;

    // Where an instant tells of more, all of it stands in one transaction all the same.
    const int MostTold = 40;

    /// <summary>Walks from the last evaluation to now; a watch that is gone needs nothing.</summary>
    public async Task EvaluateAsync(string id, CancellationToken cancel)
    {
        for (var conflicts = 0; ; )
        {
            if (await watches.ReadAsync(id, cancel) is not { } watch)
                return;
            if (CompiledWatch.Compile(watch.Definition, out var errors) is not { } compiled)
            {
                Broken(log, id, errors[0].Path, errors[0].Message);
                return;
            }
            try
            {
                if (await AdvanceAsync(watch, compiled, cancel))
                    return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && conflicts++ < MostConflicts)
            {
                // Somebody else has evaluated meanwhile: go on from there.
            }
        }
    }

    async Task<bool> AdvanceAsync(StoredWatch watch, CompiledWatch compiled, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var state = watch.State ?? compiled.Start(now);
        var stored = await LoadAsync(watch.Definition, compiled, state.EvaluatedTo, cancel);
        var series = watch.Definition.Indicators.ToDictionary(i => i.Id, i => stored[i.Id].ToSeries(i));
        foreach (var (id, level) in await references.LevelsAsync(compiled, cancel))
            series[id] = level;
        var walk = compiled.Advance(state, series, now, MostTold);
        state = walk.State with
        {
            Levels = [.. walk.State.Levels.Select(l => l.At > state.EvaluatedTo ? l with { KnownAt = now } : l)],
        };
        var alerts = walk
            .Transitions.Where(t => t.Tell is not null)
            .Select(t => Alert.Of(watch.Definition, t))
            .ToList();
        var status = StatusSummary.Of(watch, state, series, stored, now);
        var (entries, rows) = await alertRows.PrepareAsync(alerts, now, cancel);
        await watches.Table.SubmitTransactionAsync([WatchTable.StateChange(watch, state, status), .. rows], cancel);
        foreach (var step in walk.Transitions)
            Stepped(log, watch.Definition.Id, step.RedLine, step.From, step.To, step.At, step.Reason);
        foreach (var entry in entries)
            await queue.SendAsync(QueueNames.Deliver, new DeliverMessage(entry.Watch, entry.Id), cancel);
        return walk.Complete;
    }

    async Task<Dictionary<string, StoredSeries>> LoadAsync(
        Watch watch,
        CompiledWatch compiled,
        DateTimeOffset from,
        CancellationToken cancel
    )
    {
        var loads = watch.Indicators.Select(async indicator =>
        {
            var back =
                compiled.Lookback(indicator.Id) is { } window && window > indicator.StaleAfter
                    ? window
                    : indicator.StaleAfter;
            return (indicator.Id, Series: await observations.ReadAsync(watch.Id, indicator.Id, from - back, cancel));
        });
        return (await Task.WhenAll(loads)).ToDictionary(l => l.Id, l => l.Series);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Watch}/{RedLine}: {From} -> {To} at {At:u}: {Reason}")]
    static partial void Stepped(
        ILogger log,
        string watch,
        string redLine,
        Phase from,
        Phase to,
        DateTimeOffset at,
        string reason
    );

    [LoggerMessage(Level = LogLevel.Error, Message = "Watch {Watch} cannot be evaluated: {Path}: {Reason}")]
    static partial void Broken(ILogger log, string watch, string path, string reason);
}
