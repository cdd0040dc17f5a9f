using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts;

/// <summary>All that an alert rests on: enough to decide it again, bit for bit, from this alone. Instants are UTC.</summary>
public sealed record Dossier
{
    public required Alert Alert { get; init; }

    /// <summary>The number of the watch's definition that was in force; 0 where definitions were not numbered.</summary>
    public int Version { get; init; }

    /// <summary>The definition, cut to the lines that the alert's own depends on and the indicators that they read.</summary>
    public required Watch Watch { get; init; }

    /// <summary>The state at the instant before the alert's, cut to these lines.</summary>
    public required WatchState Before { get; init; }

    /// <summary>By indicator: what was known at the alert's instant, back to where the evaluation read from.</summary>
    public IReadOnlyList<DossierSeries> Series { get; set; } = [];
}

/// <summary>What was known of one indicator, or of another watch's level.</summary>
/// <param name="Key">The indicator's id, or the key of a watch's level.</param>
/// <param name="Points">Sorted by observed, then known time.</param>
/// <param name="Reads">When the source was read.</param>
/// <param name="LeftOut">How many of the oldest points were too many; with them gone the alert cannot be decided again.</param>
public sealed record DossierSeries(
    string Key,
    IReadOnlyList<DossierPoint> Points,
    IReadOnlyList<ReadRun> Reads,
    int LeftOut = 0
);

/// <summary>One observation with where it came from.</summary>
/// <param name="ObservedAt">The instant that it speaks of.</param>
/// <param name="Value">In the indicator's unit.</param>
/// <param name="KnownAt">When it could first be read.</param>
/// <param name="Answer">The SHA-256 of the archived raw answer; null for what was pushed or decided.</param>
/// <param name="Title">What happened, for people.</param>
/// <param name="Link">Where to read of it.</param>
public sealed record DossierPoint(
    DateTimeOffset ObservedAt,
    double Value,
    DateTimeOffset KnownAt,
    string? Answer = null,
    string? Title = null,
    string? Link = null
);
