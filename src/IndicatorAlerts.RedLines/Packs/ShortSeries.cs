using System.Globalization;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>
/// Series as tests write them, one word a step: <c>5</c> a value, <c>1x3</c> three of them, <c>_</c> none, <c>_x20</c>
/// twenty times none, <c>stale</c> none and the source is not read either.
/// </summary>
static class ShortSeries
{
    const int MostSteps = 100_000;

    /// <summary>Null and the complaint when a word is none of these.</summary>
    public static Series? Read(
        string text,
        Indicator indicator,
        DateTimeOffset start,
        TimeSpan step,
        out string complaint
    )
    {
        var (points, reads, at) = (new List<Observation>(), new List<ReadRun>(), start);
        var steps = 0;
        complaint = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cut = word.IndexOf('x', StringComparison.Ordinal);
            var what = cut < 0 ? word : word[..cut];
            var times = 1;
            var value = 0.0;
            if (
                (
                    cut >= 0
                    && !int.TryParse(word.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out times)
                ) || !(what is "_" or "stale" || double.TryParse(what, CultureInfo.InvariantCulture, out value))
            )
            {
                complaint = $"'{word}' is no value, '_' or 'stale', nor one of them with x and a count such as 1x3.";
                return null;
            }
            steps += Math.Min(times, MostSteps + 1);
            if (steps > MostSteps)
            {
                complaint = $"A series of a test may have at most {MostSteps} steps.";
                return null;
            }
            for (var i = 0; i < times; i++, at += step)
            {
                if (what is not ("_" or "stale"))
                    points.Add(new(at, value, at));
                if (what != "stale")
                    AddRead(reads, at, step);
            }
        }
        return new(indicator, points, reads);
    }

    static void AddRead(List<ReadRun> reads, DateTimeOffset at, TimeSpan step)
    {
        if (reads.Count > 0 && reads[^1].To == at - step)
            reads[^1] = reads[^1] with { To = at };
        else
            reads.Add(new(at, at));
    }
}
