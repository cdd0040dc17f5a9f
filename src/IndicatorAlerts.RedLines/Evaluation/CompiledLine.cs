namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>A red line with its checked expressions.</summary>
/// <param name="Definition">What it was made of.</param>
/// <param name="When">The condition.</param>
/// <param name="ClearWhen">Null where the condition alone decides.</param>
/// <param name="References">Red lines of the watch that it reads.</param>
/// <param name="Patience">How long it may never have seen anything before people are told that it is blind.</param>
sealed record CompiledLine(
    RedLine Definition,
    TruthNode When,
    TruthNode? ClearWhen,
    IReadOnlyCollection<int> References,
    TimeSpan Patience
)
{
    /// <summary>The condition and whether the line may clear; what is not needed is not computed.</summary>
    public (Truth When, Truth Clear) Decide(Frame frame, bool red)
    {
        var when = When.Of(frame);
        if (ClearWhen is null || !red || when != Truth.False)
            return (when, Kleene.Not(when));
        return (when, ClearWhen.Of(frame));
    }
}
