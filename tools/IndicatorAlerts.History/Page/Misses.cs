using IndicatorAlerts.History.Record;

namespace IndicatorAlerts.History.Page;

/// <summary>An event that a line was meant to see and did not.</summary>
/// <param name="Expected">The line.</param>
/// <param name="Event">What it missed.</param>
/// <param name="Reason">What the line saw when its time to tell was over.</param>
public sealed record Miss(Expectation Expected, EventOfRecord Event, string Reason)
{
    /// <summary>By line, then time.</summary>
    public static IReadOnlyList<Miss> Of(
        HistoryReplay replay,
        IReadOnlyList<Expectation> expectations,
        IReadOnlyList<EventOfRecord> events
    )
    {
        var missed = expectations
            .SelectMany(x => events.Where(e => IsMissed(replay, x, e)).Select(e => (Line: x, Event: e)))
            .OrderBy(m => m.Event.At + m.Line.After)
            .ToList();
        var states = replay.StatesAt(missed.Select(m => m.Event.At + m.Line.After));
        var misses = missed.Zip(
            states,
            (m, s) =>
            {
                var line = s[m.Line.RedLine];
                return new Miss(m.Line, m.Event, line.BlindSince is null ? line.Sentence : "blind: " + line.Sentence);
            }
        );
        return [.. misses.ToList().OrderBy(m => expectations.ToList().IndexOf(m.Expected)).ThenBy(m => m.Event.At)];
    }

    static bool IsMissed(HistoryReplay replay, Expectation expected, EventOfRecord happened) =>
        expected.From is { } from
        && expected.Means(happened)
        && happened.At >= from
        && happened.At < expected.To
        && !replay.Episodes.Any(e =>
            e.RedLine.Id == expected.RedLine
            && e.From <= happened.At + expected.After
            && e.To >= happened.At - expected.Before
        );
}
