using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Deliver;

/// <summary>The rows <c>send:…</c> of table <c>deliveries</c>, in the partition of their delivery.</summary>
public sealed class SendTable
{
    public const string Prefix = "send:";
    const string After = "send;";
    const string Content = "Content";
    const string Packed = "Packed";
    const string Gone = "Gone";

    readonly TableClient table;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public SendTable(StorageAccount storage) => table = storage.Tables.GetTableClient(Deliveries.Name);

    /// <summary>One send; null when there is none.</summary>
    public async Task<Send?> FindAsync(string delivery, string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(delivery, Prefix + id, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>All sends of a delivery, in order of their ids.</summary>
    public async Task<IReadOnlyList<Send>> ListAsync(string delivery, CancellationToken cancel)
    {
        var sends = new List<Send>();
        await foreach (var row in table.QueryAsync<TableEntity>(Of(delivery), cancellationToken: cancel))
            sends.Add(Read(row));
        return sends;
    }

    /// <summary>Whether something is still to be done for a delivery.</summary>
    public async Task<bool> AnyOpenAsync(string delivery, CancellationToken cancel)
    {
        var filter = Of(delivery) + " and " + Open;
        await foreach (var _ in table.QueryAsync<TableEntity>(filter, 1, ["RowKey"], cancel))
            return true;
        return false;
    }

    /// <summary>The sends of a delivery for which something is still to be done.</summary>
    public async Task<IReadOnlyList<Send>> OpenAsync(string delivery, CancellationToken cancel)
    {
        var sends = new List<Send>();
        await foreach (
            var row in table.QueryAsync<TableEntity>(Of(delivery) + " and " + Open, cancellationToken: cancel)
        )
            sends.Add(Read(row));
        return sends;
    }

    /// <summary>Changes a send, unless somebody else has; returns it with its new tag, or null.</summary>
    public async Task<Send?> TryUpdateAsync(Send send, CancellationToken cancel)
    {
        try
        {
            var response = await table.UpdateEntityAsync(Row(send), send.Tag, TableUpdateMode.Replace, cancel);
            return send with { Tag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Puts sends in the place of one, unless somebody has changed it.</summary>
    public async Task<bool> TryReplaceAsync(Send send, IReadOnlyList<Send> by, CancellationToken cancel)
    {
        try
        {
            await table.SubmitTransactionAsync(
                [new(TableTransactionActionType.UpdateReplace, Row(send), send.Tag), .. by.Select(Added)],
                cancel
            );
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Adds a send; one that is there already is left as it is.</summary>
    public async Task AddAsync(Send send, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(Row(send), cancel);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // It was added before.
        }
    }

    internal static TableTransactionAction Added(Send send) => new(TableTransactionActionType.Add, Row(send));

    static string Of(string delivery) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {delivery} and RowKey ge {Prefix} and RowKey lt {After}");

    static string Open =>
        TableClient.CreateQueryFilter(
            $"(State eq {nameof(SendState.Waiting)} or State eq {nameof(SendState.Claimed)})"
        );

    static TableEntity Row(Send send)
    {
        var row = new TableEntity(send.Delivery, Prefix + send.Id)
        {
            [nameof(Send.Watch)] = send.Watch,
            [nameof(Send.CreatedAt)] = send.CreatedAt,
            [nameof(Send.State)] = send.State.ToString(),
            [nameof(Send.ClaimedAt)] = send.ClaimedAt,
            [nameof(Send.Attempts)] = send.Attempts,
            [nameof(Send.NextAttemptAt)] = send.NextAttemptAt,
            [nameof(Send.TakenAt)] = send.TakenAt,
            [nameof(Send.MessageId)] = send.MessageId,
            [nameof(Send.Failure)] = send.Failure,
            [nameof(Send.Readers)] = send.Readers.Count,
        };
        LongText.Write(row, Content, send.Content, DeliverJson.Default.MailContent);
        LongText.WriteBytes(row, Packed, ReaderIds.Pack(send.Readers));
        LongText.WriteBytes(row, Gone, WhyPage.Pack(send.LeftOut));
        return row;
    }

    static Send Read(TableEntity row) =>
        new()
        {
            Delivery = row.PartitionKey,
            Id = row.RowKey[Prefix.Length..],
            Watch = row.GetString(nameof(Send.Watch)),
            Content = LongText.Read(row, Content, DeliverJson.Default.MailContent)!,
            Readers = ReaderIds.Unpack(LongText.ReadBytes(row, Packed)),
            LeftOut = WhyPage.Unpack(LongText.ReadBytes(row, Gone)),
            CreatedAt = row.GetDateTimeOffset(nameof(Send.CreatedAt))!.Value,
            State = Enum.Parse<SendState>(row.GetString(nameof(Send.State))),
            ClaimedAt = row.GetDateTimeOffset(nameof(Send.ClaimedAt)),
            Attempts = row.GetInt32(nameof(Send.Attempts)) ?? 0,
            NextAttemptAt = row.GetDateTimeOffset(nameof(Send.NextAttemptAt)),
            TakenAt = row.GetDateTimeOffset(nameof(Send.TakenAt)),
            MessageId = row.GetString(nameof(Send.MessageId)),
            Failure = row.GetString(nameof(Send.Failure)),
            Tag = row.ETag,
        };
}
