using IndicatorAlerts.Admin.Drafts;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>What is to become of a definition: a new one, or a refusal.</summary>
public sealed record Decision(Watch? Watch, IResult? Refusal = null)
{
    public static implicit operator Decision(Watch watch) => new(watch);

    public static Decision No(IResult refusal) => new(null, refusal);
}

/// <summary>What became of a change.</summary>
/// <param name="Stored">As it is now; null when the change was refused.</param>
/// <param name="Changes">What it changed; empty when everything was as asked for already.</param>
/// <param name="Refusal">Why nothing was changed, as it was decided.</param>
/// <param name="Errors">Why it could not be evaluated or collected, by the fields' paths in the watch.</param>
/// <param name="Draft">Where it waits for a second person.</param>
public sealed record ChangeOutcome(
    StoredDefinition? Stored,
    IReadOnlyList<PartChange> Changes,
    IResult? Refusal = null,
    IReadOnlyList<FieldProblem>? Errors = null,
    Draft? Draft = null
);

/// <summary>Changes definitions: decides on what is there, checks, writes, and decides again when somebody else was faster.</summary>
public sealed class DefinitionChanges(
    WatchTable watches,
    DefinitionRows rows,
    DefinitionCheck check,
    Approval approval,
    DraftRows drafts,
    ChangeRecords records,
    CollectionSchedule collection,
    QueueSender queue
)
{
    const int MostConflicts = 50;
    const int MostDrafts = 100;

    // Whoever changes a watch in this process waits for the one before: only other processes are in the way.
    readonly Gates gates = new(32);

    /// <param name="id">The watch.</param>
    /// <param name="decide">Pure: given what is there (null when nothing is), what is to be there.</param>
    /// <param name="note">Who and why.</param>
    /// <param name="cancel">Stops the call.</param>
    /// <param name="isApproved">Whether a second person has approved it, where one is needed.</param>
    public async Task<ChangeOutcome> ChangeAsync(
        string id,
        Func<StoredDefinition?, Decision> decide,
        ChangeNote note,
        CancellationToken cancel,
        bool isApproved = false
    )
    {
        var outcome = await InTurnAsync(id, () => TryChangeAsync(id, decide, note, isApproved, cancel), cancel);
        if (outcome is { Stored: { } stored, Changes.Count: > 0 })
            await FollowAsync(stored, outcome.Changes, cancel);
        if (outcome.Draft is { } draft)
            await records.RecordAsync(id, draft, cancel);
        return outcome;
    }

    /// <summary>Removes a watch, unless the decision refuses.</summary>
    public Task<ChangeOutcome> RemoveAsync(
        string id,
        Func<StoredDefinition, IResult?> refuse,
        ChangeNote note,
        CancellationToken cancel
    ) => InTurnAsync(id, () => TryRemoveAsync(id, refuse, note, cancel), cancel);

    Task<ChangeOutcome> InTurnAsync(string id, Func<Task<ChangeOutcome?>> change, CancellationToken cancel) =>
        gates.InTurnAsync(id, () => RepeatAsync(change), cancel);

    static async Task<ChangeOutcome> RepeatAsync(Func<Task<ChangeOutcome?>> change)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
            if (await change() is { } outcome)
                return outcome;
        return Refused(Problems.Conflict("Others change this watch at the same time; nothing was changed. Try again."));
    }

    async Task<ChangeOutcome?> TryChangeAsync(
        string id,
        Func<StoredDefinition?, Decision> decide,
        ChangeNote note,
        bool isApproved,
        CancellationToken cancel
    )
    {
        var before = await watches.ReadDefinitionAsync(id, cancel);
        var decision = decide(before);
        if (decision is not { Refusal: null, Watch: { } after })
            return Refused(decision.Refusal!);
        var changes = DefinitionDiff.Between(before?.Watch, after);
        if (changes.Count == 0)
            return new(before, []);
        if (await check.FindAsync(after, cancel) is { Count: > 0 } errors)
            return new(null, [], null, errors);
        try
        {
            if (!isApproved && approval.IsNeeded(before?.Watch, after, changes))
                return await DraftAsync(before, after, note, changes, cancel);
            return await rows.TryWriteAsync(before, after, note, cancel) is { } stored ? new(stored, changes) : null;
        }
        catch (DefinitionTooLargeException e)
        {
            return Refused(Problems.TooLarge(e.Message));
        }
    }

    async Task<ChangeOutcome> DraftAsync(
        StoredDefinition? before,
        Watch after,
        ChangeNote note,
        IReadOnlyList<PartChange> changes,
        CancellationToken cancel
    )
    {
        if ((await drafts.ListAsync(after.Id, cancel)).Count >= MostDrafts)
            return Refused(Problems.Conflict("Too many drafts of this watch wait already: approve or drop some."));
        var draft = await drafts.AddAsync(before, after, note, changes, cancel);
        return new(null, changes, Draft: draft);
    }

    async Task<ChangeOutcome?> TryRemoveAsync(
        string id,
        Func<StoredDefinition, IResult?> refuse,
        ChangeNote note,
        CancellationToken cancel
    )
    {
        if (await watches.ReadAsync(id, cancel) is not { } watch)
            return Refused(Problems.NotFound($"There is no watch '{id}'."));
        var stored = new StoredDefinition(watch.Definition, watch.Latest, watch.DefinitionTag);
        if (refuse(stored) is { } refusal)
            return Refused(refusal);
        if (await rows.TryRemoveAsync(watch, note, cancel) is not { } removed)
            return null;
        await records.RecordAsync(id, removed, cancel);
        await watches.UnlistAsync(id, cancel);
        return new(stored, DefinitionDiff.Between(watch.Definition, null));
    }

    async Task FollowAsync(StoredDefinition stored, IReadOnlyList<PartChange> changes, CancellationToken cancel)
    {
        await records.RecordAsync(stored.Watch.Id, stored.Latest, cancel);
        await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(stored.Watch.Id), cancel);
        var read = changes
            .Where(c => c is { Part: "indicator", Change: not PartChangeKind.Removed })
            .Select(c => c.Id)
            .ToHashSet(StringComparer.Ordinal);
        // A feed that is read once a day should not be waited for a day.
        var anew = stored.Watch.Indicators.Where(i => read.Contains(i.Id));
        await collection.QueueNowAsync(stored.Watch with { Indicators = [.. anew] }, cancel);
    }

    static ChangeOutcome Refused(IResult refusal) => new(null, [], refusal);
}
