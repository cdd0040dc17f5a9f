using System.Globalization;
using Azure.Data.Tables;

namespace IndicatorAlerts.Access;

/// <summary>An entry that is known from elsewhere, such as from a verification before.</summary>
public sealed record AuditAnchor(int Number, string Hash);

/// <summary>What became of a verification.</summary>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Last">The newest, to be noted elsewhere; null when there is none.</param>
/// <param name="Faults">What is not as it was written; empty when all is.</param>
public sealed record AuditFinding(int Entries, AuditEntry? Last, IReadOnlyList<string> Faults);

/// <summary>
/// Walks the audit log from its newest entry to its first. Who can write to Storage could write the whole chain anew: an anchor that was
/// noted elsewhere finds that as well.
/// </summary>
public sealed class AuditCheck(AuditLog log)
{
    const int MostFaults = 20;

    public async Task<AuditFinding> VerifyAsync(AuditAnchor? anchor, CancellationToken cancel)
    {
        var last = await LastAsync(cancel);
        var walk = new AuditWalk(last, anchor);
        await foreach (var row in log.Rows.QueryAsync<TableEntity>(cancellationToken: cancel))
        {
            if (row is { PartitionKey: AuditLog.Partition, RowKey: AuditLog.HeadRow })
                continue;
            walk.See(row.PartitionKey, row.RowKey, AuditLog.Read(row));
            if (walk.Faults.Count >= MostFaults)
                return new(last?.Number ?? 0, last, walk.Faults);
        }
        // What was appended meanwhile is right as far as the log goes now.
        walk.End((await LastAsync(cancel))?.Number ?? 0);
        return new(last?.Number ?? 0, last, walk.Faults);
    }

    async Task<AuditEntry?> LastAsync(CancellationToken cancel)
    {
        var head = await log.Rows.GetEntityIfExistsAsync<TableEntity>(
            AuditLog.Partition,
            AuditLog.HeadRow,
            cancellationToken: cancel
        );
        return head.HasValue ? AuditLog.Read(head.Value!) : null;
    }
}

/// <summary>Judges entries as they come, newest first.</summary>
sealed class AuditWalk(AuditEntry? last, AuditAnchor? anchor)
{
    readonly List<string> faults = [];
    int expected = last?.Number ?? 0;
    int highest;

    // Null where the entry after is missing.
    string? expectedHash = last?.Hash ?? AuditEntry.Start;
    bool isAnchored = anchor is null;

    public IReadOnlyList<string> Faults => faults;

    public void See(string partition, string key, AuditEntry entry)
    {
        if (partition != AuditLog.Partition || key != AuditLog.KeyOf(entry.Number))
        {
            faults.Add($"Row {partition}/{key} is no entry: it was inserted or changed.");
            return;
        }
        highest = Math.Max(highest, entry.Number);
        if (entry.Number > (last?.Number ?? 0))
            return;
        if (entry.Number < expected)
        {
            Miss(entry.Number + 1);
            expectedHash = null;
        }
        Check(entry);
        (expected, expectedHash) = (entry.Number - 1, entry.Previous);
    }

    /// <param name="newest">The number of the newest entry now.</param>
    public void End(int newest)
    {
        if (highest > newest)
            faults.Add($"Entry {Text(highest)} is beyond the end of the log: it was inserted, or the end was changed.");
        if (expected > 0)
            Miss(1);
        else if (expectedHash != AuditEntry.Start)
            faults.Add("Entry 1 follows another: what was before it was removed.");
        if (!isAnchored)
            faults.Add($"Entry {Text(anchor!.Number)} is not there: the log was cut or written anew.");
    }

    void Miss(int from) =>
        faults.Add(
            from == expected
                ? $"Entry {Text(from)} is missing: it was removed."
                : $"Entries {Text(from)} to {Text(expected)} are missing: they were removed."
        );

    void Check(AuditEntry entry)
    {
        var computed = entry.Compute();
        if (computed != entry.Hash)
            faults.Add($"Entry {Text(entry.Number)} does not fit its hash: it was changed.");
        else if (expectedHash is not null && computed != expectedHash)
            faults.Add($"Entry {Text(entry.Number)} is not the one that was followed: it was replaced.");
        if (anchor?.Number != entry.Number)
            return;
        isAnchored = true;
        if (!anchor.Hash.Equals(computed, StringComparison.OrdinalIgnoreCase))
            faults.Add($"Entry {Text(entry.Number)} is not the one that was noted: the log was written anew.");
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
