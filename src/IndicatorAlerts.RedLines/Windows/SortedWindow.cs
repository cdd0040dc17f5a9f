namespace IndicatorAlerts.RedLines.Windows;

/// <summary>The values of a window in order: kept while it slides forward, sorted afresh otherwise.</summary>
/// <param name="track">What it reads.</param>
/// <param name="slot">Which points belong: anomalies compare only with points of one season. Null: all.</param>
sealed class SortedWindow(Track track, Func<long, int>? slot = null)
{
    readonly Watcher watcher = track.Watch();
    readonly List<(long Time, double Value)> held = [];
    readonly Dictionary<int, SortedBlocks> sorted = [];
    (long Start, long End) last = (long.MinValue, long.MinValue);
    double[] scratch = [];
    int gone;
    int taken;

    /// <summary>The values of a slot in the window (start, end], sorted from nothing.</summary>
    public SortedArray Afresh(long start, long end, int of = 0)
    {
        var (from, to) = (track.CountTo(start), track.CountTo(end));
        if (scratch.Length < to - from)
            scratch = new double[2 * (to - from)];
        var count = 0;
        for (var i = from; i < to; i++)
            if (slot is null || slot(track.Times[i]) == of)
                scratch[count++] = track.Values[i];
        Array.Sort(scratch, 0, count);
        return new(scratch, count);
    }

    /// <summary>The same, slid from where the window was last asked for.</summary>
    public SortedBlocks Slide(long start, long end, int of = 0)
    {
        if (start < last.Start || end < last.End)
        {
            DropFrom(long.MinValue);
            taken = track.CountTo(start);
        }
        else if (watcher.DirtyFrom != long.MaxValue)
            DropFrom(watcher.DirtyFrom);
        watcher.DirtyFrom = long.MaxValue;
        last = (start, end);
        for (; taken < track.Count && track.Times[taken] <= end; taken++)
        {
            if (track.Times[taken] <= start)
                continue;
            held.Add((track.Times[taken], track.Values[taken]));
            Of(track.Times[taken]).Add(track.Values[taken]);
        }
        for (; gone < held.Count && held[gone].Time <= start; gone++)
            Of(held[gone].Time).Remove(held[gone].Value);
        if (gone > 1024 && gone > held.Count / 2)
        {
            held.RemoveRange(0, gone);
            gone = 0;
        }
        return sorted.TryGetValue(of, out var values) ? values : sorted[of] = new();
    }

    void DropFrom(long time)
    {
        for (; held.Count > gone && held[^1].Time >= time; held.RemoveAt(held.Count - 1))
            Of(held[^1].Time).Remove(held[^1].Value);
        taken = time == long.MinValue ? 0 : Math.Min(taken, track.CountTo(time - 1));
    }

    SortedBlocks Of(long time)
    {
        var key = slot?.Invoke(time) ?? 0;
        return sorted.TryGetValue(key, out var values) ? values : sorted[key] = new();
    }
}
