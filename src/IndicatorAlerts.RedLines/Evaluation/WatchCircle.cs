namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Watches that read each other's level in a circle would never come to rest.</summary>
public static class WatchCircle
{
    /// <summary>The circle that a watch would close, from it to itself; null when there is none.</summary>
    /// <param name="watch">The watch that is defined anew.</param>
    /// <param name="reads">What it reads.</param>
    /// <param name="others">What each other watch reads.</param>
    public static IReadOnlyList<string>? Find(
        string watch,
        IEnumerable<string> reads,
        IReadOnlyDictionary<string, IReadOnlyList<string>> others
    )
    {
        var seen = new HashSet<string>();
        var open = new Stack<(string At, string[] Path)>(reads.Select(r => (r, (string[])[watch])));
        while (open.TryPop(out var step))
        {
            if (step.At == watch)
                return [.. step.Path, watch];
            if (seen.Add(step.At))
                foreach (var next in others.GetValueOrDefault(step.At, []))
                    open.Push((next, [.. step.Path, step.At]));
        }
        return null;
    }
}
