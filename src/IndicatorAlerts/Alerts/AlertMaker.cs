using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts;

/// <summary>Makes the alerts of an evaluation, each with its dossier, which is stored before them.</summary>
public sealed class AlertMaker(AlertRows rows, DossierArchive dossiers)
{
    /// <param name="decision">Who is told of what.</param>
    /// <param name="before">The state from which the walk began.</param>
    /// <param name="evidence">What it looked at.</param>
    /// <param name="cancel">Stops the reads and writes.</param>
    /// <returns>In time order, those that nobody is told of too.</returns>
    public async Task<IReadOnlyList<Alert>> MakeAsync(
        Decision decision,
        WatchState before,
        Evidence evidence,
        CancellationToken cancel
    )
    {
        var alerts = new Dictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var found in decision.Found)
        {
            var alert = Alert.Of(evidence.Watch.Definition, found.Transition) with
            {
                Untold = found.Untold,
                UntoldNote = found.Note,
            };
            // Where several are found at an instant, the state stays where it is.
            before = evidence.Watch.Advance(before, evidence.Series, alert.At.AddTicks(-1)).State;
            alerts[alert.Id] = await KeepAsync(DossierBuilder.Build(alert, before, evidence), cancel);
        }
        foreach (var late in decision.Late)
        {
            var recorded = alerts.GetValueOrDefault(late.What.Alert) ?? await RecordedAsync(late, evidence, cancel);
            var alert = recorded.Afterwards(late);
            var dossier = await dossiers.ReadAsync(recorded, cancel);
            alerts[alert.Id] = dossier is null
                ? alert with
                {
                    Seal = null,
                }
                : await KeepAsync(dossier with { Alert = alert }, cancel);
        }
        return [.. alerts.Values.OrderBy(a => a.At)];
    }

    async Task<Alert> KeepAsync(Dossier dossier, CancellationToken cancel)
    {
        var whole = DossierSeal.Seal(dossier);
        await dossiers.KeepAsync(whole, cancel);
        return whole.Alert;
    }

    // What was recorded very long ago may be expired; that the line is crossed is still told.
    async Task<Alert> RecordedAsync(Late late, Evidence evidence, CancellationToken cancel)
    {
        var watch = evidence.Watch.Definition;
        var what = late.What;
        return await rows.FindAsync(watch.Id, what.Alert, cancel)
            ?? Alert.Of(
                watch,
                new()
                {
                    RedLine = what.RedLine,
                    At = what.At,
                    From = Phase.Calm,
                    To = Phase.Crossed,
                    Tell = what.Kind,
                    Episode = what.Episode,
                    Reason = what.Sentence,
                    Explanation = new(Truth.True, what.Sentence, null),
                }
            );
    }
}
