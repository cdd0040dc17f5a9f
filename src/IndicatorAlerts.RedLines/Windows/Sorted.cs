namespace IndicatorAlerts.RedLines.Windows;

/// <summary>Values in ascending order.</summary>
interface ISorted
{
    int Count { get; }

    double this[int index] { get; }

    /// <summary>How many are less than a value.</summary>
    int Below(double value);
}

/// <summary>A sorted array: the window computed from nothing.</summary>
readonly struct SortedArray(double[] values, int count) : ISorted
{
    public int Count => count;

    public double this[int index] => values[index];

    public int Below(double value) => Sorted.Below(values, count, value);
}

/// <summary>
/// A sorted list in blocks of about a thousand: a change moves one block's values, which for the windows of indicators is
/// faster than any tree because it stays in the cache.
/// </summary>
sealed class SortedBlocks : ISorted
{
    const int Most = 1024;
    readonly List<double[]> blocks = [new double[Most]];
    readonly List<int> counts = [0];

    public int Count { get; private set; }

    public double this[int index]
    {
        get
        {
            var block = 0;
            while (index >= counts[block])
                index -= counts[block++];
            return blocks[block][index];
        }
    }

    public void Add(double value)
    {
        var block = BlockOf(value);
        if (counts[block] == Most)
        {
            Split(block);
            block = BlockOf(value);
        }
        var at = Sorted.Below(blocks[block], counts[block], value);
        Array.Copy(blocks[block], at, blocks[block], at + 1, counts[block] - at);
        blocks[block][at] = value;
        counts[block]++;
        Count++;
    }

    public void Remove(double value)
    {
        var block = BlockOf(value);
        var at = Sorted.Below(blocks[block], counts[block], value);
        Array.Copy(blocks[block], at + 1, blocks[block], at, counts[block] - at - 1);
        Count--;
        if (--counts[block] == 0 && blocks.Count > 1)
        {
            blocks.RemoveAt(block);
            counts.RemoveAt(block);
        }
    }

    public int Below(double value)
    {
        var below = 0;
        for (var block = 0; block < blocks.Count; block++)
        {
            if (counts[block] > 0 && blocks[block][counts[block] - 1] < value)
                below += counts[block];
            else
                return below + Sorted.Below(blocks[block], counts[block], value);
        }
        return below;
    }

    /// <summary>The first block whose last value is not less; the last block for what is greater than all.</summary>
    int BlockOf(double value)
    {
        var (low, high) = (0, blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (blocks[middle][counts[middle] - 1] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    void Split(int block)
    {
        var upper = new double[Most];
        Array.Copy(blocks[block], Most / 2, upper, 0, Most / 2);
        blocks.Insert(block + 1, upper);
        counts[block] = Most / 2;
        counts.Insert(block + 1, Most / 2);
    }
}

/// <summary>Order statistics; each depends on the values alone, so that every way to hold them gives the same bits.</summary>
static class Sorted
{
    public static int Below(double[] values, int count, double value)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (values[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Linear between the two nearest ranks (Hyndman and Fan's type 7).</summary>
    public static double Quantile<T>(T values, double share)
        where T : ISorted
    {
        var rank = share * (values.Count - 1);
        var low = (int)Math.Floor(rank);
        var least = values[low];
        return rank == low ? least : least + (values[low + 1] - least) * (rank - low);
    }

    /// <summary>The median distance from a centre that is the values' own median.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="centre">Their median.</param>
    /// <param name="guess">How many of the nearest half lie below the centre: near the truth it saves the search.</param>
    public static double Mad<T>(T values, double centre, ref int guess)
        where T : ISorted
    {
        var left = values.Below(centre);
        var half = (values.Count - 1) / 2;
        var low = Nearest(values, centre, left, half + 1, ref guess);
        if (values.Count % 2 == 1)
            return low;
        var again = guess;
        var high = Nearest(values, centre, left, half + 2, ref again);
        return low + (high - low) / 2;
    }

    /// <summary>The k-th least distance: i values from below and k - i from above, with none left out that is nearer.</summary>
    static double Nearest<T>(T values, double centre, int left, int k, ref int guess)
        where T : ISorted
    {
        var (low, high) = (Math.Max(0, k - (values.Count - left)), Math.Min(k, left));
        var i = Math.Clamp(guess, low, high);
        for (var step = 1; low < high; )
        {
            // The i-th from below is nearer than the last taken from above: more must come from below.
            if (i < high && centre - values[left - 1 - i] < values[left + k - i - 1] - centre)
                (low, i) = (i + 1, Math.Min(high, i + step));
            else if (i > low && values[left + k - i] - centre < centre - values[left - i])
                (high, i) = (i - 1, Math.Max(low, i - step));
            else
                break;
            step *= 2;
            if (step > 16)
                i = (low + high) >>> 1;
        }
        guess = i;
        var below = i > 0 ? centre - values[left - i] : 0;
        return i < k ? Math.Max(below, values[left + k - i - 1] - centre) : below;
    }
}
