namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>How one red line moves at one instant: calm, pending, crossed, clearing, each possibly blind.</summary>
static class Machine
{
    /// <summary>The state after an instant; the very same object when nothing moved.</summary>
    /// <param name="line">The definition.</param>
    /// <param name="before">The state before.</param>
    /// <param name="when">Whether the condition holds.</param>
    /// <param name="clear">Whether it may clear: the condition does not hold and, where there is one, clear-when does.</param>
    /// <param name="at">UTC.</param>
    /// <param name="previous">The instant before, UTC.</param>
    public static LineState Step(
        RedLine line,
        LineState before,
        Truth when,
        Truth clear,
        DateTimeOffset at,
        DateTimeOffset previous
    )
    {
        if (when == Truth.Unknown || (before.IsRed && when == Truth.False && clear == Truth.Unknown))
            return before.BlindSince is null ? before with { BlindSince = at } : before;
        // What was not seen has not held: after blindness the clocks of `for` and `keep` begin anew.
        var seeing = before switch
        {
            { BlindSince: null, HasSeen: true } => before,
            { BlindSince: not null, Phase: Phase.Pending or Phase.Clearing } => Sighted(before) with { Since = at },
            _ => Sighted(before),
        };
        var phase = Next(line, seeing, when, clear, at);
        if (phase == seeing.Phase)
            return seeing;
        var red = phase is Phase.Crossed or Phase.Clearing;
        return seeing with
        {
            Phase = phase,
            Since = at,
            Episode = red ? seeing.Episode ?? at : null,
            ToldAt = red && seeing.IsRed ? seeing.ToldAt : null,
            Told = red && seeing.IsRed && seeing.Told,
            RedUntil =
                red ? null
                : seeing.IsRed ? previous
                : seeing.RedUntil,
        };
    }

    static LineState Sighted(LineState state) => state with { BlindSince = null, BlindTold = false, HasSeen = true };

    static Phase Next(RedLine line, LineState state, Truth when, Truth clear, DateTimeOffset at) =>
        state.Phase switch
        {
            Phase.Calm when when == Truth.True => line.For == TimeSpan.Zero ? Phase.Crossed : Phase.Pending,
            Phase.Pending when when == Truth.False => Phase.Calm,
            Phase.Pending when at - state.Since >= line.For => Phase.Crossed,
            Phase.Crossed when clear == Truth.True => line.Keep == TimeSpan.Zero ? Phase.Calm : Phase.Clearing,
            Phase.Clearing when clear != Truth.True => Phase.Crossed,
            Phase.Clearing when at - state.Since >= line.Keep => Phase.Calm,
            _ => state.Phase,
        };
}

/// <summary>Whether people are told of a step, and if not, why not.</summary>
static class Telling
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="compiled">The red line.</param>
    /// <param name="before">The state before the step.</param>
    /// <param name="after">The state after it, with nobody told yet.</param>
    /// <param name="at">UTC.</param>
    /// <param name="worse">A worse line of the same ladder is red.</param>
    /// <param name="lesser">People know of a lesser line of the same ladder that is red.</param>
    /// <returns>What is told; and why nothing is, or no more than that it sees again.</returns>
    public static (NotificationKind? Tell, string Why) Decide(
        CompiledLine compiled,
        LineState before,
        LineState after,
        DateTimeOffset at,
        bool worse,
        bool lesser
    )
    {
        var (tell, why) = Judge(compiled, before, after, at, worse, lesser);
        // Who was told that it is blind takes it for blind until told otherwise, whatever else is not told of.
        return tell is null && before.BlindTold && after.BlindSince is null
            ? (NotificationKind.Sighted, why)
            : (tell, why);
    }

    static (NotificationKind? Tell, string Why) Judge(
        CompiledLine compiled,
        LineState before,
        LineState after,
        DateTimeOffset at,
        bool worse,
        bool lesser
    )
    {
        var line = compiled.Definition;
        if (before.IsRed && !after.IsRed)
            return worse ? (null, "a worse line is crossed")
                : before.Told ? (NotificationKind.Cleared, "")
                : (null, "nobody was told that it was crossed");
        if (after.Phase == Phase.Crossed && !after.Told)
            return worse ? (null, "a worse line is crossed")
                : lesser ? (NotificationKind.Escalated, "")
                : IsFlapping(line, before, at) ? (null, $"people were told of {line.MostPerDay} crossings in 24 h")
                : (NotificationKind.Crossed, "");
        if (before.BlindSince is null != after.BlindSince is null || IsBlindForLong(compiled, after, at))
            return line.OnBlind == BlindPolicy.Hold ? (null, "its policy is to hold")
                : after.BlindSince is not null
                    ? before.HasSeen || IsBlindForLong(compiled, after, at) ? (NotificationKind.Blind, "")
                        : (null, "it has not seen anything yet")
                : before.BlindTold ? (NotificationKind.Sighted, "")
                : (null, "nobody was told that it was blind");
        return IsReminder(line, after, at) && !worse ? (NotificationKind.Reminder, "") : (null, "");
    }

    /// <summary>What is remembered of the telling.</summary>
    public static LineState Remember(LineState state, NotificationKind tell, DateTimeOffset at) =>
        tell switch
        {
            NotificationKind.Crossed or NotificationKind.Escalated => state with
            {
                Told = true,
                ToldAt = at,
                Crossings = [.. state.Crossings.Where(c => c > at - Day), at],
            },
            NotificationKind.Blind => state with
            {
                BlindTold = true,
                ToldAt = state.Episode is null ? state.ToldAt : at,
            },
            _ when state.Episode is not null => state with { ToldAt = at },
            _ => state,
        };

    /// <summary>Whether there may be something to tell although nothing moved.</summary>
    public static bool IsDue(CompiledLine line, LineState state, DateTimeOffset at) =>
        state.Phase == Phase.Crossed && (!state.Told || IsReminder(line.Definition, state, at))
        || IsBlindForLong(line, state, at);

    // A line that has never seen anything, as its feeds have not been read yet, is given time before people are told.
    static bool IsBlindForLong(CompiledLine line, LineState state, DateTimeOffset at) =>
        state is { BlindSince: { } since, BlindTold: false }
        && line.Definition.OnBlind == BlindPolicy.Tell
        && at - since >= line.Patience;

    static bool IsReminder(RedLine line, LineState state, DateTimeOffset at) =>
        state is { Phase: Phase.Crossed, Told: true, ToldAt: { } told } && line.RemindEvery <= at - told;

    static bool IsFlapping(RedLine line, LineState state, DateTimeOffset at)
    {
        var count = 0;
        foreach (var crossing in state.Crossings)
            if (crossing > at - Day)
                count++;
        return line.MostPerDay > 0 && count >= line.MostPerDay;
    }
}
