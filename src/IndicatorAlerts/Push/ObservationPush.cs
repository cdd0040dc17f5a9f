using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Push;

/// <summary>What became of a push.</summary>
/// <param name="Accepted">New or corrected points.</param>
/// <param name="Unchanged">Points that say what is known already.</param>
/// <param name="Rejected">Entries that could not be read or stored.</param>
/// <param name="Errors">The first hundred of them.</param>
public sealed record PushAnswer(int Accepted, int Unchanged, int Rejected, IReadOnlyList<FieldProblem> Errors);

/// <summary>Stores observations that people and programs bring, in batches as they come.</summary>
public sealed class ObservationPush(ObservationTable table, QueueSender queue, TimeProvider time)
{
    const int MostErrors = 100;
    const int MostInBatch = 5000;

    // A batch of scattered days is written in parts, so that few rows are in memory at once.
    static readonly TimeSpan LongestSpan = TimeSpan.FromDays(31);

    /// <summary>Stores what can be read, and asks for evaluation.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="indicator">Without a source of its own, it counts as read when something is pushed, an empty push included.</param>
    /// <param name="entries">Read to the end.</param>
    /// <param name="progress">Told how many entries were dealt with, after each batch.</param>
    /// <param name="cancel">Stops between two writes; what was written stays.</param>
    public async Task<PushAnswer> PushAsync(
        string watch,
        Indicator indicator,
        IAsyncEnumerable<PushEntry> entries,
        Action<int>? progress,
        CancellationToken cancel
    )
    {
        var (read, accepted, rejected, lost) = (0, 0, 0, 0);
        var errors = new List<FieldProblem>();
        var batch = new List<NewPoint>();
        await foreach (var entry in entries.WithCancellation(cancel))
        {
            read++;
            if (entry.Error is { } error)
                Reject(error);
            else
                batch.Add(entry.Point);
            if (batch.Count == MostInBatch)
                await WriteBatchAsync();
        }
        await WriteBatchAsync();
        var unchanged = read - accepted - rejected;
        if (indicator.Source is null && (read == 0 || accepted + unchanged > 0))
            await MarkReadAsync(watch, indicator.Id, (read, accepted + unchanged, accepted, lost), cancel);
        if (accepted > 0 || indicator.Source is null)
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(watch), cancel);
        return new(accepted, unchanged, rejected, errors);

        async Task WriteBatchAsync()
        {
            foreach (var span in Spans(batch))
            {
                var recorded = await WriteAsync(watch, indicator.Id, span, cancel);
                accepted += recorded.Added;
                lost += recorded.Lost.Count;
                foreach (var point in recorded.Lost)
                    Reject(new("observedAt", $"The day {point.ObservedAt:yyyy-MM-dd} is full.", point.Line));
            }
            batch.Clear();
            progress?.Invoke(read);
        }

        void Reject(FieldProblem error)
        {
            if (rejected++ < MostErrors)
                errors.Add(error);
        }
    }

    async Task<Recorded> WriteAsync(string watch, string indicator, List<NewPoint> span, CancellationToken cancel)
    {
        var series = await table.ReadAsync(watch, indicator, span[0].ObservedAt, span[^1].ObservedAt, cancel);
        // As late as can be: what is known before it is written may be passed by an evaluation.
        var now = time.GetUtcNow();
        var points = span.Select(p => p.KnownAt == default ? p with { KnownAt = now } : p).ToList();
        return await table.RecordAsync(series, new(points, null, null, health => health), cancel);
    }

    async Task MarkReadAsync(
        string watch,
        string indicator,
        (int Read, int Kept, int Added, int Lost) counts,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        FeedHealth Success(FeedHealth before) =>
            before with
            {
                LastAttempt = now,
                LastSuccess = now,
                LastChange = counts.Added > 0 ? now : before.LastChange,
                Read = counts.Read,
                Kept = counts.Kept,
                Error = counts.Lost > 0 ? before.Error : null,
            };
        await table.RecordAsync(
            await table.ReadAsync(watch, indicator, now, now, cancel),
            new([], null, now, Success),
            cancel
        );
    }

    static IEnumerable<List<NewPoint>> Spans(List<NewPoint> batch)
    {
        var span = new List<NewPoint>();
        foreach (var point in batch.OrderBy(p => p.ObservedAt))
        {
            if (span.Count > 0 && point.ObservedAt - span[0].ObservedAt > LongestSpan)
            {
                yield return span;
                span = [];
            }
            span.Add(point);
        }
        if (span.Count > 0)
            yield return span;
    }
}
