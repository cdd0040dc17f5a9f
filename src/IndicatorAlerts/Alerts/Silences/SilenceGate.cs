using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>Something that a walk found to tell.</summary>
/// <param name="Transition">What.</param>
/// <param name="Untold">Why nobody is told; null when people are.</param>
/// <param name="Note">The part of that which is not public.</param>
public sealed record Found(Transition Transition, string? Untold = null, string? Note = null);

/// <summary>Something that was withheld and is told now.</summary>
/// <param name="What">As it was recorded.</param>
/// <param name="At">The instant from which on people may know, UTC.</param>
public sealed record Late(Withheld What, DateTimeOffset At);

/// <summary>What becomes of a walk on its way to people.</summary>
/// <param name="Found">In time order.</param>
/// <param name="Late">In time order; of one line at one instant, it comes before what is found then.</param>
/// <param name="Withheld">What waits from now on.</param>
public sealed record Decision(IReadOnlyList<Found> Found, IReadOnlyList<Late> Late, IReadOnlyList<Withheld> Withheld);

/// <summary>
/// Decides whom silences, acknowledgements and lines in shadow keep from being told, and what is told when they end. It goes by the
/// instants of the data: one long walk and many short ones decide the same.
/// </summary>
public sealed class SilenceGate
{
    readonly Dictionary<string, RedLine> lines;
    readonly Effects effects;
    readonly Walk walk;
    readonly DateTimeOffset horizon;
    readonly Pending pending;

    // By what the engine told, whether it reached people or not.
    readonly HashSet<string> blind;
    readonly Dictionary<string, bool> red = new(StringComparer.Ordinal);
    readonly Dictionary<string, DateTimeOffset> last = new(StringComparer.Ordinal);
    readonly List<Found> found = [];
    readonly List<Late> late = [];

    SilenceGate(Watch watch, Effects effects, WatchState before, Walk walk, DateTimeOffset horizon)
    {
        blind = [.. before.Lines.Where(l => l.Value is { BlindSince: not null, BlindTold: true }).Select(l => l.Key)];
        lines = watch.RedLines.ToDictionary(l => l.Id, StringComparer.Ordinal);
        (this.effects, this.walk, this.horizon) = (effects, walk, horizon);
        pending = new(effects.Withheld);
        foreach (var (id, state) in walk.State.Lines)
            red[id] = state.IsRed;
        foreach (var step in walk.Transitions.Reverse())
        {
            red[step.RedLine] = IsRed(step.From);
            last.TryAdd(step.RedLine, step.At);
        }
    }

    /// <param name="watch">The definition.</param>
    /// <param name="effects">What stood when the walk began.</param>
    /// <param name="before">Where the walk began.</param>
    /// <param name="walk">What it found.</param>
    /// <param name="now">UTC.</param>
    public static Decision Decide(Watch watch, Effects effects, WatchState before, Walk walk, DateTimeOffset now)
    {
        // A walk that stopped early says nothing yet of what lies between its end and now.
        var horizon = walk.Complete ? now : walk.State.EvaluatedTo;
        var gate = new SilenceGate(watch, effects, before, walk, horizon);
        var ends = effects.Silences.Select(s => s.End).Where(e => e > before.EvaluatedTo && e < horizon);
        var steps = walk.Transitions.ToLookup(t => t.At);
        foreach (var at in steps.Select(s => s.Key).Concat(ends).Append(horizon).Distinct().Order())
        {
            foreach (var step in steps[at])
                gate.Take(step);
            gate.Release(at);
        }
        return new(gate.found, gate.late, gate.pending.Items);
    }

    void Take(Transition step)
    {
        red[step.RedLine] = IsRed(step.To);
        var endsBlindness = Pending.Sees(step) && blind.Remove(step.RedLine) && !pending.HasBlind(step.RedLine);
        if (step.Tell == NotificationKind.Blind)
            blind.Add(step.RedLine);
        var unknown = pending.Settle(step);
        if (step.Tell is null)
            return;
        if (unknown is not null && !endsBlindness)
            found.Add(new(step, unknown));
        else if (lines[step.RedLine] is { Shadow: true })
            Withhold(new(step, "in shadow"), WithheldBy.Shadow, endsBlindness);
        else if (effects.Covering(lines[step.RedLine], step.At) is { } silence)
            Withhold(new(step, silence.Untold, silence.UntoldNote), WithheldBy.Silence, endsBlindness);
        else if (step.Tell == NotificationKind.Reminder)
            found.Add(Remind(step));
        else
            found.Add(new(step));
    }

    void Withhold(Found recorded, WithheldBy by, bool endsBlindness)
    {
        found.Add(recorded);
        pending.Add(recorded.Transition, by, endsBlindness);
    }

    Found Remind(Transition step) =>
        effects.Acknowledged(step.RedLine, step.Episode) is { } known
            ? new(step, "acknowledged", $"by {known.By}: {known.Note}")
        : pending.HasCrossing(step) ? new(step, "told as crossed instead")
        : new(step);

    void Release(DateTimeOffset at)
    {
        foreach (var item in pending.Items.ToList())
        {
            if (!lines.TryGetValue(item.RedLine, out var line) || IsOver(item, at))
                pending.Remove(item);
            else if (!Waits(item, line, at))
            {
                pending.Remove(item);
                late.Add(new(item, at));
            }
        }
    }

    bool Waits(Withheld item, RedLine line, DateTimeOffset at) =>
        line.Shadow
        // The end of a shadow is a change of the definition, which takes effect now and not at an instant of the past.
        || (item.By == WithheldBy.Shadow && at != horizon)
        || effects.Covering(line, at) is not null
        || (item.IsCrossing && IsWorseRed(line))
        || (item.Kind == NotificationKind.Revised && pending.HasCrossing(item));

    // The worse lines of a ladder silence the lesser ones, also those that waited.
    bool IsWorseRed(RedLine line) => lines.Values.Any(other => line.YieldsTo(other) && red.GetValueOrDefault(other.Id));

    // A definition that was changed meanwhile may have ended what was withheld without a step.
    bool IsOver(Withheld item, DateTimeOffset at)
    {
        if (last.GetValueOrDefault(item.RedLine) > at)
            return false;
        var state = walk.State.Lines.GetValueOrDefault(item.RedLine);
        return item.IsCrossing
            ? state is not { IsRed: true } || state.Episode != item.Episode
            : item.Kind == NotificationKind.Blind && state?.BlindSince is null;
    }

    static bool IsRed(Phase phase) => phase is Phase.Crossed or Phase.Clearing;
}
