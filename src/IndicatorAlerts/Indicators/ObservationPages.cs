using IndicatorAlerts.Observations;

namespace IndicatorAlerts.Indicators;

/// <summary>
/// An observation as people and programs read it; instants are UTC. <c>Answer</c> is the SHA-256 of the raw answer that brought it, to be
/// read under <c>archive</c>; null for what was pushed.
/// </summary>
public sealed record ObservationItem(
    DateTimeOffset ObservedAt,
    double Value,
    DateTimeOffset KnownAt,
    string? Id,
    string? Title,
    string? Link,
    string? Note,
    string? Answer
);

/// <summary>Some observations, in the order of their observed, then known times; <c>Next</c> is the address of those after, null at the end.</summary>
public sealed record ObservationPage(
    string Watch,
    string Indicator,
    string Unit,
    IReadOnlyList<ObservationItem> Observations,
    string? Next
);

/// <summary>Reads stored observations page by page: of a long history only some days are in memory at once.</summary>
public sealed class ObservationPages(ObservationTable table)
{
    /// <returns>The page, and where the next one begins; null at the end.</returns>
    public async Task<(List<ObservationItem> Items, (DateTimeOffset At, int Count)? Next)> ReadAsync(
        FoundIndicator indicator,
        ObservationQuery query,
        CancellationToken cancel
    )
    {
        var items = new List<ObservationItem>();
        var (mark, skip) = query.After ?? (query.From, 0);
        var from = mark > query.From ? mark : query.From;
        await foreach (var day in table.DaysAsync(indicator.Watch, indicator.Definition.Id, from, query.To, cancel))
        foreach (var instant in Instants(day, query).SkipWhile(i => i[0].ObservedAt < from))
        {
            var taken = instant[0].ObservedAt == query.After?.At ? skip : 0;
            foreach (var item in instant.Skip(taken))
            {
                if (items.Count == query.Limit)
                    return (items, (item.ObservedAt, taken));
                items.Add(item);
                taken++;
            }
        }
        return (items, null);
    }

    /// <summary>The values of each observed time that are asked for, at least one.</summary>
    static IEnumerable<List<ObservationItem>> Instants(StoredDay day, ObservationQuery query) =>
        day
            .Points.GroupBy(p => p.Observation.ObservedAt)
            .OrderBy(same => same.Key)
            .Where(same => same.Key < query.To && !(same.Key > query.AsOf))
            .Select(same => Known(same.OrderBy(p => p.Observation.KnownAt), query))
            .Where(values => values.Count > 0);

    static List<ObservationItem> Known(IEnumerable<StoredPoint> revisions, ObservationQuery query)
    {
        var values = new List<ObservationItem>();
        PointDetails? told = null;
        foreach (var (observation, answer, details) in revisions.TakeWhile(p => !(p.Observation.KnownAt > query.AsOf)))
        {
            // A revision that says only its value is still of the same thing; a note is on one value.
            told = new(
                details?.Id ?? told?.Id,
                details?.Title ?? told?.Title,
                details?.Link ?? told?.Link,
                details?.Note
            );
            if (!query.Revisions)
                values.Clear();
            values.Add(
                new(
                    observation.ObservedAt,
                    observation.Value,
                    observation.KnownAt,
                    told.Id,
                    told.Title,
                    told.Link,
                    told.Note,
                    answer
                )
            );
        }
        return values;
    }
}
