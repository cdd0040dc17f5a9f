using Azure.Data.Tables;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Observations;

/// <summary>The points of one UTC day, with bounds that keep its row below the 1 MiB that Storage takes.</summary>
sealed class StoredDay
{
    // Together below 1 MiB also in Base64, which is how Azurite counts.

    /// <summary>For points and the names of their answers: about 18,000 points of few answers, 8,000 of an answer each.</summary>
    internal const int MostPointBytes = 480 * 1024;
    const int MostDetailBytes = 128 * 1024;

    // Beyond that only ids are kept, which keep one event from becoming two.
    const int MostIdBytes = 224 * 1024;

    const string PointsName = "Points";
    const string AnswersName = "Answers";
    const string DetailsName = "Details";

    // The clocks of two writers differ: what one of them knew a moment earlier is no news.
    static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    readonly List<StoredPoint> points;
    readonly HashSet<string> answers;
    readonly Dictionary<DateTimeOffset, List<Observation>> byTime = [];
    int detailBytes;

    public StoredDay(TableEntity? row)
    {
        points = row is null ? [] : [.. ObservationsOf(row)];
        answers = [.. points.Select(p => p.Answer).OfType<string>()];
        foreach (var point in points)
            Index(point.Observation);
        if (row is null)
            return;
        var details = LongText.ReadBytes(row, DetailsName);
        detailBytes = details.Length;
        DayDetails.Unpack(details, points);
    }

    /// <summary>In the order in which they were stored.</summary>
    public IReadOnlyList<StoredPoint> Points => points;

    /// <summary>Whether it has no room for a point of another answer.</summary>
    public bool IsFull => !HasRoom(1);

    /// <summary>The points of a row without their details, which evaluations do not need.</summary>
    public static IEnumerable<StoredPoint> ObservationsOf(TableEntity row) =>
        DayPoints.Unpack(LongText.ReadBytes(row, PointsName), LongText.ReadBytes(row, AnswersName));

    /// <summary>Whether the value differs from the one that stood when it became known.</summary>
    public bool IsNews(Observation news)
    {
        if (!byTime.TryGetValue(news.ObservedAt, out var revisions))
            return true;
        Observation? stood = null;
        Observation? next = null;
        foreach (var old in revisions)
        {
            if (old == news)
                return false;
            if (old.KnownAt <= news.KnownAt && !(old.KnownAt < stood?.KnownAt))
                stood = old;
            if (old.KnownAt > news.KnownAt && !(old.KnownAt >= next?.KnownAt))
                next = old;
        }
        return !(stood is { } s && s.Value.Equals(news.Value))
            && !(next is { } n && n.Value.Equals(news.Value) && n.KnownAt - news.KnownAt <= Skew);
    }

    /// <summary>Adds a point; where there is no room for all of its details, with its id alone or with none.</summary>
    /// <returns>False when the day is full and nothing was added.</returns>
    public bool TryAdd(StoredPoint point, out bool trimmed)
    {
        trimmed = false;
        if (!HasRoom(point.Answer is null || answers.Contains(point.Answer) ? 0 : 1))
            return false;
        if (point.Details is { } details)
        {
            point = point with { Details = Fit(details) };
            trimmed = point.Details != details;
        }
        points.Add(point);
        Index(point.Observation);
        if (point.Answer is not null)
            answers.Add(point.Answer);
        return true;
    }

    /// <summary>Puts the points into their row.</summary>
    public void Write(TableEntity row)
    {
        var (packed, names) = DayPoints.Pack(points);
        LongText.WriteBytes(row, PointsName, packed);
        LongText.WriteBytes(row, AnswersName, names);
        LongText.WriteBytes(row, DetailsName, DayDetails.Pack(points));
    }

    bool HasRoom(int newAnswers) =>
        (points.Count + 1) * DayPoints.PointSize + (answers.Count + newAnswers) * DayPoints.HashSize <= MostPointBytes;

    PointDetails? Fit(PointDetails details)
    {
        var size = DayDetails.SizeOf(points.Count, details);
        var most = MostDetailBytes;
        if (detailBytes + size > most)
        {
            if (details.Id is null)
                return null;
            (details, most) = (new(details.Id, null, null, null), MostIdBytes);
            size = DayDetails.SizeOf(points.Count, details);
        }
        if (detailBytes + size > most)
            return null;
        detailBytes += size;
        return details;
    }

    void Index(Observation observation)
    {
        if (!byTime.TryGetValue(observation.ObservedAt, out var revisions))
            byTime[observation.ObservedAt] = revisions = [];
        revisions.Add(observation);
    }
}
