using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts;

/// <summary>Makes the alerts of an evaluation, each with its dossier, which is stored before them.</summary>
public sealed class AlertMaker(AlertRows rows, DossierArchive dossiers)
{
    // So many dossiers are in memory together.
    const int AtOnce = 8;

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
        var watch = evidence.Watch;
        var alerts = new Dictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var found in decision.Found.GroupBy(f => f.Transition.At))
        {
            before = watch.Advance(before, evidence.Series, found.Key.AddTicks(-1)).State;
            await ForEachAsync(found, f => KeepAsync(DossierBuilder.Build(Of(f, watch), before, evidence), cancel));
        }
        await ForEachAsync(
            decision.Late,
            async late => await LateAsync(late, alerts.GetValueOrDefault(late.What.Alert), watch.Definition, cancel)
        );
        return [.. alerts.Values.OrderBy(a => a.At)];

        async Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task<Alert>> make)
        {
            foreach (var some in items.Chunk(AtOnce))
            foreach (var alert in await Task.WhenAll(some.Select(make)))
                alerts[alert.Id] = alert;
        }
    }

    static Alert Of(Found found, CompiledWatch watch) =>
        Alert.Of(watch.Definition, found.Transition) with
        {
            Untold = found.Untold,
            UntoldNote = found.Note,
        };

    async Task<Alert> LateAsync(Late late, Alert? recorded, Watch watch, CancellationToken cancel)
    {
        recorded ??= await rows.FindAsync(watch.Id, late.What.Alert, cancel) ?? Forgotten(late.What, watch);
        var alert = recorded.Afterwards(late);
        return await dossiers.ReadAsync(recorded, cancel) is { } dossier
            ? await KeepAsync(dossier with { Alert = alert }, cancel)
            : alert with
            {
                Seal = null,
            };
    }

    async Task<Alert> KeepAsync(Dossier dossier, CancellationToken cancel)
    {
        var whole = DossierSeal.Seal(dossier);
        await dossiers.KeepAsync(whole, cancel);
        return whole.Alert;
    }

    // What was recorded very long ago may be expired; that the line is crossed is still told.
    static Alert Forgotten(Withheld what, Watch watch) =>
        Alert.Of(
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
