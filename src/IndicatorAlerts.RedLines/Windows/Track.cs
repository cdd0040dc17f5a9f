namespace IndicatorAlerts.RedLines.Windows;

/// <summary>A series as it can be seen at one instant: observed times ascending, one value each.</summary>
abstract class Track
{
    const int Crowd = 1024;
    readonly List<Watcher> watchers = [];
    int crowded = Crowd;

    /// <summary>UTC ticks; the first <see cref="Count"/> count.</summary>
    public long[] Times { get; protected set; } = [];

    public double[] Values { get; protected set; } = [];

    public int Count { get; protected set; }

    /// <summary>The earliest observed time at which the last <see cref="Advance"/> changed anything; else the end of time.</summary>
    public long ChangedFrom { get; protected set; }

    /// <summary>The indicators that it is made of: their staleness is its own.</summary>
    public required SeriesTrack[] Sources { get; init; }

    /// <summary>Sees what is known at an instant; never goes back.</summary>
    public abstract void Advance(long at);

    /// <summary>A watcher is told of changes among what it may already have counted; what is new at the end it finds itself.</summary>
    public Watcher Watch()
    {
        var watcher = new Watcher();
        watchers.Add(watcher);
        return watcher;
    }

    public bool IsFresh(long end)
    {
        foreach (var source in Sources)
            if (!source.IsFreshAt(end))
                return false;
        return true;
    }

    /// <summary>How many points are observed at or before an instant.</summary>
    public int CountTo(long time)
    {
        if (Count == 0 || Times[Count - 1] <= time)
            return Count;
        // Walks ask near the end: gallop back from there before halving.
        var (low, high) = (0, Count - 1);
        for (var step = 8; high >= step; step *= 4)
        {
            if (Times[high - step] <= time)
            {
                low = high - step + 1;
                break;
            }
            high -= step;
        }
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Times[middle] <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Forgets what is observed before an instant once that is half of it: readers must then start afresh, which must be rare.</summary>
    public virtual void Forget(long before)
    {
        if (Count < crowded)
            return;
        var gone = CountTo(before);
        var needed = Count - gone;
        if (gone >= needed)
        {
            Count = needed;
            Array.Copy(Times, gone, Times, 0, Count);
            Array.Copy(Values, gone, Values, 0, Count);
            foreach (var watcher in watchers)
                watcher.DirtyFrom = long.MinValue;
        }
        crowded = Crowd + 2 * needed;
    }

    protected void Changed(long from)
    {
        ChangedFrom = Math.Min(ChangedFrom, from);
        foreach (var watcher in watchers)
            watcher.DirtyFrom = Math.Min(watcher.DirtyFrom, from);
    }

    protected void Append(long time, double value)
    {
        if (Count == Times.Length)
        {
            var room = Math.Max(64, Count * 2);
            (Times, Values) = ([.. Times, .. new long[room - Count]], [.. Values, .. new double[room - Count]]);
        }
        (Times[Count], Values[Count]) = (time, value);
        Count++;
    }
}

/// <summary>From where on a track has changed behind a reader's back.</summary>
sealed class Watcher
{
    public long DirtyFrom = long.MaxValue;
}
