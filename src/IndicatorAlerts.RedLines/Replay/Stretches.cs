using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Replay;

/// <summary>Walks over history in stretches, so that between two of them progress is told and the walk can end.</summary>
static class Stretches
{
    /// <param name="watch">What is walked.</param>
    /// <param name="series">By indicator id.</param>
    /// <param name="from">UTC; the first instant is the grid's next.</param>
    /// <param name="to">UTC.</param>
    /// <param name="longest">How long a stretch is: each begins by reading what its windows hold.</param>
    /// <param name="stops">Where a stretch ends besides, in time order, within the span.</param>
    /// <param name="cancel">Looked at before each stretch.</param>
    public static IEnumerable<(DateTimeOffset Until, Walk Walk)> Over(
        CompiledWatch watch,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan longest,
        IEnumerable<DateTimeOffset> stops,
        CancellationToken cancel
    )
    {
        var state = watch.Start(from);
        var ends = new Queue<DateTimeOffset>(stops.Append(to));
        for (var until = from; until < to; )
        {
            cancel.ThrowIfCancellationRequested();
            until = ends.Peek() - until > longest ? until + longest : ends.Dequeue();
            var walk = watch.Advance(state, series, until);
            state = walk.State;
            yield return (until, walk);
        }
    }
}
