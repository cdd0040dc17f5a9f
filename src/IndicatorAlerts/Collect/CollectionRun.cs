using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Collect;

/// <summary>One read of one indicator's feed: asks, archives, stores, request by request, so that what was read before a failure is kept.</summary>
sealed class CollectionRun(
    SharedAnswers feeds,
    ObservationTable table,
    AnswerArchive archive,
    TimeProvider time,
    Indicator indicator,
    StoredSeries series,
    DateTimeOffset evaluatedFrom
)
{
    // An answer that brings nothing new is noted so often that reads make one run, and the feed is seen to be fresh.
    static readonly TimeSpan LongestUnnoted = TimeSpan.FromMinutes(4);

    // Indicators of one schedule start apart from each other, and wait for each other.
    static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    readonly DateTimeOffset started = time.GetUtcNow();
    FeedReading reading = new();
    long bytes;
    bool isWhole;

    /// <summary>What is stored now, of the days that were needed.</summary>
    public StoredSeries Series => series;

    /// <summary>How many points were new or corrected.</summary>
    public int Added { get; private set; }

    /// <summary>How many entries the answers held, and how many of them concern the indicator.</summary>
    public (int Entries, int Kept) Read { get; private set; }

    /// <exception cref="FeedException">The feed did not give what it promises.</exception>
    public async Task RunAsync(IFeed feed, CancellationToken cancel)
    {
        foreach (var request in feed.Requests(series.FeedHealth.ReadUpTo, started))
            if (!await AskAsync(feed, request, cancel))
                return;
    }

    /// <returns>False when the rest is not published yet.</returns>
    async Task<bool> AskAsync(IFeed feed, FeedRequest request, CancellationToken cancel)
    {
        var to = NameOf(request);
        var last = series.FeedHealth.Answer is { } answered && answered.To == to ? answered : null;
        await using var answer = await feeds.GetAsync(
            request,
            last is null ? null : new(last.ETag, last.LastModified),
            Jitter.LongestOf(indicator, started) is { Ticks: > 0 } spread ? spread + Slack : TimeSpan.Zero,
            cancel
        );
        if (answer.Kind == FeedAnswerKind.Absent && request.WhenAbsent == WhenAbsent.NotYet)
            return false;
        reading = new();
        isWhole = answer.Kind == FeedAnswerKind.Whole && answer.Sha256 != last?.Sha256;
        bytes = answer.Kind == FeedAnswerKind.Whole ? answer.Bytes : series.FeedHealth.Bytes;
        if (isWhole)
            await feed.ReadAsync(answer.Content, reading, cancel);
        if (answer.Kind == FeedAnswerKind.Whole)
            last = new(to, answer.Sha256, answer.Validators.ETag, answer.Validators.LastModified);
        await KeepAsync(answer, request, last, cancel);
        return true;
    }

    async Task KeepAsync(FeedAnswer answer, FeedRequest request, LastAnswer? last, CancellationToken cancel)
    {
        var points = SettledPoints.Open(reading.Points, series.FeedHealth.Settled);
        // What is fetched once serves the evaluation too.
        var first = points.Count > 0 ? points.Min(p => p.ObservedAt) : started;
        if (!series.Reaches(first))
            series = await table.ReachAsync(series, first < evaluatedFrom ? first : evaluatedFrom, cancel);
        // Evidence first: a point never refers to bytes that are not there.
        if (series.HasNews(points))
            await archive.KeepAsync(answer.Sha256, answer.Content, answer.ContentType, cancel);
        else
            points = [];
        // As late as can be: what is known before it is written may be passed by an evaluation.
        var known = time.GetUtcNow();
        if (points.Count == 0 && !isWhole && IsNoted(known))
            return;
        var fresh = points.Select(p => new NewPoint(p.ObservedAt, p.Value, known)
        {
            Id = p.Id,
            Title = p.Title,
            Link = p.Link,
        });
        // A feed that catches up has not been read yet in this sense.
        var isCurrent = request.ReadsUpTo is not { } upTo || started - upTo <= indicator.StaleAfter;
        var recorded = await table.RecordAsync(
            series,
            new([.. fresh], answer.Sha256, isCurrent ? known : null, before => Success(before, request, last, known)),
            cancel
        );
        series = recorded.Series;
        Added += recorded.Added;
        Read = (Read.Entries + reading.Entries, Read.Kept + reading.Points.Count);
    }

    /// <summary>Whether it is so recently noted that the feed is read that noting it again tells nothing.</summary>
    bool IsNoted(DateTimeOffset now)
    {
        var longest = indicator.StaleAfter / 10 < LongestUnnoted ? indicator.StaleAfter / 10 : LongestUnnoted;
        return series.FeedHealth is { Failures: 0, LastSuccess: { } noted } && now - noted < longest;
    }

    FeedHealth Success(FeedHealth before, FeedRequest request, LastAnswer? last, DateTimeOffset known)
    {
        var health = before with
        {
            LastAttempt = started,
            LastSuccess = started,
            Failures = 0,
            Error = null,
            RetryAt = null,
            ReadUpTo = request.ReadsUpTo ?? started,
            Answer = last,
            Bytes = bytes,
            Seconds = (known - started).TotalSeconds,
        };
        return !isWhole
            ? health
            : health with
            {
                Read = reading.Entries,
                Kept = reading.Points.Count,
                Unread = reading.Errors,
                FirstErrors = reading.FirstErrors,
                Settled = SettledPoints.Of(reading.Points, started),
            };
    }

    /// <summary>A name for the request as this indicator asks it: with other parameters, the same answer says something else.</summary>
    string NameOf(FeedRequest request) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Address}\n{indicator.Source!.ToJsonString()}"))
        );
}
