using System.Diagnostics.CodeAnalysis;
using Azure;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Evaluate;

/// <summary>What a collection has at hand, so that the evaluation after it need not read it again.</summary>
/// <param name="Watch">As it was read before.</param>
/// <param name="ReadAt">When, UTC.</param>
/// <param name="Indicator">The indicator's id.</param>
/// <param name="Series">With what was added.</param>
public sealed record Collected(StoredWatch Watch, DateTimeOffset ReadAt, string Indicator, StoredSeries Series);

/// <summary>Evaluates a watch up to now: state, alerts and outbox change in one transaction.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to dispose of.")]
public sealed partial class WatchEvaluator(
    WatchTable watches,
    WatchReferences references,
    CompiledWatches compiled,
    ObservationTable observations,
    AlertRows alertRows,
    AlertMaker alertMaker,
    QueueSender queue,
    TimeProvider time,
    ILogger<WatchEvaluator> log
)
{
    const int MostConflicts = 10;

    // Where an instant tells of more, all of it stands in one transaction all the same.
    const int MostTold = 40;

    // Hundreds of reads at once would make collections wait behind them.
    const int MostReads = 16;

    readonly Turns turns = new(time);
    readonly SemaphoreSlim reads = new(MostReads);

    /// <summary>Walks from the last evaluation to now; a watch that is gone needs nothing.</summary>
    public Task EvaluateAsync(string id, CancellationToken cancel) =>
        turns.Of(id).TakeAsync(() => WalkAsync(id, null, cancel), cancel);

    /// <summary>Walks to now after a collection; asks for it when the watch is being evaluated, or was a moment ago.</summary>
    public async Task EvaluateAsync(Collected news, CancellationToken cancel)
    {
        var id = news.Watch.Definition.Id;
        var turn = turns.Of(id);
        // The state that was read is of use while nobody has changed it.
        if (
            !await turn.TryTakeAsync(() => WalkAsync(id, turn.SeenTo < news.ReadAt ? news : null, cancel), cancel)
            && turn.MustAsk()
        )
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(id), cancel, turn.Wait);
    }

    async Task WalkAsync(string id, Collected? news, CancellationToken cancel)
    {
        for (var conflicts = 0; ; news = null)
        {
            var watch = news?.Watch ?? await watches.ReadAsync(id, cancel);
            if (watch is null || compiled.Of(watch) is not { } ready)
                return;
            try
            {
                if (await AdvanceAsync(watch, ready, news?.Indicator, news?.Series, cancel))
                    return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && conflicts++ < MostConflicts)
            {
                // Somebody else has evaluated meanwhile: go on from there.
            }
        }
    }

    async Task<bool> AdvanceAsync(
        StoredWatch watch,
        CompiledWatch ready,
        string? collected,
        StoredSeries? fresh,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var before = watch.State ?? ready.Start(now);
        var evidence = await LoadAsync(watch, ready, before, now, collected, fresh, cancel);
        var walk = ready.Advance(before, evidence.Series, now, MostTold);
        var decision = SilenceGate.Decide(watch.Definition, watch.Effects, before, walk, now);
        var alerts = await alertMaker.MakeAsync(decision, before, evidence, cancel);
        var state = walk.State with
        {
            Levels = [.. walk.State.Levels.Select(l => l.At > before.EvaluatedTo ? l with { KnownAt = now } : l)],
        };
        var (entries, rows) = await alertRows.PrepareAsync(alerts, now, cancel);
        var status = StatusSummary.Of(watch, state, evidence.Series, evidence.Stored, now);
        await watches.Table.SubmitTransactionAsync(
            [
                WatchTable.StateChange(watch, state, status),
                .. EffectRows.Changes(watch.Definition.Id, watch.Effects, decision.Withheld, state),
                .. rows,
            ],
            cancel
        );
        await TellAsync(watch.Definition.Id, walk, entries, cancel);
        return walk.Complete;
    }

    async Task<Evidence> LoadAsync(
        StoredWatch watch,
        CompiledWatch ready,
        WatchState before,
        DateTimeOffset now,
        string? collected,
        StoredSeries? fresh,
        CancellationToken cancel
    )
    {
        var loads = watch.Definition.Indicators.Select(async i =>
        {
            var from = ReadFrom(ready, i, before, now);
            var isHere = i.Id == collected && fresh!.From <= from;
            return (i.Id, Series: isHere ? fresh! : await ReadAsync(watch.Definition.Id, i.Id, ready, from, cancel));
        });
        var stored = (await Task.WhenAll(loads)).ToDictionary(l => l.Id, l => l.Series);
        var series = watch.Definition.Indicators.ToDictionary(i => i.Id, i => stored[i.Id].ToSeries(i));
        foreach (var (id, level) in await references.LevelsAsync(ready, cancel))
            series[id] = level;
        return new(ready, series, stored) { Version = watch.Latest.Number };
    }

    async Task<StoredSeries> ReadAsync(
        string watch,
        string indicator,
        CompiledWatch ready,
        DateTimeOffset from,
        CancellationToken cancel
    )
    {
        await reads.WaitAsync(cancel);
        try
        {
            // What no red line reads is of interest for the status alone.
            return ready.Lookback(indicator) is null
                ? await observations.ReadHeadAsync(watch, indicator, cancel)
                : await observations.ReadAsync(watch, indicator, from, cancel);
        }
        finally
        {
            reads.Release();
        }
    }

    /// <summary>From where on an evaluation needs an indicator's observations.</summary>
    public static DateTimeOffset ReadFrom(
        CompiledWatch watch,
        Indicator indicator,
        WatchState? state,
        DateTimeOffset now
    )
    {
        var window = watch.Lookback(indicator.Id) ?? TimeSpan.Zero;
        return (state ?? watch.Start(now)).EvaluatedTo
            - (window > indicator.StaleAfter ? window : indicator.StaleAfter);
    }

    async Task TellAsync(string watch, Walk walk, IReadOnlyList<OutboxEntry> entries, CancellationToken cancel)
    {
        foreach (var step in walk.Transitions)
            Stepped(log, watch, step.RedLine, step.From, step.To, step.At, step.Reason);
        foreach (var entry in entries)
            await queue.SendAsync(QueueNames.Deliver, new DeliverMessage(entry.Watch, entry.Id), cancel);
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
}
