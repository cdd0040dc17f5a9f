namespace IndicatorAlerts.Local;

/// <summary>A list in order of arrival that a reader can wait on. Past its bounds the oldest items are dropped.</summary>
/// <param name="capacity">The largest number of items kept.</param>
/// <param name="maxWeight">The largest sum of weights kept; the newest item stays however heavy it is.</param>
/// <param name="weigh">The weight of an item; nothing where left out.</param>
public sealed class Journal<T>(int capacity, long maxWeight = long.MaxValue, Func<T, long>? weigh = null)
{
    private readonly Lock gate = new();
    private readonly Queue<T> items = new();
    private readonly List<(Func<T, bool> Matches, TaskCompletionSource<T> Found)> waiting = [];
    private long weight;
    private long dropped;

    /// <summary>The kept items, oldest first, as they are now.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (gate)
                return items.ToArray();
        }
    }

    /// <summary>How many items were dropped to stay within the bounds.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Appends an item and gives back the items that were dropped for it.</summary>
    public IReadOnlyList<T> Add(T item)
    {
        var gone = new List<T>();
        lock (gate)
        {
            items.Enqueue(item);
            weight += Weigh(item);
            while (items.Count > capacity || (weight > maxWeight && items.Count > 1))
            {
                gone.Add(items.Dequeue());
                weight -= Weigh(gone[^1]);
            }
            dropped += gone.Count;
            waiting.RemoveAll(w => w.Matches(item) && w.Found.TrySetResult(item));
        }
        return gone;
    }

    public void Clear()
    {
        lock (gate)
        {
            items.Clear();
            weight = 0;
        }
    }

    /// <summary>The first kept item that matches, or the first one to arrive.</summary>
    public async Task<T> WaitAsync(Func<T, bool> matches, CancellationToken cancel)
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            foreach (var item in items)
            {
                if (matches(item))
                    return item;
            }
            waiting.Add((matches, found));
        }
        try
        {
            return await found.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (gate)
                waiting.RemoveAll(w => w.Found == found);
        }
    }

    private long Weigh(T item) => weigh?.Invoke(item) ?? 0;
}
