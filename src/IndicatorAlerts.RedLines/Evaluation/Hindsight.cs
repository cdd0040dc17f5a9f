namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>
/// Asks what late observations would have changed. What was decided stays decided; that a line would have been crossed, or
/// that a crossing would not have happened, is told as a revision. Lines that refer to others are not asked: their past is gone.
/// </summary>
sealed class Hindsight(CompiledWatch watch, Runner runner)
{
    /// <summary>However fine the grid, one late observation costs no more evaluations than a week of minutes.</summary>
    const int Most = 10_080;

    public readonly record struct Finding(DateTimeOffset UpTo, Explanation Explanation);

    /// <summary>What changes for a line by what was observed from <paramref name="late"/> on and came only now.</summary>
    public Finding? Look(int line, LineState state, long late, DateTimeOffset at)
    {
        if (watch.Lines[line].References.Count > 0)
            return null;
        var frame = runner.Frame;
        var slid = frame.Windows.Length > 0 && frame.Windows[0].Slides;
        runner.Slide(false);
        var found = state.IsRed ? TakenBack(line, state, late, at) : Missed(line, state, late, at);
        frame.At = at.UtcTicks;
        runner.Slide(slid);
        return found;
    }

    Finding? TakenBack(int line, LineState state, long late, DateTimeOffset at)
    {
        if (state.Episode is not { } crossed || late > crossed.UtcTicks || state.RevisedTo >= crossed)
            return null;
        // What was seen longer ago may be forgotten, and half of it proves nothing.
        if (crossed < at - CompiledWatch.Revisited)
            return null;
        return Verdict(line, crossed.UtcTicks) == Truth.False
            ? new(crossed, Explain(line, crossed.UtcTicks, "late data takes the crossing back"))
            : null;
    }

    Finding? Missed(int line, LineState state, long late, DateTimeOffset at)
    {
        if (state.Phase != Phase.Calm)
            return null;
        var every = watch.Definition.Every.Ticks;
        var from = Math.Max(late, at.UtcTicks - Math.Min(CompiledWatch.Revisited.Ticks, Most * every));
        from = Math.Max(from, Math.Max(state.Since.UtcTicks, (state.RevisedTo?.UtcTicks ?? 0) + every));
        long? since = null;
        for (var s = from + (every - from % every) % every; s < at.UtcTicks; s += every)
        {
            since = Verdict(line, s) == Truth.True ? since ?? s : null;
            if (since is { } first && s - first >= watch.Lines[line].Definition.For.Ticks)
                return new(UpTo(line, s, at), Explain(line, s, "late data shows what was missed"));
        }
        return null;
    }

    /// <summary>The end of the stretch, so that it is told once.</summary>
    DateTimeOffset UpTo(int line, long from, DateTimeOffset at)
    {
        var end = from;
        for (var s = from; s < at.UtcTicks && Verdict(line, s) == Truth.True; s += watch.Definition.Every.Ticks)
            end = s;
        return new(end, TimeSpan.Zero);
    }

    Truth Verdict(int line, long at)
    {
        runner.Frame.At = at;
        return watch.Lines[line].When.Of(runner.Frame);
    }

    Explanation Explain(int line, long at, string what)
    {
        runner.Frame.At = at;
        var why = new Explainer(watch.Scope, runner.Frame).Explain(
            watch.Lines[line].When,
            watch.Lines[line].Definition.When
        );
        return why with { Sentence = $"{what}: at {Show.Instant(at)} {why.Sentence}" };
    }
}
