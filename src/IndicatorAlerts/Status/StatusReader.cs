using IndicatorAlerts.Alerts;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Status;

/// <summary>Reads what the last evaluations found.</summary>
public sealed class StatusReader(WatchTable watches, AlertRows alerts, TimeProvider time)
{
    const int Newest = 20;

    public async Task<ServiceStatus> ReadAsync(CancellationToken cancel)
    {
        var ids = await watches.ListAsync(cancel);
        var found = await Task.WhenAll(ids.Select(id => FindAsync(id, cancel)));
        return new(time.GetUtcNow(), [.. found.OfType<WatchStatus>()]);
    }

    /// <summary>Null when there is no such watch; a watch that was never evaluated has no instant yet.</summary>
    public async Task<WatchStatus?> FindAsync(string id, CancellationToken cancel)
    {
        var (reading, newest) = (watches.ReadAsync(id, cancel), alerts.NewestAsync(id, Newest, cancel));
        await Task.WhenAll(reading, newest);
        if (await reading is not { } watch)
            return null;
        var status = watch.Status ?? StatusSummary.Unevaluated(watch.Definition);
        var lines = watch.Definition.RedLines.ToDictionary(l => l.Id, StringComparer.Ordinal);
        return status with
        {
            Alerts = await newest,
            RedLines = [.. status.RedLines.Select(l => WithEffects(l, lines.GetValueOrDefault(l.Id), watch))],
        };
    }

    // Silences and acknowledgements begin and end between evaluations.
    RedLineStatus WithEffects(RedLineStatus status, RedLine? line, StoredWatch watch)
    {
        if (line is null)
            return status;
        return status with
        {
            Shadow = line.Shadow,
            SilencedUntil = watch.Effects.Covering(line, time.GetUtcNow())?.End,
            AcknowledgedAt = watch.State?.Lines.GetValueOrDefault(line.Id)?.Episode is { } episode
                ? watch.Effects.Acknowledged(line.Id, episode)?.At
                : null,
        };
    }
}
