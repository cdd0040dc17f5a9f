using System.Globalization;
using System.Text.Json;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Replay;

/// <summary>How well a red line, or a whole watch, foretold events.</summary>
/// <param name="Name">The red line's id, or the watch's.</param>
/// <param name="Crossings">Episodes.</param>
/// <param name="Hits">Events with an episode that was red at some time in the window before, or at, the event.</param>
/// <param name="Misses">Events without.</param>
/// <param name="FalseAlarms">Episodes with no event from their crossing until the window after their end.</param>
/// <param name="LeadHours">Median hours from the crossing to the event, of the hits; null without hits.</param>
/// <param name="Precision">Episodes that were no false alarms, of all; null without episodes.</param>
/// <param name="Recall">Hits, of all events; null without events.</param>
/// <param name="AlarmShare">The share of time in alarm.</param>
public sealed record Score(
    string Name,
    int Crossings,
    int Hits,
    int Misses,
    int FalseAlarms,
    double? LeadHours,
    double? Precision,
    double? Recall,
    double AlarmShare
)
{
    /// <summary>As one JSON object.</summary>
    public string Json() => JsonSerializer.Serialize(this, ReplayJson.Default.Score);

    /// <summary>As one line of text.</summary>
    public string Text() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {Hits} hits, {Misses} misses, {FalseAlarms} false alarms of {Crossings} crossings, precision {Said(Precision, "0.00")}, recall {Said(Recall, "0.00")}, median lead {Said(LeadHours, "0.# 'h'")}, in alarm {AlarmShare:P1} of the time"
        );

    static string Said(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "none";
}

/// <summary>Scores a replay against what happened.</summary>
public static class Scorecard
{
    /// <summary>One score a red line, and one for the watch.</summary>
    /// <param name="watch">What was replayed.</param>
    /// <param name="transitions">In time order.</param>
    /// <param name="events">Sorted by time; those outside of the replay are left out.</param>
    /// <param name="from">Where the replay began, UTC.</param>
    /// <param name="to">Where it ended, UTC.</param>
    /// <param name="window">How long before an event a crossing foretells it.</param>
    /// <param name="late">How long after an event a crossing still tells of it; its lead is then negative.</param>
    public static IReadOnlyList<Score> Of(
        Watch watch,
        IReadOnlyList<Transition> transitions,
        IReadOnlyList<(DateTimeOffset At, string Name)> events,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan window,
        TimeSpan late = default
    )
    {
        var all = events.Select(e => e.At).ToList();
        return Of(watch, transitions, _ => all, new(from, to, window, late));
    }

    /// <summary>The same by the events that the watch records, each red line by those that measure it.</summary>
    public static IReadOnlyList<Score> Of(Watch watch, IReadOnlyList<Transition> transitions, BacktestSpan span) =>
        Of(
            watch,
            transitions,
            line => watch.Events.Where(e => line is null || e.Measures(line)).Select(e => e.At).Order(),
            span
        );

    /// <summary>From crossing to calm, in time order; one that is open lasts to the end.</summary>
    /// <param name="transitions">Of one line, in time order.</param>
    /// <param name="end">Where the replay ended, UTC.</param>
    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Episodes(
        IEnumerable<Transition> transitions,
        DateTimeOffset end
    )
    {
        var (episodes, since) = (new List<(DateTimeOffset, DateTimeOffset)>(), default(DateTimeOffset?));
        foreach (var t in transitions)
        {
            var red = t.To is Phase.Crossed or Phase.Clearing;
            if (!red && since is { } begun)
                episodes.Add((begun, t.At));
            since = red ? since ?? t.At : null;
        }
        if (since is { } open)
            episodes.Add((open, end));
        return episodes;
    }

    /// <param name="watch">What was replayed.</param>
    /// <param name="transitions">In time order.</param>
    /// <param name="events">When that happened which a red line is measured by, or the watch for null; sorted.</param>
    /// <param name="span">What was replayed over.</param>
    static IReadOnlyList<Score> Of(
        Watch watch,
        IReadOnlyList<Transition> transitions,
        Func<RedLine?, IEnumerable<DateTimeOffset>> events,
        BacktestSpan span
    )
    {
        var episodes = watch.RedLines.ToDictionary(
            l => l.Id,
            l => Episodes(transitions.Where(t => t.RedLine == l.Id), span.To)
        );
        List<DateTimeOffset> Inside(RedLine? line) => [.. events(line).Where(at => at >= span.From && at <= span.To)];
        return
        [
            .. watch.RedLines.Select(l => One(l.Id, episodes[l.Id], Inside(l), span)),
            One(watch.Id, Union(episodes.Values.SelectMany(e => e)), Inside(null), span),
        ];
    }

    static List<(DateTimeOffset From, DateTimeOffset To)> Union(
        IEnumerable<(DateTimeOffset From, DateTimeOffset To)> all
    )
    {
        var union = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var episode in all.OrderBy(e => e.From))
            if (union.Count > 0 && episode.From <= union[^1].To)
                union[^1] = (union[^1].From, episode.To > union[^1].To ? episode.To : union[^1].To);
            else
                union.Add(episode);
        return union;
    }

    static Score One(
        string name,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> episodes,
        List<DateTimeOffset> events,
        BacktestSpan span
    )
    {
        var (from, to, window, late) = span;
        var leads = new List<double>();
        foreach (var at in events)
            if (
                episodes
                    .Where(e => e.From <= at + late && e.To >= at - window)
                    .Select(e => (at - e.From).TotalHours)
                    .ToList() is
                { Count: > 0 } found
            )
                leads.Add(found.Max());
        leads.Sort();
        var wrong = episodes.Count(e => !events.Any(at => at >= e.From - late && at <= e.To + window));
        return new(
            name,
            episodes.Count,
            leads.Count,
            events.Count - leads.Count,
            wrong,
            leads.Count == 0 ? null : (leads[(leads.Count - 1) / 2] + leads[leads.Count / 2]) / 2,
            episodes.Count == 0 ? null : (double)(episodes.Count - wrong) / episodes.Count,
            events.Count == 0 ? null : (double)leads.Count / events.Count,
            to > from ? episodes.Sum(e => (e.To - e.From).TotalSeconds) / (to - from).TotalSeconds : 0
        );
    }
}
