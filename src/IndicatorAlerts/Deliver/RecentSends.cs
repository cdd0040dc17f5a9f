using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>
/// Table <c>recent</c>: when readers who want only so many mails an hour were sent one: a partition a reader, a row a mail
/// (<c>TICKS|DELIVERY</c>). Rows older than an hour go when the next is written.
/// </summary>
public sealed class RecentSends
{
    public const string Name = "recent";
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    // A transaction holds a hundred rows.
    const int MostForgotten = 99;

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public RecentSends(StorageAccount storage) => table = storage.Tables.GetTableClient(Name);

    /// <summary>When the reader was sent mail in the hour up to an instant, oldest first, UTC; a delivery's own left out.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> OfAsync(
        string reader,
        DateTimeOffset at,
        string exceptDelivery,
        CancellationToken cancel
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {reader} and RowKey gt {Ticks(at - Window) + "~"} and RowKey lt {Ticks(at) + "~"}"
        );
        var sent = new List<DateTimeOffset>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, null, ["RowKey"], cancel))
            if (row.RowKey.Split('|', 2) is [var ticks, var delivery] && delivery != exceptDelivery)
                sent.Add(new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero));
        return sent;
    }

    /// <summary>Notes a mail; the same again changes nothing.</summary>
    public async Task AddAsync(string reader, DateTimeOffset at, string delivery, CancellationToken cancel)
    {
        var rows = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpsertReplace, new TableEntity(reader, $"{Ticks(at)}|{delivery}")),
        };
        var old = TableClient.CreateQueryFilter($"PartitionKey eq {reader} and RowKey lt {Ticks(at - Window)}");
        await foreach (var row in table.QueryAsync<TableEntity>(old, MostForgotten, ["PartitionKey", "RowKey"], cancel))
        {
            rows.Add(new(TableTransactionActionType.Delete, row, ETag.All));
            if (rows.Count > MostForgotten)
                break;
        }
        try
        {
            await table.SubmitTransactionAsync(rows, cancel);
        }
        catch (TableTransactionFailedException e) when (e.Status == 404)
        {
            // Somebody else has taken the old rows away meanwhile: only the new one matters.
            await table.UpsertEntityAsync(
                new TableEntity(reader, $"{Ticks(at)}|{delivery}"),
                TableUpdateMode.Replace,
                cancel
            );
        }
    }

    static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
