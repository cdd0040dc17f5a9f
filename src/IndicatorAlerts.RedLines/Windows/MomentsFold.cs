using System.Runtime.Intrinsics;

namespace IndicatorAlerts.RedLines.Windows;

/// <param name="Count">Of points.</param>
/// <param name="Origin">One of them, near the mean.</param>
/// <param name="Off">The mean less the origin: small, so that it keeps digits which the mean itself would round away.</param>
/// <param name="Squares">The sum of squared distances from the mean.</param>
readonly record struct Moments(int Count, double Origin, double Off, double Squares)
{
    public double Above(double value) => value - Origin - Off;
}

/// <summary>
/// Mean and squares around a value of the stretch itself, merged pairwise (Chan, Golub and LeVeque 1983): nothing is ever
/// subtracted again, so values around a billion with a spread of one keep their digits however long the walk.
/// </summary>
struct MomentsFold : IFold<Moments>
{
    Lanes offs;
    Lanes squares;
    double origin;
    int count;

    public void Add(long time, double value)
    {
        if (count == 0)
            origin = value;
        var off = value - origin;
        offs.Add(count, off);
        squares.Add(count++, off * off);
    }

    public void AddBefore(long time, double value) => Add(time, value);

    public void AddAll(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return;
        var (sum, square, from) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256.Create(values[0]));
        var i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            var off = Vector256.Create(values.Slice(i, 4)) - from;
            sum += off;
            square += off * off;
        }
        (offs, squares, origin, count) = (Lanes.Of(sum), Lanes.Of(square), values[0], i);
        while (count < values.Length)
        {
            var off = values[count] - origin;
            offs.Add(count, off);
            squares.Add(count++, off * off);
        }
    }

    public readonly Moments Summary
    {
        get
        {
            if (count == 0)
                return default;
            var sum = offs.Sum;
            return new(count, origin, sum / count, Math.Max(0, squares.Sum - sum * sum / count));
        }
    }

    public static Moments Merge(in Moments earlier, in Moments later)
    {
        if (earlier.Count == 0 || later.Count == 0)
            return earlier.Count == 0 ? later : earlier;
        var count = earlier.Count + later.Count;
        var apart = later.Origin - earlier.Origin + (later.Off - earlier.Off);
        var share = (double)later.Count / count;
        return new(
            count,
            earlier.Origin,
            earlier.Off + apart * share,
            earlier.Squares + later.Squares + apart * apart * earlier.Count * share
        );
    }
}

readonly record struct Extremes(int Count, double Least, double Greatest);

struct ExtremesFold : IFold<Extremes>
{
    Extremes seen;

    public void Add(long time, double value) =>
        seen =
            seen.Count == 0
                ? new(1, value, value)
                : new(
                    seen.Count + 1,
                    value < seen.Least ? value : seen.Least,
                    value > seen.Greatest ? value : seen.Greatest
                );

    public void AddBefore(long time, double value) => Add(time, value);

    public void AddAll(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            Add(0, value);
    }

    public readonly Extremes Summary => seen;

    public static Extremes Merge(in Extremes earlier, in Extremes later) =>
        earlier.Count == 0 ? later
        : later.Count == 0 ? earlier
        : new(
            earlier.Count + later.Count,
            Math.Min(earlier.Least, later.Least),
            Math.Max(earlier.Greatest, later.Greatest)
        );
}
