using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>Which digest: readers who want the same share one.</summary>
/// <param name="Rhythm">Daily or weekly.</param>
/// <param name="Watches">Ids.</param>
/// <param name="Least">Lines of a lesser severity are left out.</param>
/// <param name="Kinds">Of notifications; empty for all.</param>
/// <param name="From">Exclusive, UTC: up to where the digest before went.</param>
/// <param name="To">Inclusive, UTC.</param>
public sealed record DigestRequest(
    Rhythm Rhythm,
    IReadOnlyList<string> Watches,
    Severity Least,
    IReadOnlyList<NotificationKind> Kinds,
    DateTimeOffset From,
    DateTimeOffset To
);
