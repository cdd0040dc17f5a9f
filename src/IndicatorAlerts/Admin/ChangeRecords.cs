using System.Globalization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>
/// Carries changes of definitions into the audit log. Each left a trace in the transaction that made it, which goes when the log holds
/// it: a process that is killed in between hides nothing, and may at worst write an entry twice.
/// </summary>
public sealed class ChangeRecords(WatchTable watches, DefinitionRows rows, AuditLog audit, TimeProvider time)
{
    // Younger traces belong to somebody who is about to carry them.
    static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>Records a change that was just made.</summary>
    public async Task RecordAsync(string watch, DefinitionVersion version, CancellationToken cancel)
    {
        var caller = new Caller(version.Who, Role.Editor) { Id = version.WhoId };
        var what = string.Create(CultureInfo.InvariantCulture, $"{version.Target} (version {version.Number})");
        await audit.AppendAsync(caller, version.Action, what, version.Note, cancel);
        await rows.ForgetTraceAsync(watch, version.Number, cancel);
    }

    /// <summary>Records that a change waits for a second person.</summary>
    public Task RecordAsync(string watch, Draft draft, CancellationToken cancel) =>
        audit.AppendAsync(
            new(draft.Who, Role.Editor) { Id = draft.WhoId },
            "draft.add",
            $"{watch}/drafts/{draft.Id} ({draft.Action} {draft.Target})",
            draft.Note,
            cancel
        );

    /// <summary>Records what processes that were killed have left.</summary>
    public async Task RecoverAsync(CancellationToken cancel)
    {
        var abandoned = time.GetUtcNow() - Abandoned;
        foreach (var watch in await watches.ListAsync(cancel))
        foreach (var version in await rows.TracesAsync(watch, cancel))
            if (version.At < abandoned)
                await RecordAsync(watch, version, cancel);
    }
}
