using Azure;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Watches;

/// <summary>A watch as Storage holds it.</summary>
/// <param name="Definition">What admins wrote.</param>
/// <param name="State">Null until it was evaluated for the first time.</param>
/// <param name="Status">What the last evaluation found, for people; null until then.</param>
/// <param name="StateTag">Of the state's row; the default while there is none.</param>
/// <param name="DefinitionTag">Of the definition's row.</param>
public sealed record StoredWatch(
    Watch Definition,
    WatchState? State,
    WatchStatus? Status,
    ETag StateTag,
    ETag DefinitionTag
)
{
    /// <summary>Silences, acknowledgements and what they withhold.</summary>
    public Effects Effects { get; init; } = Effects.None;

    /// <summary>The version of the definition.</summary>
    public required DefinitionVersion Latest { get; init; }
}
