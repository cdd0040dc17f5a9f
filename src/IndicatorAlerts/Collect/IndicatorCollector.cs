using System.Collections.Concurrent;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

/// <summary>Reads one indicator's feed and evaluates its watch when there is news.</summary>
public sealed partial class IndicatorCollector(
    SourceCatalog sources,
    SharedAnswers feeds,
    RecentWatches watches,
    CompiledWatches compiled,
    WatchEvaluator evaluator,
    ObservationTable table,
    AnswerArchive archive,
    QueueSender queue,
    IOptions<FeedOptions> options,
    TimeProvider time,
    ILogger<IndicatorCollector> log
)
{
    static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    // A scheduled collection leaves a failing feed to its repetition, unless that was lost.
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // Most feeds speak of the last day or two: read with the health, these days need no second query.
    static readonly TimeSpan Recent = TimeSpan.FromDays(4);

    readonly ConcurrentDictionary<(string, string), bool> running = new();

    /// <summary>Collects unless the feed is being read, or is failing and this message is not the repetition that it waits for.</summary>
    public async Task CollectAsync(CollectMessage message, CancellationToken cancel)
    {
        // A slow feed is not asked again before it answered; a changed definition must not be left to the next time.
        var isFirst = running.TryAdd((message.Watch, message.Indicator), true);
        if (!isFirst && message.Attempt == 0)
            return;
        try
        {
            await CollectOnceAsync(message, cancel);
        }
        finally
        {
            if (isFirst)
                running.TryRemove((message.Watch, message.Indicator), out _);
        }
    }

    async Task CollectOnceAsync(CollectMessage message, CancellationToken cancel)
    {
        var started = time.GetUtcNow();
        var defining = watches.ReadAsync(message.Watch, afresh: message.Attempt == CollectMessage.AtOnce);
        var series = await table.ReadAsync(message.Watch, message.Indicator, started - Recent, cancel);
        // The definition as it is now, not as it was when the message was sent.
        if (
            await defining is not ({ } watch, var readAt)
            || watch.Definition.Indicators.FirstOrDefault(i => i.Id == message.Indicator)
                is not { Source: { } source } indicator
            || !IsMyTurn(message, series.FeedHealth, started)
        )
            return;
        var from = compiled.Of(watch) is { } ready
            ? WatchEvaluator.ReadFrom(ready, indicator, watch.State, started)
            : started;
        var run = new CollectionRun(feeds, table, archive, time, indicator, series, from);
        try
        {
            await run.RunAsync(sources.Find(source), cancel);
            Collected(log, message.Watch, message.Indicator, run.Read.Entries, run.Read.Kept, run.Added);
        }
        catch (FeedException e)
        {
            Failed(log, message.Watch, message.Indicator, e.Message);
            await FailAsync(message, run.Series, started, e, cancel);
        }
        if (run.Added > 0)
            await EvaluateAsync(watch, indicator.Id, run.Series, from, readAt, cancel);
    }

    static bool IsMyTurn(CollectMessage message, FeedHealth health, DateTimeOffset now) =>
        message.Attempt switch
        {
            CollectMessage.AtOnce => true,
            0 => health.Failures == 0 || now >= health.RetryAt + Grace,
            var attempt => attempt == health.Failures,
        };

    async Task EvaluateAsync(
        StoredWatch watch,
        string indicator,
        StoredSeries series,
        DateTimeOffset from,
        DateTimeOffset readAt,
        CancellationToken cancel
    )
    {
        try
        {
            series = await table.ReachAsync(series, from, cancel);
            await evaluator.EvaluateAsync(new Collected(watch, readAt, indicator, series), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // The observations are stored: collected again they would be no news, and nobody would evaluate them.
            NotEvaluated(log, e, watch.Definition.Id);
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(watch.Definition.Id), cancel);
        }
    }

    async Task FailAsync(
        CollectMessage message,
        StoredSeries series,
        DateTimeOffset started,
        FeedException error,
        CancellationToken cancel
    )
    {
        var failures = series.FeedHealth.Failures + 1;
        var wait = BackOff.Wait(TimeSpan.FromSeconds(options.Value.RetrySeconds), failures - 1, LongestRetry);
        if (error.RetryAfter is { } asked && asked > wait)
            wait = asked;
        FeedHealth Failure(FeedHealth before) =>
            before with
            {
                LastAttempt = started,
                Failures = failures,
                Error = error.Message,
                RetryAt = started + wait,
            };
        // The repetition first: without it, a failure that is recorded would wait for nothing.
        await queue.SendAsync(QueueNames.Collect, message with { Attempt = failures }, cancel, wait);
        await table.RecordAsync(series, new([], null, null, Failure), cancel);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Collected {Watch}/{Indicator}: {Entries} entries, {Kept} kept, {Added} new"
    )]
    static partial void Collected(ILogger log, string watch, string indicator, int entries, int kept, int added);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not collect {Watch}/{Indicator}: {Reason}")]
    static partial void Failed(ILogger log, string watch, string indicator, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Watch} could not be evaluated after a collection; it is asked for again"
    )]
    static partial void NotEvaluated(ILogger log, Exception error, string watch);
}
