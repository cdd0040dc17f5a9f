namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Walks a watch over the instants of its grid and of arrivals.</summary>
sealed class Walker
{
    const int MostLevels = 100;
    readonly CompiledWatch watch;
    readonly Runner runner;
    readonly Hindsight hindsight;
    readonly LineState[] before;
    readonly LineState[] after;
    readonly List<Transition> transitions = [];
    readonly WatchState start;
    readonly List<LevelChange> levels;
    int told;

    public Walker(CompiledWatch watch, WatchState state, IReadOnlyDictionary<string, Series> series)
    {
        (this.watch, start) = (watch, state);
        levels = [.. state.Levels];
        after = new LineState[watch.Lines.Length];
        runner = new(watch.Scope, series, after);
        runner.Advance(state.EvaluatedTo.UtcTicks);
        var first = Next(state.EvaluatedTo);
        for (var i = 0; i < after.Length; i++)
            after[i] = state.Lines.GetValueOrDefault(watch.Lines[i].Definition.Id) ?? new() { Since = first };
        before = [.. after];
        hindsight = new(watch, runner);
    }

    public Walk Walk(DateTimeOffset until, int mostTold)
    {
        var at = start.EvaluatedTo;
        runner.Slide(until - at > 2 * watch.Definition.Every);
        while (Next(at) is var next && next <= until && told < mostTold)
        {
            runner.NewsAfter(at.UtcTicks);
            Step(next, at);
            at = next;
        }
        return new(State(at), transitions, Next(at) > until);
    }

    /// <summary>Why a line's condition has its value in the state that the walk starts from.</summary>
    public Explanation Explain(string redLine) =>
        Explain(Array.FindIndex(watch.Lines, l => l.Definition.Id == redLine));

    DateTimeOffset Next(DateTimeOffset at)
    {
        var grid = watch.Floor(at) + watch.Definition.Every;
        return runner.NextArrival() is var arrival && arrival < grid.UtcTicks ? new(arrival, TimeSpan.Zero) : grid;
    }

    void Step(DateTimeOffset at, DateTimeOffset previous)
    {
        runner.Advance(at.UtcTicks);
        Array.Copy(after, before, after.Length);
        foreach (var i in watch.Order)
        {
            var (when, clear) = watch.Lines[i].Decide(runner.Frame, before[i].IsRed);
            after[i] = Machine.Step(watch.Lines[i].Definition, before[i], when, clear, at, previous);
        }
        for (var i = 0; i < after.Length; i++)
            if (!ReferenceEquals(before[i], after[i]) || Telling.IsDue(watch.Lines[i], after[i], at))
                Tell(i, at);
        if (runner.LateFrom() is var late && late != long.MaxValue)
            Revise(late, at);
        NoteLevel(at);
    }

    void NoteLevel(DateTimeOffset at)
    {
        var level = 0;
        for (var i = 0; i < after.Length; i++)
            if (after[i].IsRed && !watch.Lines[i].Definition.Shadow)
                level = Math.Max(level, 1 + (int)watch.Lines[i].Definition.Severity);
        if (levels.Count > 0 && levels[^1].Level == level)
            return;
        levels.Add(new(at, level, at));
        if (levels.Count > MostLevels)
            levels.RemoveAt(0);
    }

    void Tell(int i, DateTimeOffset at)
    {
        var line = watch.Lines[i].Definition;
        var (tell, why) = Telling.Decide(
            watch.Lines[i],
            before[i],
            after[i],
            at,
            IsWorseRed(line),
            IsLesserKnown(line)
        );
        var moved = before[i].Phase != after[i].Phase || before[i].BlindSince is null != after[i].BlindSince is null;
        if (!moved && tell is null)
            return;
        var explanation = Explain(i);
        if (tell is { } kind)
            after[i] = Telling.Remember(after[i], kind, at);
        Add(
            i,
            before[i],
            tell,
            Reason(line, before[i], after[i], explanation.Sentence, Untold(tell, why)),
            explanation,
            at
        );
    }

    void Add(int i, LineState was, NotificationKind? tell, string reason, Explanation explanation, DateTimeOffset at)
    {
        told += tell is null ? 0 : 1;
        transitions.Add(
            new()
            {
                RedLine = watch.Lines[i].Definition.Id,
                At = at,
                From = was.Phase,
                To = after[i].Phase,
                Tell = tell,
                // That it sees again is told to those who know it blind, who know of no episode that begins by it.
                Episode = tell == NotificationKind.Sighted ? was.Episode : after[i].Episode ?? was.Episode,
                Reason = reason,
                Explanation = explanation,
            }
        );
    }

    static string Reason(RedLine line, LineState was, LineState now, string sentence, string untold)
    {
        var held = (was.Phase, now.Phase) switch
        {
            (Phase.Pending, Phase.Crossed) => $"; it has held for {Show.Spaced(Duration.Format(line.For))}",
            (Phase.Clearing, Phase.Calm) => $"; it has been clear for {Show.Spaced(Duration.Format(line.Keep))}",
            _ => "",
        };
        return sentence + held + untold;
    }

    static string Untold(NotificationKind? tell, string why) =>
        why.Length == 0 ? ""
        : tell is null ? $" (not told: {why})"
        : $" (told as seeing again only: {why})";

    /// <summary>The condition, or what keeps it from clearing when the condition no longer holds.</summary>
    Explanation Explain(int i)
    {
        var line = watch.Lines[i];
        var explainer = new Explainer(watch.Scope, runner.Frame);
        var when = explainer.Explain(line.When, line.Definition.When);
        return line.ClearWhen is { } clear && before[i].IsRed && when.Truth == Truth.False
            ? when with
            {
                Sentence = $"{when.Sentence}; and {explainer.Explain(clear, line.Definition.ClearWhen!).Sentence}",
            }
            : when;
    }

    bool IsWorseRed(RedLine line) => Ladder(line, (other, state) => other.Severity > line.Severity && state.IsRed);

    bool IsLesserKnown(RedLine line) =>
        Ladder(line, (other, state) => other.Severity < line.Severity && state is { IsRed: true, Told: true });

    /// <summary>Whether another line of the ladder matches; one in shadow silences nobody.</summary>
    bool Ladder(RedLine line, Func<RedLine, LineState, bool> matches)
    {
        if (line.Ladder is null)
            return false;
        for (var i = 0; i < after.Length; i++)
        {
            var other = watch.Lines[i].Definition;
            if (!other.Shadow && other.Ladder == line.Ladder && matches(other, after[i]))
                return true;
        }
        return false;
    }

    void Revise(long late, DateTimeOffset at)
    {
        for (var i = 0; i < after.Length; i++)
            if (hindsight.Look(i, after[i], late, at) is { } found)
            {
                after[i] = after[i] with { RevisedTo = found.UpTo };
                Add(i, after[i], NotificationKind.Revised, found.Explanation.Sentence, found.Explanation, at);
            }
    }

    WatchState State(DateTimeOffset at)
    {
        if (at == start.EvaluatedTo)
            return start;
        var lines = new Dictionary<string, LineState>(start.Lines);
        for (var i = 0; i < after.Length; i++)
            lines[watch.Lines[i].Definition.Id] = after[i] with { Sentence = Explain(i).Sentence };
        return new()
        {
            EvaluatedTo = at,
            Lines = lines,
            Levels = levels,
        };
    }
}
