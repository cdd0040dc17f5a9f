using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Access;

/// <summary>
/// What was changed, by whom, when and why: table <c>audit</c>, one partition, an entry a row, newest first, and <c>head</c> with the last
/// entry's number and hash. Nothing changes or removes an entry, and each holds the hash of the one before.
/// </summary>
public sealed partial class AuditLog : IDisposable
{
    public const string Table = "audit";

    internal const string Partition = "log";
    internal const string HeadRow = "head";
    const int MostConflicts = 50;

    // Of a Table property, with room for the others of a row.
    const int LongestText = 4_000;

    readonly TableClient table;
    readonly TimeProvider time;
    readonly ILogger<AuditLog> log;
    readonly SemaphoreSlim gate = new(1);
    (AuditEntry? Last, ETag Tag)? head;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public AuditLog(StorageAccount storage, TimeProvider time, ILogger<AuditLog> log) =>
        (table, this.time, this.log) = (storage.Tables.GetTableClient(Table), time, log);

    /// <summary>The rows, for who verifies them.</summary>
    internal TableClient Rows => table;

    /// <summary>Writes one entry down; when this returns, it stands.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="action">What was done, such as <c>silence.create</c>.</param>
    /// <param name="target">To what, such as <c>korean-peninsula/nuclear-test</c>; never a reader's address.</param>
    /// <param name="note">Why, in the caller's words.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task AppendAsync(Caller caller, string action, string target, string? note, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            for (var conflicts = 0; ; conflicts++)
            {
                head ??= await ReadHeadAsync(cancel);
                try
                {
                    head = await AppendAsync(head.Value, Entry(head.Value.Last, caller, action, target, note), cancel);
                    break;
                }
                catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 && conflicts < MostConflicts)
                {
                    // Another process has appended meanwhile: go on from there.
                    head = null;
                }
            }
        }
        catch
        {
            // Whether it was written is not known.
            head = null;
            throw;
        }
        finally
        {
            gate.Release();
        }
        Done(log, caller.Name, action, target, note);
    }

    /// <summary>Entries, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, int most, CancellationToken cancel)
    {
        var found = new List<AuditEntry>();
        await foreach (
            var row in table.QueryAsync<TableEntity>(Filter(query), Math.Min(most, 1_000), cancellationToken: cancel)
        )
        {
            found.Add(Read(row));
            if (found.Count == most)
                break;
        }
        return found;
    }

    public void Dispose() => gate.Dispose();

    AuditEntry Entry(AuditEntry? last, Caller caller, string action, string target, string? note)
    {
        var entry = new AuditEntry
        {
            Number = 1 + (last?.Number ?? 0),
            At = time.GetUtcNow(),
            Who = Short(caller.Name),
            WhoId = Short(caller.Id),
            Action = Short(action),
            Target = Short(target),
            Note = note is null ? null : Short(note),
            Previous = last?.Hash ?? AuditEntry.Start,
        };
        return entry with { Hash = entry.Compute() };
    }

    async Task<(AuditEntry?, ETag)> AppendAsync(
        (AuditEntry? Last, ETag Tag) before,
        AuditEntry entry,
        CancellationToken cancel
    )
    {
        var row = Row(HeadRow, entry);
        var answers = await table.SubmitTransactionAsync(
            [
                before.Last is null
                    ? new(TableTransactionActionType.Add, row)
                    : new(TableTransactionActionType.UpdateReplace, row, before.Tag),
                new(TableTransactionActionType.Add, Row(KeyOf(entry.Number), entry)),
            ],
            cancel
        );
        return (entry, answers.Value[0].Headers.ETag ?? default);
    }

    async Task<(AuditEntry?, ETag)> ReadHeadAsync(CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, HeadRow, cancellationToken: cancel);
        return row.HasValue ? (Read(row.Value!), row.Value!.ETag) : (null, default);
    }

    // Counted down, the newest row comes first.
    internal static string KeyOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{int.MaxValue - number:D10}");

    internal static AuditEntry Read(TableEntity row) =>
        new()
        {
            Number = row.GetInt32(nameof(AuditEntry.Number)) ?? 0,
            At = row.GetDateTimeOffset(nameof(AuditEntry.At)) ?? default,
            Who = row.GetString(nameof(AuditEntry.Who)) ?? "",
            WhoId = row.GetString(nameof(AuditEntry.WhoId)) ?? "",
            Action = row.GetString(nameof(AuditEntry.Action)) ?? "",
            Target = row.GetString(nameof(AuditEntry.Target)) ?? "",
            Note = row.GetString(nameof(AuditEntry.Note)),
            Previous = row.GetString(nameof(AuditEntry.Previous)) ?? "",
            Hash = row.GetString(nameof(AuditEntry.Hash)) ?? "",
        };

    static TableEntity Row(string key, AuditEntry entry) =>
        new(Partition, key)
        {
            [nameof(entry.Number)] = entry.Number,
            [nameof(entry.At)] = entry.At,
            [nameof(entry.Who)] = entry.Who,
            [nameof(entry.WhoId)] = entry.WhoId,
            [nameof(entry.Action)] = entry.Action,
            [nameof(entry.Target)] = entry.Target,
            [nameof(entry.Note)] = entry.Note,
            [nameof(entry.Previous)] = entry.Previous,
            [nameof(entry.Hash)] = entry.Hash,
        };

    static string Filter(AuditQuery query)
    {
        var from = query.Below is { } number ? KeyOf(number - 1) : "";
        List<string> all =
        [
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {from} and RowKey lt {HeadRow}"),
        ];
        if (query.Who is { } who)
            all.Add(TableClient.CreateQueryFilter($"Who eq {who}"));
        if (query.Action is { } action)
            all.Add(TableClient.CreateQueryFilter($"Action ge {action} and Action lt {action + '\uffff'}"));
        if (query.Target is { } target)
            all.Add(TableClient.CreateQueryFilter($"Target ge {target} and Target lt {target + '\uffff'}"));
        if (query.From is { } first)
            all.Add(TableClient.CreateQueryFilter($"At ge {first}"));
        if (query.To is { } end)
            all.Add(TableClient.CreateQueryFilter($"At lt {end}"));
        return string.Join(" and ", all);
    }

    static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Action} on {Target}: {Note}")]
    static partial void Done(ILogger log, string who, string action, string target, string? note);
}
