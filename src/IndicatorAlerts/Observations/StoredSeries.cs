using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Observations;

/// <summary>The stored days of one indicator from a day on, with the row of its health.</summary>
public sealed class StoredSeries
{
    internal const string HeadRow = "head";
    const string DayPrefix = "day:";
    const string Reads = "Reads";
    const string Health = "Health";

    // A corrected time may leave the day in which the point is stored.
    internal static readonly TimeSpan Correction = TimeSpan.FromHours(1);

    // Reads that lie closer than this are one run: shorter than any staleness that a definition may ask for.
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    readonly SortedDictionary<string, TableEntity> rows = new(StringComparer.Ordinal);
    readonly Dictionary<string, StoredDay> days = new(StringComparer.Ordinal);
    readonly SortedSet<string> changed = new(StringComparer.Ordinal);

    internal StoredSeries(string partition, DateTimeOffset from, DateTimeOffset? to, IEnumerable<TableEntity> rows)
    {
        Partition = partition;
        (From, To) = (new(from.UtcDateTime.Date, TimeSpan.Zero), to);
        foreach (var row in rows)
            this.rows[row.RowKey] = row;
        FeedHealth =
            this.rows.TryGetValue(HeadRow, out var head) && head.GetString(Health) is { } json
                ? JsonSerializer.Deserialize(json, FeedHealthJson.Default.FeedHealth)!
                : new();
    }

    internal string Partition { get; }

    /// <summary>The beginning of the first day that was read, UTC.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The last day that was read, UTC; null when all were. Nothing can be added after it.</summary>
    internal DateTimeOffset? To { get; }

    /// <summary>Whether all is here that points from an instant on may have to do with.</summary>
    internal bool Reaches(DateTimeOffset from) => from - Correction >= From;

    /// <summary>How collecting has gone.</summary>
    public FeedHealth FeedHealth { get; private set; }

    /// <summary>What is known, as the library takes it.</summary>
    public Series ToSeries(Indicator indicator) =>
        new(
            indicator,
            Rows.SelectMany(StoredDay.ObservationsOf).Select(p => p.Observation),
            Join(Rows.SelectMany(ReadsOf))
        );

    /// <summary>The points of an instant's day and later, with where they come from, in the order of <see cref="ToSeries"/>.</summary>
    internal IEnumerable<StoredPoint> Points(DateTimeOffset from) =>
        Rows.Where(r => string.CompareOrdinal(r.RowKey, DayRow(from)) >= 0)
            .SelectMany(r => Day(r.RowKey).Points)
            .OrderBy(p => p.Observation.ObservedAt)
            .ThenBy(p => p.Observation.KnownAt);

    internal static string DayRow(DateTimeOffset at) =>
        DayPrefix + at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The rows that an addition changed, the head last; a copy, as <see cref="Written"/> changes which they are.</summary>
    internal IReadOnlyList<TableEntity> Changes => [.. changed.Select(key => rows[key])];

    /// <summary>Takes the tags of rows that were written, so that the series can be added to again.</summary>
    internal void Written(IReadOnlyList<TableEntity> batch, IReadOnlyList<Response> answers)
    {
        foreach (var (row, answer) in batch.Zip(answers))
        {
            row.ETag = answer.Headers.ETag ?? ETag.All;
            changed.Remove(row.RowKey);
        }
    }

    /// <summary>Whether any of these values is new or corrected.</summary>
    internal bool HasNews(IEnumerable<FeedPoint> values) =>
        Place(values.Select(v => new NewPoint(v.ObservedAt, v.Value, DateTimeOffset.MaxValue) { Id = v.Id }.Cut()))
            .Any(p => Day(DayRow(p.ObservedAt)) is { IsFull: false } day && day.IsNews(Observation(p)));

