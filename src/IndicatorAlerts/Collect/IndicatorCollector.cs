using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

/// <summary>Reads one indicator's feed: archives the answer, appends observations, asks for evaluation.</summary>
public sealed partial class IndicatorCollector(
    SourceCatalog sources,
    FeedClient feeds,
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
        var series = await table.ReadAsync(message.Watch, message.Indicator.Id, started - Recent, cancel);
        if (!IsMyTurn(message, series.FeedHealth, started))
            return;
        try
        {
            var parameters = message.Indicator.Source ?? throw new FeedException("The indicator has no source.");
            var source = sources.Find(parameters);
            var answer = await feeds.GetAsync(source.Address(parameters), cancel);
            var reading = source.Read(answer.Content, parameters);
            await KeepAsync(message, series, reading, answer, started, cancel);
        }
        catch (FeedException e)
        {
            Failed(log, message.Watch, message.Indicator.Id, e.Message);
            await FailAsync(message, series, started, e.Message, cancel);
        }
    }

    static bool IsMyTurn(CollectMessage message, FeedHealth health, DateTimeOffset now) =>
        message.Attempt > 0
            ? message.Attempt == health.Failures
            : health.Failures == 0 || now >= health.RetryAt + Grace;

    async Task KeepAsync(
        CollectMessage message,
        StoredSeries series,
        FeedReading reading,
        RawAnswer answer,
        DateTimeOffset started,
        CancellationToken cancel
    )
    {
        var known = time.GetUtcNow();
        var observations = reading.Values.Select(v => new Observation(v.ObservedAt, v.Value, known)).ToList();
        if (observations.Count > 0)
            series = await table.ReachAsync(series, observations.Min(o => o.ObservedAt), cancel);
        var name = AnswerArchive.NameOf(answer.Content);
        // Evidence first: a point never refers to bytes that are not there.
        if (series.HasNews(observations))
            await archive.KeepAsync(name, answer.Content, answer.ContentType, cancel);
        var health = Success(started, known, reading, answer);
        var added = await table.RecordAsync(series, new(observations, name, known, health), cancel);
        Collected(log, message.Watch, message.Indicator.Id, reading.Entries, observations.Count, added);
        if (added > 0)
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(message.Watch), cancel);
    }

    static Func<FeedHealth, FeedHealth> Success(
        DateTimeOffset started,
        DateTimeOffset known,
        FeedReading reading,
        RawAnswer answer
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
                Kept = reading.Values.Count,
                Bytes = answer.Content.Length,
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
        await table.RecordAsync(series, new([], "", null, Failure), cancel);
        await queue.SendAsync(QueueNames.Collect, message with { Attempt = failures }, cancel, wait);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Collected {Watch}/{Indicator}: {Entries} entries, {Kept} kept, {Added} new"
    )]
    static partial void Collected(ILogger log, string watch, string indicator, int entries, int kept, int added);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not collect {Watch}/{Indicator}: {Reason}")]
    static partial void Failed(ILogger log, string watch, string indicator, string reason);
}
