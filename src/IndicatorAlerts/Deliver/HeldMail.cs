using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>
/// Table <c>held</c>: alerts that readers get later, over quiet hours or rolled into one. A partition for each five minutes in which mail
/// is due (<c>yyyyMMddHHmm</c>, UTC, the end of the five), a row for each reader and alert (<c>WATCH|READER|ALERT</c>) with the occasion.
/// </summary>
public sealed class HeldMail
{
    public const string Name = "held";
    public const string Occasion = "Occasion";
    const int MostInTransaction = 100;
    const string BucketFormat = "yyyyMMddHHmm";

    static readonly TimeSpan Each = TimeSpan.FromMinutes(5);

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public HeldMail(StorageAccount storage) => table = storage.Tables.GetTableClient(Name);

    /// <summary>All that is held.</summary>
    internal TableClient Table => table;

    /// <summary>The partition of an instant: it may be released once the clock has passed <see cref="DueAt"/>.</summary>
    public static string Bucket(DateTimeOffset due)
    {
        var ticks = (due.UtcTicks + Each.Ticks - 1) / Each.Ticks * Each.Ticks;
        return new DateTimeOffset(ticks, TimeSpan.Zero).ToString(BucketFormat, CultureInfo.InvariantCulture);
    }

    /// <summary>When the mail of a partition is due, UTC.</summary>
    public static DateTimeOffset DueAt(string bucket) =>
        DateTimeOffset.ParseExact(
            bucket,
            BucketFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    /// <summary>Holds alerts of a watch for readers; the same again changes nothing.</summary>
    public async Task HoldAsync(
        DateTimeOffset due,
        MailOccasion occasion,
        string watch,
        IReadOnlyList<string> alertIds,
        IReadOnlyList<string> readerIds,
        CancellationToken cancel
    )
    {
        var bucket = Bucket(due);
        var rows =
            from reader in readerIds
            from alert in alertIds
            select new TableTransactionAction(
                TableTransactionActionType.UpsertReplace,
                new TableEntity(bucket, new HeldAlert(watch, reader, alert, occasion).Key)
                {
                    [Occasion] = occasion.ToString(),
                }
            );
        foreach (var some in rows.Chunk(MostInTransaction))
            await table.SubmitTransactionAsync(some, cancel);
    }

    /// <summary>The partitions whose mail is due, oldest first.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var last = now.UtcDateTime.ToString(BucketFormat, CultureInfo.InvariantCulture);
        var due = new List<string>();
        while (await FirstAsync(due.LastOrDefault("")) is { } bucket)
            due.Add(bucket);
        return due;

        // One row a partition: a partition may hold hundreds of thousands.
        async Task<string?> FirstAsync(string after)
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey le {last}");
            await foreach (var row in table.QueryAsync<TableEntity>(filter, 1, ["PartitionKey"], cancel))
                return row.PartitionKey;
            return null;
        }
    }

    /// <summary>What a partition holds.</summary>
    public Task<IReadOnlyList<HeldAlert>> ListAsync(string bucket, CancellationToken cancel) =>
        QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {bucket}"), cancel);

    async Task<IReadOnlyList<HeldAlert>> QueryAsync(string filter, CancellationToken cancel)
    {
        var held = new List<HeldAlert>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            if (row.RowKey.Split('|') is [var watch, var reader, var alert])
                held.Add(new(watch, reader, alert, Enum.Parse<MailOccasion>(row.GetString(Occasion))));
        return held;
    }

    /// <summary>Deletes what waits for one reader in some watches, so that nothing of it is left when the reader is forgotten.</summary>
    public async Task ForgetAsync(string reader, IReadOnlyCollection<string> watches, CancellationToken cancel)
    {
        if (watches.Count == 0)
            return;
        foreach (var bucket in await DueAsync(DateTimeOffset.MaxValue, cancel))
        foreach (var watch in watches)
            await RemoveAsync(bucket, await OfAsync(bucket, watch, reader, cancel), cancel);
    }

    async Task<IReadOnlyList<HeldAlert>> OfAsync(string bucket, string watch, string reader, CancellationToken cancel)
    {
        // '}' follows '|'.
        var (from, to) = ($"{watch}|{reader}|", $"{watch}|{reader}}}");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bucket} and RowKey ge {from} and RowKey lt {to}");
        return await QueryAsync(filter, cancel);
    }

    /// <summary>Deletes what was released; what is gone already is left so.</summary>
    public async Task RemoveAsync(string bucket, IEnumerable<HeldAlert> held, CancellationToken cancel)
    {
        foreach (var some in held.Select(h => new TableEntity(bucket, h.Key)).Chunk(MostInTransaction))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                    cancel
                );
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // Somebody else deletes them too: a transaction wants all of its rows.
                foreach (var row in some)
                    await table.DeleteEntityAsync(bucket, row.RowKey, cancellationToken: cancel);
            }
        }
    }
}

/// <summary>One alert that is held for one reader.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Reader">The reader's id.</param>
/// <param name="Alert">The alert's id.</param>
/// <param name="Occasion">Why it was held.</param>
public sealed record HeldAlert(string Watch, string Reader, string Alert, MailOccasion Occasion)
{
    internal string Key => $"{Watch}|{Reader}|{Alert}";
}
