using System.IO.Compression;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Watches;

/// <summary>A change that waits for a second person, without the definition that it leads to.</summary>
public sealed record Draft
{
    public required string Id { get; init; }

    /// <summary>The version that it was made on; 0 when there was no watch.</summary>
    public required int Base { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The key's or the user's name.</summary>
    public required string Who { get; init; }

    /// <summary>Tells those of one name apart.</summary>
    public required string WhoId { get; init; }

    /// <summary>What was asked for, such as <c>red-line.change</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was asked of.</summary>
    public required string Target { get; init; }

    /// <summary>Why; null when nothing was said.</summary>
    public string? Note { get; init; }

    /// <summary>What it would change, a sentence each.</summary>
    public IReadOnlyList<string> Changes { get; set; } = [];
}

/// <summary>The rows <c>pending:…</c> of table <c>watches</c>: drafts, oldest first.</summary>
public sealed class DraftRows(WatchTable watches, TimeProvider time)
{
    const string Prefix = "pending:";
    const string Definition = "Definition";

    static readonly string[] Columns =
    [
        "PartitionKey",
        "RowKey",
        nameof(Draft.Base),
        nameof(Draft.At),
        nameof(Draft.Who),
        nameof(Draft.WhoId),
        nameof(Draft.Action),
        nameof(Draft.Target),
        nameof(Draft.Note),
        nameof(Draft.Changes),
    ];

    /// <exception cref="DefinitionTooLargeException">It does not fit in a row.</exception>
    public async Task<Draft> AddAsync(
        StoredDefinition? on,
        Watch wanted,
        ChangeNote note,
        IReadOnlyList<PartChange> changes,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var draft = new Draft
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Base = on?.Version ?? 0,
            At = now,
            Who = note.Who,
            WhoId = note.WhoId,
            Action = note.Action,
            Target = note.Target,
            Note = note.Note,
            Changes = DefinitionDiff.Sentences(changes),
        };
        var row = Row(wanted.Id, draft);
        if (
            LongText.WritePacked(row, Definition, wanted, WatchJson.Default.Watch, CompressionLevel.Optimal)
            > DefinitionRows.MostBytes
        )
            throw new DefinitionTooLargeException();
        await watches.Table.AddEntityAsync(row, cancel);
        return draft;
    }

    /// <summary>All drafts of a watch, oldest first.</summary>
    public async Task<IReadOnlyList<Draft>> ListAsync(string watch, CancellationToken cancel)
    {
        var found = new List<Draft>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {Prefix} and RowKey lt {"pending;"}"
        );
        await foreach (var row in watches.Table.QueryAsync<TableEntity>(filter, null, Columns, cancel))
            found.Add(Read(row));
        return found;
    }

    /// <summary>One draft and the definition that it leads to; null when there is none.</summary>
    public async Task<(Draft Draft, Watch Wanted)?> FindAsync(string watch, string id, CancellationToken cancel)
    {
        if (!TableKey.IsValid(watch) || !TableKey.IsValid(id))
            return null;
        var row = await watches.Table.GetEntityIfExistsAsync<TableEntity>(
            watch,
            Prefix + id,
            cancellationToken: cancel
        );
        return row.HasValue
            ? (Read(row.Value!), LongText.ReadPacked(row.Value!, Definition, WatchJson.Default.Watch)!)
            : null;
    }

    public Task RemoveAsync(string watch, string id, CancellationToken cancel) =>
        watches.Table.DeleteEntityAsync(watch, Prefix + id, ETag.All, cancel);

    static TableEntity Row(string watch, Draft draft) =>
        new(watch, Prefix + draft.Id)
        {
            [nameof(draft.Base)] = draft.Base,
            [nameof(draft.At)] = draft.At,
            [nameof(draft.Who)] = draft.Who,
            [nameof(draft.WhoId)] = draft.WhoId,
            [nameof(draft.Action)] = draft.Action,
            [nameof(draft.Target)] = draft.Target,
            [nameof(draft.Note)] = draft.Note,
            [nameof(draft.Changes)] = string.Join('\n', draft.Changes),
        };

    static Draft Read(TableEntity row) =>
        new()
        {
            Id = row.RowKey[Prefix.Length..],
            Base = row.GetInt32(nameof(Draft.Base))!.Value,
            At = row.GetDateTimeOffset(nameof(Draft.At))!.Value,
            Who = row.GetString(nameof(Draft.Who)),
            WhoId = row.GetString(nameof(Draft.WhoId)),
            Action = row.GetString(nameof(Draft.Action)),
            Target = row.GetString(nameof(Draft.Target)),
            Note = row.GetString(nameof(Draft.Note)),
            Changes = row.GetString(nameof(Draft.Changes)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
        };
}