    /// <summary>Adds what is new: observed times not seen before, corrected values as revisions, the read and the health.</summary>
    internal Added Add(Addition addition)
    {
        var added = AddPoints(addition);
        if (addition.ReadAt is { } at)
        {
            var row = Change(DayRow(at));
            row[Reads] = DayPoints.PackReads(Join([.. ReadsOf(row), new(at, at)]));
        }
        var before = FeedHealth;
        FeedHealth = addition.Health(FeedHealth);
        if (added.News.Count > 0)
            FeedHealth = FeedHealth with
            {
                LastChange = addition.ReadAt ?? FeedHealth.LastChange,
                Last = Latest() ?? FeedHealth.Last,
            };
        if (added.Explain() is { } lost)
            FeedHealth = FeedHealth with { Error = lost };
        // Changed with the points as well, so that two writers who could see one id differently meet here.
        if (added.News.Count > 0 || FeedHealth != before)
            Change(HeadRow)[Health] = JsonSerializer.Serialize(FeedHealth, FeedHealthJson.Default.FeedHealth);
        return added;
    }

    /// <summary>The latest of the days that are here, unless a later one is noted already.</summary>
    LastValue? Latest()
    {
        var day = Rows.Reverse().Select(r => Day(r.RowKey)).FirstOrDefault(d => d.Points.Count > 0);
        var latest = day?.Points.Select(p => p.Observation).MaxBy(o => (o.ObservedAt, o.KnownAt));
        return latest is { } o && o.ObservedAt >= (FeedHealth.Last?.ObservedAt ?? DateTimeOffset.MinValue)
            ? new(o.ObservedAt, o.Value)
            : null;
    }

    Added AddPoints(Addition addition)
    {
        var news = new Dictionary<string, int>();
        var lost = new List<NewPoint>();
        var trimmed = 0;
        foreach (var point in Place(addition.Points.Select(p => p.Cut())))
        {
            var (key, observation) = (DayRow(point.ObservedAt), Observation(point));
            if (!Day(key).IsNews(observation))
                continue;
            if (!Day(key).TryAdd(new(observation, addition.Answer, point.Details), out var isTrimmed))
                lost.Add(point);
            else
                news[key] = news.GetValueOrDefault(key) + 1;
            trimmed += isTrimmed ? 1 : 0;
        }
        foreach (var key in news.Keys)
            Day(key).Write(Change(key));
        return new(news, lost, trimmed);
    }

    /// <summary>The points at the times at which they are stored, in the order in which they became known.</summary>
    IEnumerable<NewPoint> Place(IEnumerable<NewPoint> points)
    {
        var sorted = points
            .OrderBy(p => p.KnownAt)
            .ThenBy(p => p.ObservedAt)
            .ThenBy(p => p.Id, StringComparer.Ordinal)
            .ToList();
        var places = new Places(sorted.Exists(p => p.Id is not null) ? Rows.Select(r => Day(r.RowKey)) : []);
        // Two at one instant would correct each other at every read: the greater stands.
        return sorted
            .Select(p => p with { ObservedAt = places.Of(p) })
            .GroupBy(p => (p.ObservedAt, p.KnownAt))
            .Select(same => same.MaxBy(p => p.Value));
    }

    IEnumerable<TableEntity> Rows => rows.Values.Where(r => r.RowKey.StartsWith(DayPrefix, StringComparison.Ordinal));

    StoredDay Day(string key)
    {
        if (!days.TryGetValue(key, out var day))
            days[key] = day = new(rows.GetValueOrDefault(key));
        return day;
    }

    TableEntity Change(string key)
    {
        changed.Add(key);
        if (!rows.TryGetValue(key, out var row))
            rows[key] = row = new(Partition, key);
        return row;
    }

    static Observation Observation(NewPoint point) => new(point.ObservedAt, point.Value, point.KnownAt);

    static IEnumerable<ReadRun> ReadsOf(TableEntity row) =>
        row.GetBinary(Reads) is { } reads ? DayPoints.UnpackReads(reads) : [];

    static List<ReadRun> Join(IEnumerable<ReadRun> runs)
    {
        var joined = new List<ReadRun>();
        foreach (var run in runs.OrderBy(r => r.From))
            if (joined.Count > 0 && run.From - joined[^1].To <= LongestPause)
                joined[^1] = joined[^1] with { To = run.To > joined[^1].To ? run.To : joined[^1].To };
            else
                joined.Add(run);
        return joined;
    }
}
