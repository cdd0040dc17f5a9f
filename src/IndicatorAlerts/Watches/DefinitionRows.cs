using System.Globalization;
using System.IO.Compression;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Watches;

/// <summary>
/// The rows <c>define:watch</c> (the definition), <c>version:…</c> (every version of it, newest first) and <c>change:…</c> (changes that the
/// audit log does not hold yet) of table <c>watches</c>. They change in one transaction: a process that is killed leaves the old
/// definition or the new one, with its version and its trace.
/// </summary>
public sealed class DefinitionRows(WatchTable watches, TimeProvider time)
{
    internal const string HeadRow = "define:watch";

    /// <summary>Of a packed definition: it stands again, with sentences, in the status, and a row holds 1 MiB, which Azurite counts in Base64.</summary>
    public const int MostBytes = 256 * 1024;

    const int MostInTransaction = 100;
    const string ChangeRow = "change:";
    const string VersionRow = "version:";
    const string Definition = "Definition";

    static readonly string[] Columns =
    [
        "PartitionKey",
        "RowKey",
        nameof(DefinitionVersion.Number),
        nameof(DefinitionVersion.At),
        nameof(DefinitionVersion.Who),
        nameof(DefinitionVersion.WhoId),
        nameof(DefinitionVersion.Action),
        nameof(DefinitionVersion.Target),
        nameof(DefinitionVersion.Note),
        nameof(DefinitionVersion.Removed),
        nameof(DefinitionVersion.Changes),
    ];

    /// <summary>Puts a definition in the place of another, as its next version.</summary>
    /// <param name="before">As it was read; null when there was none.</param>
    /// <param name="after">What is put there; of the same id.</param>
    /// <param name="note">Who and why.</param>
    /// <param name="cancel">Stops the call.</param>
    /// <returns>As it was stored; null when somebody else changed it meanwhile.</returns>
    /// <exception cref="DefinitionTooLargeException">It does not fit in a row.</exception>
    public async Task<StoredDefinition?> TryWriteAsync(
        StoredDefinition? before,
        Watch after,
        ChangeNote note,
        CancellationToken cancel
    )
    {
        var number = 1 + (before?.Version ?? await LatestAsync(after.Id, cancel));
        var version = Version(number, note, DefinitionDiff.Between(before?.Watch, after));
        var head = Row(after.Id, HeadRow, version);
        var size = LongText.WritePacked(head, Definition, after, WatchJson.Default.Watch, CompressionLevel.Optimal);
        if (size > MostBytes)
            throw new DefinitionTooLargeException();
        // Listed first: a watch that is defined and not listed would never be evaluated.
        if (before is null)
            await watches.ListAsync(after.Id, cancel);
        var change = before is null
            ? new TableTransactionAction(TableTransactionActionType.Add, head)
            : new(TableTransactionActionType.UpdateReplace, head, before.Tag);
        TableTransactionAction[] actions = [change, .. Trace(head, version)];
        if (before is null)
            actions = [.. actions, .. await LeftEffectsAsync(after.Id, actions.Length, cancel)];
        return await TrySubmitAsync(actions, cancel) is { } tags ? new(after, version, tags[0]) : null;
    }

