using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Dossiers;

/// <summary>What an evaluation looked at.</summary>
/// <param name="Watch">The whole definition.</param>
/// <param name="Series">By indicator, and by the key of another watch's level.</param>
/// <param name="Stored">By indicator: the same with where it comes from.</param>
public sealed record Evidence(
    CompiledWatch Watch,
    IReadOnlyDictionary<string, Series> Series,
    IReadOnlyDictionary<string, StoredSeries> Stored
)
{
    /// <summary>The number of the definition; 0 where it has none.</summary>
    public int Version { get; init; }
}

/// <summary>Gathers what an alert rests on.</summary>
static class DossierBuilder
{
    /// <summary>About 1 MB packed. Windows of a month of minutes fit; of more, the oldest points are left out, and it says so.</summary>
    public const int MostPoints = 100_000;

    /// <param name="alert">As it was decided by the evaluation, not told afterwards.</param>
    /// <param name="before">The state of the whole watch at the instant before the alert's.</param>
    /// <param name="evidence">What the evaluation looked at.</param>
    /// <param name="most">Points of all series together.</param>
    public static Dossier Build(Alert alert, WatchState before, Evidence evidence, int most = MostPoints)
    {
        var cut = DossierCut.Of(evidence.Watch, alert.RedLine.Id, alert.At, evidence.Series);
        var keys = DossierCut.Keys(cut).ToList();
        var lines = cut.Definition.RedLines.Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            Alert = alert,
            Version = evidence.Version,
            Watch = cut.Definition,
            Before = before with { Lines = before.Lines.Where(l => lines.Contains(l.Key)).ToDictionary(), Levels = [] },
            Series =
            [
                .. keys.Select(key =>
                    Limit(Series(key, cut, alert.At, before, evidence), most / Math.Max(1, keys.Count))
                ),
            ],
        };
    }

    static DossierSeries Series(string key, CompiledWatch cut, DateTimeOffset at, WatchState before, Evidence evidence)
    {
        var series = evidence.Series[key];
        if (cut.Definition.Indicators.FirstOrDefault(i => i.Id == key) is not { } indicator)
            return new(key, [.. series.Observations.Where(o => IsSeen(o, at)).Select(o => Point(new(o, null)))], []);
        var from = WatchEvaluator.ReadFrom(cut, indicator, before, at);
        return new(
            key,
            [
                .. evidence
                    .Stored[key]
                    .Points(from)
                    .Where(p => p.Observation.ObservedAt >= from && IsSeen(p.Observation, at))
                    .Select(Point),
            ],
            // The run that stood before the first instant is knowledge of it too.
            [
                .. series
                    .Reads.Where(r => r.From <= at && r.To >= from)
                    .Select(r => r with { To = r.To < at ? r.To : at }),
            ]
        );
    }

    static bool IsSeen(Observation o, DateTimeOffset at) => double.IsFinite(o.Value) && DossierCut.Arrival(o) <= at;

    static DossierPoint Point(StoredPoint p) =>
        new(
            p.Observation.ObservedAt,
            p.Observation.Value,
            p.Observation.KnownAt,
            p.Answer,
            p.Details?.Title,
            p.Details?.Link
        );

    static DossierSeries Limit(DossierSeries series, int most) =>
        series.Points.Count <= most
            ? series
            : series with
            {
                Points = [.. series.Points.Skip(series.Points.Count - most)],
                LeftOut = series.Points.Count - most,
            };
}
