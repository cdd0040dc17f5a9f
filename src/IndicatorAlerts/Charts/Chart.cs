namespace IndicatorAlerts.Charts;

/// <summary>A value from an instant on.</summary>
/// <param name="At">UTC.</param>
/// <param name="Value">Null: not known, or none.</param>
public readonly record struct ChartPoint(DateTimeOffset At, double? Value);

/// <summary>An instant with what happened at it.</summary>
public readonly record struct ChartMark(DateTimeOffset At, string Text);

/// <summary>What a chart shows: a value over time against a threshold. Instants are UTC.</summary>
public sealed record Chart
{
    /// <summary>What is measured.</summary>
    public required string Title { get; init; }

    /// <summary>In what; empty for a mere number.</summary>
    public required string Unit { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>Each value stands until the next; in order of time.</summary>
    public required IReadOnlyList<ChartPoint> Curve { get; init; }

    /// <summary>The observations behind the curve, where they are of its kind.</summary>
    public IReadOnlyList<ChartPoint> Points { get; init; } = [];
    public required double Threshold { get; init; }
    public required string ThresholdText { get; init; }

    /// <summary>1 where values above the threshold are the bad ones, -1 where those below are, 0 where neither.</summary>
    public required int Direction { get; init; }
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>The same in a sentence, for who does not see it.</summary>
    public required string Description { get; init; }
}
