namespace IndicatorAlerts.Observations;

/// <summary>Finds the observed time at which a point belongs: its own, unless its id stands at another or another id stands there.</summary>
sealed class Places
{
    readonly Dictionary<string, DateTimeOffset> byId = new(StringComparer.Ordinal);
    readonly Dictionary<DateTimeOffset, string> owners = [];

    // Days without hours put many ids at one midnight: each would walk past all before it.
    readonly Dictionary<DateTimeOffset, DateTimeOffset> lastGiven = [];

    public Places(IEnumerable<StoredDay> days)
    {
        foreach (var point in days.SelectMany(d => d.Points))
            if (point.Details?.Id is { } id)
                Give(id, point.Observation.ObservedAt);
    }

    public DateTimeOffset Of(NewPoint point)
    {
        if (point.Id is not { } id)
            return point.ObservedAt;
        if (byId.TryGetValue(id, out var at))
            return at;
        at = lastGiven.GetValueOrDefault(point.ObservedAt, point.ObservedAt);
        while (owners.ContainsKey(at))
            at = at.AddMilliseconds(1);
        Give(id, at);
        lastGiven[point.ObservedAt] = at;
        return at;
    }

    void Give(string id, DateTimeOffset at)
    {
        byId.TryAdd(id, at);
        owners.TryAdd(at, id);
    }
}
