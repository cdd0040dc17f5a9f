namespace IndicatorAlerts.RedLines.Windows;

/// <summary>
/// Folds a window in stretches that lie on a fixed raster of time, so that the answer is the same to the bit whether the
/// window slid here or is computed afresh. A step costs two merges: the head stretch, from which points leave, is kept as
/// sums of its ends; the whole stretches as one sum; the tail grows.
/// </summary>
sealed class FoldWindow<TFold, TSummary>
    where TFold : struct, IFold<TSummary>
    where TSummary : struct
{
    readonly Track track;
    readonly TFold seed;
    readonly int shift;
    readonly Watcher watcher;
    readonly List<(long Id, TSummary Summary)> whole = [];
    TSummary[] head = [];
    TSummary wholes;
    TFold tail;
    long tailId = long.MinValue;
    long headId = long.MinValue;
    (long Start, long End) last = (long.MaxValue, long.MaxValue);
    int gone;
    int headFrom;
    int headTo;
    int cursor;
    int taken;

    /// <param name="track">What it reads.</param>
    /// <param name="width">Ticks; a stretch is an eighth to a sixteenth of it.</param>
    /// <param name="seed">An empty fold.</param>
    public FoldWindow(Track track, long width, TFold seed)
    {
        (this.track, this.seed, tail, watcher) = (track, seed, seed, track.Watch());
        shift = 63 - (int)long.LeadingZeroCount(Math.Max(1, width / 8));
    }

    /// <summary>The window computed from nothing.</summary>
    public TSummary Afresh(long start, long end)
    {
        var (from, to) = (track.CountTo(start), track.CountTo(end));
        var split = EndOf((start + 1) >> shift, from, to);
        var first = seed;
        for (var i = split - 1; i >= from; i--)
            first.AddBefore(track.Times[i], track.Values[i]);
        var rest = default(TSummary);
        while (split < to)
        {
            var next = EndOf(track.Times[split] >> shift, split, to);
            var fold = seed;
            fold.AddAll(track.Times.AsSpan(split, next - split), track.Values.AsSpan(split, next - split));
            rest = TFold.Merge(rest, fold.Summary);
            split = next;
        }
        return TFold.Merge(first.Summary, rest);
    }

    /// <summary>The window slid forward from where it was last asked for.</summary>
    public TSummary Slide(long start, long end)
    {
        var headWas = headId;
        if (start < last.Start || end < last.End)
            Restart(start);
        else if (watcher.DirtyFrom != long.MaxValue)
            Rewind(start);
        last = (start, end);
        headId = (start + 1) >> shift;
        var late = TakeIn(end);
        if (headId != headWas || late)
            MoveHead(start);
        while (cursor < headTo && track.Times[cursor] <= start)
            cursor++;
        var rest = TFold.Merge(wholes, tail.Summary);
        return cursor < headTo ? TFold.Merge(head[cursor - headFrom], rest) : rest;
    }

    /// <summary>True when a new point lies in the head or before it.</summary>
    bool TakeIn(long end)
    {
        var late = false;
        for (; taken < track.Count && track.Times[taken] <= end; taken++)
        {
            var id = track.Times[taken] >> shift;
            if (id <= headId)
            {
                late = true;
                continue;
            }
            if (id != tailId)
                CloseTail(id);
            tail.Add(track.Times[taken], track.Values[taken]);
        }
        return late;
    }

    void CloseTail(long next)
    {
        if (tailId != long.MinValue)
        {
            whole.Add((tailId, tail.Summary));
            wholes = TFold.Merge(wholes, tail.Summary);
        }
        (tail, tailId) = (seed, next);
    }

    void MoveHead(long start)
    {
        while (gone < whole.Count && whole[gone].Id <= headId)
            gone++;
        if (gone > 64)
        {
            whole.RemoveRange(0, gone);
            gone = 0;
        }
        if (tailId <= headId)
            (tail, tailId) = (seed, long.MinValue);
        (headFrom, cursor) = (track.CountTo(start), track.CountTo(start));
        headTo = EndOf(headId, headFrom, taken);
        if (head.Length < headTo - headFrom)
            head = new TSummary[Math.Max(16, 2 * (headTo - headFrom))];
        var fold = seed;
        for (var i = headTo - 1; i >= headFrom; i--)
        {
            fold.AddBefore(track.Times[i], track.Values[i]);
            head[i - headFrom] = fold.Summary;
        }
        FoldWholes();
    }

    void FoldWholes()
    {
        wholes = default;
        for (var i = gone; i < whole.Count; i++)
            wholes = TFold.Merge(wholes, whole[i].Summary);
    }

    void Restart(long start)
    {
        whole.Clear();
        (gone, tail, tailId, headId, taken) = (0, seed, long.MinValue, long.MinValue, track.CountTo(start));
        // With no head yet nothing is late: the stretches of the head are dropped again when it is built.
        (headFrom, headTo, cursor, wholes, watcher.DirtyFrom) = (0, 0, 0, default, long.MaxValue);
    }

    /// <summary>Forgets the stretches from the change on; a change in the head or before it costs a fresh start.</summary>
    void Rewind(long start)
    {
        var id = watcher.DirtyFrom >> shift;
        watcher.DirtyFrom = long.MaxValue;
        if (id <= (start + 1) >> shift || id <= headId)
        {
            Restart(start);
            return;
        }
        while (whole.Count > gone && whole[^1].Id >= id)
            whole.RemoveAt(whole.Count - 1);
        if (tailId >= id)
            (tail, tailId) = (seed, long.MinValue);
        taken = Math.Min(taken, track.CountTo((id << shift) - 1));
        FoldWholes();
    }

    int EndOf(long id, int from, int to)
    {
        var end = ((id + 1) << shift) - 1;
        var low = from;
        for (var step = 16; low < to && track.Times[Math.Min(to - 1, low + step - 1)] <= end; step *= 2)
            low = Math.Min(to, low + step);
        var high = to;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (track.Times[middle] <= end)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
