using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>What waits to be told, and what it becomes as its line moves on.</summary>
sealed class Pending(IReadOnlyList<Withheld> withheld)
{
    readonly List<Withheld> items = [.. withheld];

    /// <summary>In the order in which it was found.</summary>
    public IReadOnlyList<Withheld> Items => items;

    public void Remove(Withheld item) => items.Remove(item);

    /// <summary>Whether nobody knows of the crossing that a step goes on from.</summary>
    public bool HasCrossing(Transition step) => HasCrossing(step.RedLine, step.Episode);

    public bool HasCrossing(Withheld item) => HasCrossing(item.RedLine, item.Episode);

    /// <summary>Whether nobody knows that a line is blind.</summary>
    public bool HasBlind(string line) => items.Exists(i => i.RedLine == line && i.Kind == NotificationKind.Blind);

    /// <summary>Ends what waited and is over by a step.</summary>
    /// <returns>Why nobody need be told of the step: nobody knew of what it ends; else null.</returns>
    public string? Settle(Transition step)
    {
        string? unknown = null;
        var endsBlindness = items.Exists(i => i.RedLine == step.RedLine && i.EndsBlindness);
        if (step.From is Phase.Crossed or Phase.Clearing && step.To is Phase.Calm or Phase.Pending)
            if (items.RemoveAll(i => i.RedLine == step.RedLine && i.IsCrossing) > 0)
            {
                items.RemoveAll(i => i.RedLine == step.RedLine && IsRevisionOf(i, step.Episode));
                unknown = endsBlindness ? null : "crossed and cleared while nobody was told";
            }
        if (Sees(step) && items.RemoveAll(i => i.RedLine == step.RedLine && i.Kind == NotificationKind.Blind) > 0)
            unknown = step.Tell == NotificationKind.Sighted ? "blind and sighted while nobody was told" : unknown;
        return unknown;
    }

    /// <summary>Keeps what a step found, where it is of use afterwards.</summary>
    /// <param name="step">What was found.</param>
    /// <param name="by">What keeps people from being told.</param>
    /// <param name="endsBlindness">The line sees by the step, and people take it for blind.</param>
    public void Add(Transition step, WithheldBy by, bool endsBlindness)
    {
        var kind = step.Tell!.Value;
        // That a line was blind, saw and is blind again leaves people with what they know.
        if (kind == NotificationKind.Blind && Drop(step, NotificationKind.Sighted))
            return;
        if (kind == NotificationKind.Reminder)
            return;
        Drop(step, kind);
        items.Add(
            new()
            {
                RedLine = step.RedLine,
                Kind = kind,
                Alert = Alert.IdOf(step),
                At = step.At,
                Episode = step.Episode,
                Sentence = step.Reason,
                By = by,
                EndsBlindness = endsBlindness && kind is (NotificationKind.Crossed or NotificationKind.Escalated),
            }
        );
    }

    bool Drop(Transition step, NotificationKind kind) =>
        items.RemoveAll(i => i.RedLine == step.RedLine && i.Kind == kind) > 0;

    bool HasCrossing(string line, DateTimeOffset? episode) =>
        items.Exists(i => i.RedLine == line && i.IsCrossing && i.Episode == episode);

    static bool IsRevisionOf(Withheld item, DateTimeOffset? episode) =>
        item.Kind == NotificationKind.Revised && item.Episode == episode;

    // A blind line does not move; a step that tells nothing and moves nothing else is one of sight.
    internal static bool Sees(Transition step) =>
        step.From != step.To
        || step.Tell is null or NotificationKind.Sighted && step.Explanation.Truth != Truth.Unknown;
}
