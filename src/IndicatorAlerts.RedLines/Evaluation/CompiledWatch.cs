using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>A mistake in a definition.</summary>
/// <param name="Path">The field, as in the JSON contract: <c>redLines[0].when</c>.</param>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="At">Where in the expression, when the field holds one.</param>
public sealed record DefinitionError(string Path, string Message, ExpressionError? At = null);

/// <summary>A watch that is ready to be evaluated: expressions parsed, names resolved.</summary>
public sealed class CompiledWatch
{
    readonly IReadOnlyList<(RedLine Line, Condition When)> lines;

    CompiledWatch(Watch watch, IReadOnlyList<(RedLine, Condition)> lines) => (Definition, this.lines) = (watch, lines);

    /// <summary>What was compiled.</summary>
    public Watch Definition { get; }

    /// <summary>Parses and checks; null and the errors when something is wrong.</summary>
    public static CompiledWatch? Compile(Watch watch, out IReadOnlyList<DefinitionError> errors)
    {
        var found = new List<DefinitionError>();
        var lines = new List<(RedLine, Condition)>();
        foreach (var (line, i) in watch.RedLines.Select((line, i) => (line, i)))
        {
            var path = $"redLines[{i}].when";
            if (Condition.Parse(line.When, out var error) is not { } condition)
                found.Add(new(path, error!.Message, error));
            else if (watch.Indicators.All(x => x.Id != condition.Indicator))
                found.Add(new(path, $"There is no indicator '{condition.Indicator}' in this watch."));
            else
                lines.Add((line, condition));
        }
        errors = found;
        return found.Count == 0 ? new(watch, lines) : null;
    }

    /// <summary>The longest window on an indicator; null when no red line reads it.</summary>
    public TimeSpan? Lookback(string indicator) =>
        lines.Where(l => l.When.Indicator == indicator).Select(l => (TimeSpan?)l.When.Lookback).Max();

    /// <summary>The state of a watch that has never been evaluated: its first instant is the grid's at or before <paramref name="at"/>.</summary>
    public WatchState Start(DateTimeOffset at) => new() { EvaluatedTo = Floor(at) - Definition.Every };

    /// <summary>
    /// Walks from the state to <paramref name="until"/>, the same function live and in replay: over the grid's instants, and those
    /// between them at which an observation became known, so that what arrives is judged at once.
    /// </summary>
    /// <param name="state">Lines that it does not know start calm.</param>
    /// <param name="series">By indicator id; at least <see cref="Lookback"/> before the first instant.</param>
    /// <param name="until">UTC; the walk ends at the last of these instants at or before it.</param>
    /// <param name="mostTold">Stops after the instant at which at least so many notifications are due.</param>
    public Walk Advance(
        WatchState state,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset until,
        int mostTold = int.MaxValue
    )
    {
        var states = new Dictionary<string, LineState>(state.Lines);
        var transitions = new List<Transition>();
        var at = state.EvaluatedTo;
        var arrivals = new Queue<DateTimeOffset>(Arrivals(series, at, until));
        while (Next(at, arrivals) is var next && next <= until && transitions.Count(t => t.Tell is not null) < mostTold)
        {
            at = next;
            while (arrivals.TryPeek(out var arrival) && arrival <= at)
                arrivals.Dequeue();
            foreach (var (line, when) in lines)
            {
                var before = states.GetValueOrDefault(line.Id) ?? new LineState { Since = at, BlindSince = at };
                var (after, transition) = Step(
                    line,
                    series[when.Indicator].Indicator.StaleAfter,
                    before,
                    when.Evaluate(series[when.Indicator], at),
                    at
                );
                states[line.Id] = after;
                if (transition is not null)
                    transitions.Add(transition);
            }
        }
        return new(new() { EvaluatedTo = at, Lines = states }, transitions, Next(at, arrivals) > until);
    }

    // A line that has never seen anything is not told blind until it has had the time to see.
    static (LineState, Transition?) Step(
        RedLine line,
        TimeSpan patience,
        LineState before,
        Explanation why,
        DateTimeOffset at
    )
    {
        var to = why.Truth switch
        {
            Truth.True => Phase.Crossed,
            Truth.False => Phase.Calm,
            _ => before.Phase,
        };
        var blind = why.Truth == Truth.Unknown;
        var since = before.BlindSince ?? at;
        var sawBefore = before.Sentence.Length > 0 && before.BlindSince is null;
        var tellsBlind = blind && !before.BlindTold && (sawBefore || at - since >= patience);
        var after = before with
        {
            BlindSince = blind ? since : null,
            BlindTold = blind && (before.BlindTold || tellsBlind),
            Sentence = why.Sentence,
        };
        NotificationKind? tell = (to, to == before.Phase) switch
        {
            (Phase.Crossed, false) => NotificationKind.Crossed,
            (_, false) => NotificationKind.Cleared,
            _ when line.OnBlind == BlindPolicy.Hold => null,
            _ when tellsBlind => NotificationKind.Blind,
            _ when !blind && before.BlindTold => NotificationKind.Sighted,
            _ => null,
        };
        if (to == before.Phase && tell is null && blind == before.BlindSince is not null)
            return (after, null);
        var episode = to == Phase.Crossed ? before.Episode ?? at : before.Episode;
        after = after with
        {
            Phase = to,
            Since = to == before.Phase ? before.Since : at,
            Episode = to == Phase.Crossed ? episode : null,
            ToldAt = tell is null ? before.ToldAt : at,
        };
        return (
            after,
            new()
            {
                RedLine = line.Id,
                At = at,
                From = before.Phase,
                To = to,
                Tell = tell,
                Episode = episode,
                Reason = why.Sentence,
                Explanation = why,
            }
        );
    }

    static IEnumerable<DateTimeOffset> Arrivals(
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset after,
        DateTimeOffset until
    ) =>
        series
            .Values.SelectMany(s => s.Observations)
            .Select(o => o.KnownAt)
            .Where(k => k > after && k <= until)
            .Distinct()
            .Order();

    DateTimeOffset Next(DateTimeOffset at, Queue<DateTimeOffset> arrivals)
    {
        var grid = Floor(at) + Definition.Every;
        return arrivals.TryPeek(out var arrival) && arrival < grid ? arrival : grid;
    }

    DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % Definition.Every.Ticks, TimeSpan.Zero);
}
