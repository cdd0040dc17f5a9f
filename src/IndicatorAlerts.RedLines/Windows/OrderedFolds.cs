namespace IndicatorAlerts.RedLines.Windows;

/// <summary>The longest silence between points of a stretch, in ticks.</summary>
readonly record struct Silence(int Count, long First, long Last, long Longest);

struct SilenceFold : IFold<Silence>
{
    Silence seen;

    public void Add(long time, double value) => seen = Merge(seen, new(1, time, time, 0));

    public void AddBefore(long time, double value) => seen = Merge(new(1, time, time, 0), seen);

    public void AddAll(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        foreach (var time in times)
            Add(time, 0);
    }

    public readonly Silence Summary => seen;

    public static Silence Merge(in Silence earlier, in Silence later) =>
        earlier.Count == 0 ? later
        : later.Count == 0 ? earlier
        : new(
            earlier.Count + later.Count,
            earlier.First,
            later.Last,
            Math.Max(Math.Max(earlier.Longest, later.Longest), later.First - earlier.Last)
        );
}

/// <summary>How many of the latest points in a row are not zero.</summary>
readonly record struct Streak(int Count, int Run);

struct StreakFold : IFold<Streak>
{
    Streak seen;

    public void Add(long time, double value) => seen = Merge(seen, new(1, value != 0 ? 1 : 0));

    public void AddBefore(long time, double value) => seen = Merge(new(1, value != 0 ? 1 : 0), seen);

    public void AddAll(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            Add(0, value);
    }

    public readonly Streak Summary => seen;

    public static Streak Merge(in Streak earlier, in Streak later) =>
        new(earlier.Count + later.Count, later.Run == later.Count ? earlier.Run + later.Run : later.Run);
}

/// <summary>Sums weighted by age, as seen from the time of the latest point.</summary>
readonly record struct Decay(int Count, long Last, double Weight, double Sum, double HalfLife);

struct DecayFold(double halfLife) : IFold<Decay>
{
    Decay seen;

    public void Add(long time, double value) => seen = Merge(seen, new(1, time, 1, value, halfLife));

    public void AddBefore(long time, double value) => seen = Merge(new(1, time, 1, value, halfLife), seen);

    public void AddAll(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            Add(times[i], values[i]);
    }

    public readonly Decay Summary => seen;

    public static Decay Merge(in Decay earlier, in Decay later)
    {
        if (earlier.Count == 0 || later.Count == 0)
            return earlier.Count == 0 ? later : earlier;
        var faded = Math.Pow(2, (earlier.Last - later.Last) / later.HalfLife);
        return new(
            earlier.Count + later.Count,
            later.Last,
            earlier.Weight * faded + later.Weight,
            earlier.Sum * faded + later.Sum,
            later.HalfLife
        );
    }
}

/// <summary>Means of time (in days from <see cref="Origin"/>) and value, and how they vary together.</summary>
readonly record struct Trend(int Count, long Origin, double Time, double Mean, double Together, double Times);

struct TrendFold : IFold<Trend>
{
    Trend seen;

    public void Add(long time, double value) => seen = Merge(seen, new(1, time, 0, value, 0, 0));

    public void AddBefore(long time, double value) => seen = Merge(new(1, time, 0, value, 0, 0), seen);

    public void AddAll(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            Add(times[i], values[i]);
    }

    public readonly Trend Summary => seen;

    public static Trend Merge(in Trend earlier, in Trend later)
    {
        if (earlier.Count == 0 || later.Count == 0)
            return earlier.Count == 0 ? later : earlier;
        var count = earlier.Count + later.Count;
        var days = (double)(later.Origin - earlier.Origin) / TimeSpan.TicksPerDay + later.Time - earlier.Time;
        var apart = later.Mean - earlier.Mean;
        var share = (double)later.Count / count;
        return new(
            count,
            earlier.Origin,
            earlier.Time + days * share,
            earlier.Mean + apart * share,
            earlier.Together + later.Together + days * apart * earlier.Count * share,
            earlier.Times + later.Times + days * days * earlier.Count * share
        );
    }
}
