using IndicatorAlerts.History.Record;
using IndicatorAlerts.RedLines.Replay;

namespace IndicatorAlerts.History;

/// <summary>How a red line did on one side of its cut.</summary>
/// <param name="Score">Hits, misses and false alarms against the events that it is meant to see.</param>
/// <param name="Years">How long the side is.</param>
public sealed record LineScore(Score Score, double Years)
{
    /// <summary>False alarms a year.</summary>
    public double FalseAlarmsAYear => Years > 0 ? Score.FalseAlarms / Years : 0;

    /// <summary>Before and after the cut; null when the line has no history.</summary>
    public static (LineScore Before, LineScore After)? Of(
        HistoryReplay replay,
        Expectation expected,
        IReadOnlyList<EventOfRecord> events
    ) =>
        expected.From is { } from
            ? (
                Side(replay, expected, events, from, expected.Cut),
                Side(replay, expected, events, expected.Cut, expected.To)
            )
            : null;

    static LineScore Side(
        HistoryReplay replay,
        Expectation expected,
        IReadOnlyList<EventOfRecord> events,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        // An episode belongs to the side on which it was crossed.
        var own = replay.Transitions.Where(t =>
            t.RedLine == expected.RedLine && (t.Episode ?? t.At) is var at && at >= from && at < to
        );
        var watch = replay.Watch with { RedLines = [replay.Watch.RedLines.Single(l => l.Id == expected.RedLine)] };
        var meant = events
            .Where(e => expected.Means(e) && e.At >= from && e.At < to)
            .Select(e => (e.At, e.Name))
            .ToList();
        var score = Scorecard.Of(watch, [.. own], meant, from, to, expected.Before, expected.After)[0];
        return new(score, (to - from).TotalDays / 365.25);
    }
}
