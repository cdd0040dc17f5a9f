using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>What expressions read at one instant.</summary>
sealed class Frame
{
    /// <summary>The instant, UTC ticks.</summary>
    public long At;

    public required Track[] Tracks { get; init; }

    public required Window[] Windows { get; init; }

    /// <summary>In the order of the pack; lines that others refer to are decided before them.</summary>
    public required LineState[] Lines { get; init; }
}
