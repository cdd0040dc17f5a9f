using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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

    /// <summary>For who releases what is due.</summary>
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
                new TableEntity(bucket, $"{watch}|{reader}|{alert}") { [Occasion] = occasion.ToString() }
            );
        foreach (var some in rows.Chunk(MostInTransaction))
            await table.SubmitTransactionAsync(some, cancel);
    }
}