    /// <summary>
    /// Removes a watch with what its evaluations left, its silences and what they withheld; its versions, alerts, observations and the
    /// record of who took note of what stay.
    /// </summary>
    /// <returns>The version that says so; null when somebody else changed or evaluated it meanwhile.</returns>
    public async Task<DefinitionVersion?> TryRemoveAsync(StoredWatch watch, ChangeNote note, CancellationToken cancel)
    {
        var id = watch.Definition.Id;
        var version = Version(watch.Latest.Number + 1, note, DefinitionDiff.Between(watch.Definition, null)) with
        {
            Removed = true,
        };
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.Delete, new TableEntity(id, HeadRow), watch.DefinitionTag),
            .. Trace(Row(id, HeadRow, version), version),
        ];
        if (watch.StateTag != default)
            actions.Add(WatchTable.StateRemoval(watch));
        // Read after the state's tag, which every change of them changes: nobody adds one unseen.
        var effects = await EffectRows.KeysAsync(watches.Table, id, cancel);
        var room = MostInTransaction - actions.Count;
        actions.AddRange(effects.Take(room).Select(key => Removal(id, key)));
        if (await TrySubmitAsync(actions, cancel) is null)
            return null;
        await DeleteAsync(id, effects.Skip(room), cancel);
        return version;
    }

    /// <summary>A removal that was cut off may have left effects, which would silence a new watch of its name.</summary>
    async Task<IEnumerable<TableTransactionAction>> LeftEffectsAsync(string watch, int taken, CancellationToken cancel)
    {
        var left = await EffectRows.KeysAsync(watches.Table, watch, cancel);
        await DeleteAsync(watch, left.Skip(MostInTransaction - taken), cancel);
        return left.Take(MostInTransaction - taken).Select(key => Removal(watch, key));
    }

    async Task DeleteAsync(string watch, IEnumerable<string> keys, CancellationToken cancel)
    {
        foreach (var key in keys)
            await watches.Table.DeleteEntityAsync(watch, key, cancellationToken: cancel);
    }

    static TableTransactionAction Removal(string watch, string key) =>
        new(TableTransactionActionType.Delete, new TableEntity(watch, key), ETag.All);

    /// <summary>Changes of a watch that the audit log may not hold yet, oldest first.</summary>
    public async Task<IReadOnlyList<DefinitionVersion>> TracesAsync(string watch, CancellationToken cancel)
    {
        var found = new List<DefinitionVersion>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {ChangeRow} and RowKey lt {"change;"}"
        );
        await foreach (var row in watches.Table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            found.Add(ReadVersion(row));
        return found;
    }

    /// <summary>The audit log holds a change now.</summary>
    public Task ForgetTraceAsync(string watch, int number, CancellationToken cancel) =>
        watches.Table.DeleteEntityAsync(watch, ChangeKey(number), cancellationToken: cancel);

    /// <summary>Versions of a watch, newest first, without what they say; also of one that was removed.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="below">Only those of lower numbers; null for all.</param>
    /// <param name="most">So many at most.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task<IReadOnlyList<DefinitionVersion>> ListAsync(
        string watch,
        int? below,
        int most,
        CancellationToken cancel
    )
    {
        var found = new List<DefinitionVersion>();
        var from = below is { } number ? KeyOf(number - 1) : VersionRow;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {from} and RowKey lt {"version;"}"
        );
        await foreach (var row in watches.Table.QueryAsync<TableEntity>(filter, Math.Min(most, 1_000), Columns, cancel))
        {
            found.Add(ReadVersion(row));
            if (found.Count == most)
                break;
        }
        return found;
    }

    /// <summary>One version, and what it says: null when it removed the watch; null at all when there is none of the number.</summary>
    public async Task<(DefinitionVersion Version, Watch? Watch)?> FindAsync(
        string watch,
        int number,
        CancellationToken cancel
    )
    {
        if (!TableKey.IsValid(watch) || number < 1)
            return null;
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(
            watch,
            KeyOf(number),
            cancellationToken: cancel
        );
        return row.HasValue
            ? (ReadVersion(row.Value!), LongText.ReadPacked(row.Value!, Definition, WatchJson.Default.Watch))
            : null;
    }

    internal static StoredDefinition Read(TableEntity head) =>
        new(LongText.ReadPacked(head, Definition, WatchJson.Default.Watch)!, ReadVersion(head), head.ETag);

    async Task<int> LatestAsync(string watch, CancellationToken cancel) =>
        await ListAsync(watch, null, 1, cancel) is [{ Number: var latest }] ? latest : 0;

    DefinitionVersion Version(int number, ChangeNote note, IReadOnlyList<PartChange> changes) =>
        new()
        {
            Number = number,
            At = time.GetUtcNow(),
            Who = note.Who,
            WhoId = note.WhoId,
            Action = note.Action,
            Target = note.Target,
            Note = note.Note,
            Changes = DefinitionDiff.Sentences(changes),
        };

    /// <summary>The version and the change's trace, beside the head that they belong to.</summary>
    static IEnumerable<TableTransactionAction> Trace(TableEntity head, DefinitionVersion version)
    {
        var kept = new TableEntity(head) { RowKey = KeyOf(version.Number) };
        var trace = Row(head.PartitionKey, ChangeKey(version.Number), version);
        return [new(TableTransactionActionType.Add, kept), new(TableTransactionActionType.UpsertReplace, trace)];
    }

    async Task<IReadOnlyList<ETag>?> TrySubmitAsync(
        IReadOnlyList<TableTransactionAction> actions,
        CancellationToken cancel
    )
    {
        try
        {
            var answers = await watches.Table.SubmitTransactionAsync(actions, cancel);
            return [.. answers.Value.Select(a => a.Headers.ETag ?? default)];
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    static TableEntity Row(string watch, string key, DefinitionVersion version)
    {
        var row = new TableEntity(watch, key)
        {
            [nameof(version.Number)] = version.Number,
            [nameof(version.At)] = version.At,
            [nameof(version.Who)] = version.Who,
            [nameof(version.WhoId)] = version.WhoId,
            [nameof(version.Action)] = version.Action,
            [nameof(version.Target)] = version.Target,
            [nameof(version.Note)] = version.Note,
            [nameof(version.Removed)] = version.Removed,
            [nameof(version.Changes)] = string.Join('\n', version.Changes),
        };
        return row;
    }

    static DefinitionVersion ReadVersion(TableEntity row) =>
        new()
        {
            Number = row.GetInt32(nameof(DefinitionVersion.Number))!.Value,
            At = row.GetDateTimeOffset(nameof(DefinitionVersion.At))!.Value,
            Who = row.GetString(nameof(DefinitionVersion.Who)),
            WhoId = row.GetString(nameof(DefinitionVersion.WhoId)),
            Action = row.GetString(nameof(DefinitionVersion.Action)),
            Target = row.GetString(nameof(DefinitionVersion.Target)),
            Note = row.GetString(nameof(DefinitionVersion.Note)),
            Removed = row.GetBoolean(nameof(DefinitionVersion.Removed)) ?? false,
            Changes = row.GetString(nameof(DefinitionVersion.Changes))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries),
        };

    // Counted down, the newest row comes first.
    static string KeyOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{VersionRow}{int.MaxValue - number:D10}");

    static string ChangeKey(int number) => string.Create(CultureInfo.InvariantCulture, $"{ChangeRow}{number:D10}");
}

/// <summary>A definition does not fit where it is kept.</summary>
public sealed class DefinitionTooLargeException()
    : Exception(
        $"The definition has more than {DefinitionRows.MostBytes / 1024} KiB, compressed: part it into several watches."
    );
