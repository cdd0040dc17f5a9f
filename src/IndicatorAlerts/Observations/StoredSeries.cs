using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Observations;

/// <summary>What a collection adds to a series.</summary>
/// <param name="Observations">Also those that are there already.</param>
/// <param name="Answer">The name of the archived answer that they come from.</param>
/// <param name="ReadAt">When the source was read, UTC; null when it could not be.</param>
/// <param name="Health">From the health before to the health after.</param>
public sealed record Addition(
    IReadOnlyCollection<Observation> Observations,
    string Answer,
    DateTimeOffset? ReadAt,
    Func<FeedHealth, FeedHealth> Health
);

/// <summary>The stored days of one indicator from a day on, with the row of its health.</summary>
public sealed class StoredSeries
{
    internal const string HeadRow = "head";
    const string DayPrefix = "day:";
    const string Points = "Points";
    const string Answers = "Answers";
    const string Reads = "Reads";
    const string Health = "Health";

    // Reads that lie closer than this are one run: shorter than any staleness that a definition may ask for.
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    readonly SortedDictionary<string, TableEntity> rows = new(StringComparer.Ordinal);
    readonly HashSet<string> changed = [];

    internal StoredSeries(string partition, DateTimeOffset from, IEnumerable<TableEntity> rows)
    {
        Partition = partition;
        From = from;
        foreach (var row in rows)
            this.rows[row.RowKey] = row;
        FeedHealth =
            this.rows.TryGetValue(HeadRow, out var head) && head.GetString(Health) is { } json
                ? JsonSerializer.Deserialize(json, FeedHealthJson.Default.FeedHealth)!
                : new();
    }

    internal string Partition { get; }

    /// <summary>The first day that was read, UTC.</summary>
    public DateTimeOffset From { get; }

    /// <summary>How collecting has gone.</summary>
    public FeedHealth FeedHealth { get; private set; }

    /// <summary>What is known, as the library takes it.</summary>
    public Series ToSeries(Indicator indicator) =>
        new(indicator, Days.SelectMany(PointsOf).Select(p => p.Observation), Join(Days.SelectMany(ReadsOf)));

    internal static string DayRow(DateTimeOffset at) =>
        DayPrefix + at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal IEnumerable<TableTransactionAction> Changes =>
        changed
            .Select(key => rows[key])
            .Select(row =>
                row.ETag == default
                    ? new TableTransactionAction(TableTransactionActionType.Add, row)
                    : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, row.ETag)
            );

    /// <summary>Whether any of these values is new or corrected.</summary>
    internal bool HasNews(IEnumerable<FeedPoint> values) =>
        values
            .Select(v => new Observation(v.ObservedAt, v.Value, v.ObservedAt))
            .GroupBy(o => DayRow(o.ObservedAt))
            .Any(day => NewsOf(day.Key, day).News.Count > 0);

    /// <summary>Adds what is new: observed times not seen before, corrected values as revisions, the read and the health.</summary>
    /// <returns>How many points were added.</returns>
    internal int Add(Addition addition)
    {
        var added = addition
            .Observations.GroupBy(o => DayRow(o.ObservedAt))
            .Sum(day => AddDay(day.Key, day, addition.Answer));
        if (addition.ReadAt is { } at)
        {
            var row = Change(DayRow(at));
            row[Reads] = DayPoints.PackReads(Join([.. ReadsOf(row), new(at, at)]));
        }
        FeedHealth = addition.Health(FeedHealth);
        if (added > 0)
            FeedHealth = FeedHealth with { LastChange = addition.ReadAt };
        Change(HeadRow)[Health] = JsonSerializer.Serialize(FeedHealth, FeedHealthJson.Default.FeedHealth);
        return added;
    }

    int AddDay(string day, IEnumerable<Observation> observations, string answer)
    {
        var (points, news) = NewsOf(day, observations);
        if (news.Count == 0)
            return 0;
        points.AddRange(news.Select(o => new StoredPoint(o, answer)));
        var row = Change(day);
        (row[Points], row[Answers]) = DayPoints.Pack(points);
        return news.Count;
    }

    IEnumerable<TableEntity> Days => rows.Values.Where(r => r.RowKey.StartsWith(DayPrefix, StringComparison.Ordinal));

    TableEntity Change(string key)
    {
        changed.Add(key);
        if (!rows.TryGetValue(key, out var row))
            rows[key] = row = new(Partition, key);
        return row;
    }

    (List<StoredPoint> Points, List<Observation> News) NewsOf(string day, IEnumerable<Observation> observations)
    {
        var points = rows.TryGetValue(day, out var row) ? PointsOf(row).ToList() : [];
        // Two at one instant would correct each other at every read: the greater stands.
        var one = observations.GroupBy(o => o.ObservedAt).Select(same => same.MaxBy(o => o.Value));
        return (points, one.Where(o => IsNews(points, o)).ToList());
    }

    static bool IsNews(List<StoredPoint> points, Observation observation) =>
        points.FindLast(p => p.Observation.ObservedAt == observation.ObservedAt) is var last
        && (last.Answer is null || !last.Observation.Value.Equals(observation.Value));

    static IEnumerable<StoredPoint> PointsOf(TableEntity row) =>
        row.GetBinary(Points) is { } points ? DayPoints.Unpack(points, row.GetBinary(Answers)) : [];

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
