using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

/// <summary>Reads one indicator's feed: archives the answer, appends observations, asks for evaluation.</summary>
public sealed partial class IndicatorCollector(
    SourceCatalog sources,
    FeedClient feeds,
    WatchTable watches,
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
    static readonly TimeSpan Recent = TimeSpan.FromDays(2);

    /// <summary>Collects unless the feed is failing and this message is not the repetition that it waits for.</summary>
    public async Task CollectAsync(CollectMessage message, CancellationToken cancel)
    {
        var started = time.GetUtcNow();
        var defining = watches.FindIndicatorAsync(message.Watch, message.Indicator, cancel);
        var series = await table.ReadAsync(message.Watch, message.Indicator, started - Recent, cancel);
        // The definition as it is now, not as it was when the message was sent.
        if ((await defining)?.Source is not { } parameters || !IsMyTurn(message, series.FeedHealth, started))
            return;
        try
        {
            var feed = sources.Find(parameters);
            await using var answer = await feeds.GetAsync(
                feed.Requests(series.FeedHealth.LastSuccess, started).First(),
                known: null,
                cancel
            );
            var reading = new FeedReading();
            await feed.ReadAsync(answer.Content, reading, cancel);
            await KeepAsync(message, series, reading, answer, started, cancel);
        }
        catch (FeedException e)
        {
            Failed(log, message.Watch, message.Indicator, e.Message);
            await FailAsync(message, series, started, e.Message, cancel);
        }
    }

    static bool IsMyTurn(CollectMessage message, FeedHealth health, DateTimeOffset now) =>
        message.Attempt switch
        {
            CollectMessage.AtOnce => true,
            0 => health.Failures == 0 || now >= health.RetryAt + Grace,
            var attempt => attempt == health.Failures,
        };

    async Task KeepAsync(
        CollectMessage message,
        StoredSeries series,
        FeedReading reading,
        FeedAnswer answer,
        DateTimeOffset started,
        CancellationToken cancel
    )
    {
        if (reading.Points.Count > 0)
            series = await table.ReachAsync(series, reading.Points.Min(v => v.ObservedAt), cancel);
        // Evidence first: a point never refers to bytes that are not there.
        if (series.HasNews(reading.Points))
            await archive.KeepAsync(answer.Sha256, answer.Content, answer.ContentType, cancel);
        // As late as can be: what is known before it is written may be passed by an evaluation.
        var known = time.GetUtcNow();
        var observations = reading.Points.Select(v => new Observation(v.ObservedAt, v.Value, known)).ToList();
        var health = Success(started, known, reading, answer);
        var added = await table.RecordAsync(series, new(observations, answer.Sha256, known, health), cancel);
        Collected(log, message.Watch, message.Indicator, reading.Entries, observations.Count, added);
        if (added > 0)
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(message.Watch), cancel);
    }

    static Func<FeedHealth, FeedHealth> Success(
        DateTimeOffset started,
        DateTimeOffset known,
        FeedReading reading,
        FeedAnswer answer
    ) =>
        before =>
            before with
            {
                LastAttempt = started,
                LastSuccess = started,
                Failures = 0,
                Error = null,
                RetryAt = null,
                Read = reading.Entries,
                Kept = reading.Points.Count,
                Bytes = answer.Bytes,
                Seconds = (known - started).TotalSeconds,
            };

    async Task FailAsync(
        CollectMessage message,
        StoredSeries series,
        DateTimeOffset started,
        string error,
        CancellationToken cancel
    )
    {
        var failures = series.FeedHealth.Failures + 1;
        var wait = BackOff.Wait(TimeSpan.FromSeconds(options.Value.RetrySeconds), failures - 1, LongestRetry);
        FeedHealth Failure(FeedHealth before) =>
            before with
            {
                LastAttempt = started,
                Failures = failures,
                Error = error,
                RetryAt = started + wait,
            };
        // The repetition first: without it, a failure that is recorded would wait for nothing.
        await queue.SendAsync(QueueNames.Collect, message with { Attempt = failures }, cancel, wait);
        await table.RecordAsync(series, new([], "", null, Failure), cancel);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Collected {Watch}/{Indicator}: {Entries} entries, {Kept} kept, {Added} new"
    )]
    static partial void Collected(ILogger log, string watch, string indicator, int entries, int kept, int added);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not collect {Watch}/{Indicator}: {Reason}")]
    static partial void Failed(ILogger log, string watch, string indicator, string reason);
}
