using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Push;

/// <summary>
/// A key of idempotency that was claimed: with the hash of the body that it was used for and what was answered then, or with no body
/// when this is its first use.
/// </summary>
public sealed record PushClaim(TableEntity Row, string? Body, byte[] Answer, int Status);

/// <summary>
/// Remembers the answers to pushes by the caller's key, for two days: rows of table <c>observations</c> in partitions of their own
/// (<c>!push:WATCH:INDICATOR</c>).
/// </summary>
public sealed class PushKeys(StorageAccount storage, TimeProvider time)
{
    const string ClaimedAt = "ClaimedAt";
    const string Body = "Body";
    const string Status = "Status";
    const string Answer = "Answer";
    const int MostForgotten = 100;

    static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    // Longer than any push may take: who claimed it has died.
    static readonly TimeSpan LongestPush = TimeSpan.FromMinutes(10);

    readonly TableClient table = storage.Tables.GetTableClient(ObservationTable.Name);

    /// <summary>Claims a key, or finds what was answered to it; null while another push with this key is on its way.</summary>
    public async Task<PushClaim?> ClaimAsync(string watch, string indicator, string key, CancellationToken cancel)
    {
        var (partition, name) = (
            PartitionOf(watch, indicator),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
        );
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, name, cancellationToken: cancel);
        var age = found.HasValue ? time.GetUtcNow() - found.Value!.GetDateTimeOffset(ClaimedAt) : null;
        if (age < Kept && found.Value!.GetString(Body) is { } body)
            return new(found.Value, body, LongText.ReadBytes(found.Value, Answer), found.Value.GetInt32(Status)!.Value);
        if (age < LongestPush)
            return null;
        var row = new TableEntity(partition, name) { [ClaimedAt] = time.GetUtcNow() };
        try
        {
            var written = found.HasValue
                ? await table.UpdateEntityAsync(row, found.Value!.ETag, TableUpdateMode.Replace, cancel)
                : await table.AddEntityAsync(row, cancel);
            row.ETag = written.Headers.ETag!.Value;
            return new(row, null, [], 0);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return null;
        }
    }

    /// <summary>Remembers the answer, and forgets old ones of the same indicator.</summary>
    public async Task KeepAsync(PushClaim claim, string body, int status, byte[] answer, CancellationToken cancel)
    {
        (claim.Row[Body], claim.Row[Status]) = (body, status);
        LongText.WriteBytes(claim.Row, Answer, answer);
        await table.UpdateEntityAsync(claim.Row, claim.Row.ETag, TableUpdateMode.Replace, cancel);
        await ForgetAsync(claim.Row.PartitionKey, cancel);
    }

    /// <summary>Lets the key be used again: what came with it was refused as a whole.</summary>
    public Task ReleaseAsync(PushClaim claim, CancellationToken cancel) =>
        table.DeleteEntityAsync(claim.Row.PartitionKey, claim.Row.RowKey, claim.Row.ETag, cancel);

    async Task ForgetAsync(string partition, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and ClaimedAt lt {time.GetUtcNow() - Kept}"
        );
        var old = table.QueryAsync<TableEntity>(filter, MostForgotten, ["PartitionKey", "RowKey"], cancel);
        try
        {
            await foreach (var page in old.AsPages().WithCancellation(cancel))
            {
                if (page.Values.Count > 0)
                    await table.SubmitTransactionAsync(page.Values.Select(Forget), cancel);
                return;
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Another push forgets them just now.
        }
    }

    static TableTransactionAction Forget(TableEntity row) => new(TableTransactionActionType.Delete, row, ETag.All);

    static string PartitionOf(string watch, string indicator) => $"!push:{watch}:{indicator}";
}
