using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>
/// Table <c>deliveries</c>: a partition a delivery, with its rows <c>plan</c>, <c>send:…</c> and <c>why:…</c>, so that a page's sends, its
/// reasons and the place where planning goes on are written in one transaction.
/// </summary>
public sealed class Deliveries
{
    public const string Name = "deliveries";

    readonly TableClient table;
    readonly DeliveryIndex index;
    readonly SendTable sends;
    readonly QueueSender queue;
    readonly IMailSender sender;
    readonly TimeProvider time;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public Deliveries(
        StorageAccount storage,
        DeliveryIndex index,
        SendTable sends,
        QueueSender queue,
        IMailSender sender,
        TimeProvider time
    ) =>
        (table, this.index, this.sends, this.queue, this.sender, this.time) = (
            storage.Tables.GetTableClient(Name),
            index,
            sends,
            queue,
            sender,
            time
        );

    /// <summary>
    /// Adds sends to a delivery that is no alert's own (held mail, digests) and asks for each to be made. Adding them again, whole or in
    /// part, changes nothing: a key that is there already is left as it is.
    /// </summary>
    /// <param name="delivery">Names it: a word, <c>|</c>, and what makes it unique; none of <c>/ \ # ?</c>.</param>
    /// <param name="added">More readers than the provider takes in one request are parted.</param>
    /// <param name="cancel">Stops the calls; what was added is sent all the same.</param>
    public async Task AddSendsAsync(string delivery, IReadOnlyList<NewSend> added, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var parts = added
            .SelectMany(one => one.Readers.Order(StringComparer.Ordinal).Chunk(sender.MostLetters).Index(), Part)
            .ToList();
        if (parts.Count == 0)
            return;
        var plan = await FindAsync(delivery, cancel) ?? new Delivery { Id = delivery, At = now };
        await index.NoteAsync(plan, cancel);
        await PutAsync(plan with { State = DeliveryState.Sending, FinishedAt = null }, cancel);
        foreach (var part in parts)
            await sends.AddAsync(part, cancel);
        foreach (var part in parts)
            await queue.SendAsync(QueueNames.Send, new SendMessage(delivery, part.Id), cancel);

        Send Part(NewSend one, (int Index, string[] Readers) part) =>
            new()
            {
                Delivery = delivery,
                Id = part.Index == 0 ? one.Key : $"{one.Key}+{part.Index}",
                Watch = one.Watch,
                Content = one.Content,
                Readers = part.Readers,
                CreatedAt = now,
            };
    }

    /// <summary>One delivery; null when there is none.</summary>
    public async Task<Delivery?> FindAsync(string id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(id, DeliveryRows.Plan, cancellationToken: cancel);
        return row.HasValue ? DeliveryRows.Read(row.Value!) : null;
    }

    /// <summary>A delivery with its tag: the one that is there, or this one as the first.</summary>
    public async Task<Delivery> BeginAsync(Delivery delivery, CancellationToken cancel)
    {
        if (await FindAsync(delivery.Id, cancel) is { } found)
            return found;
        // Before the plan, so that no plan is ever out of the recovery's sight.
        await index.NoteAsync(delivery, cancel);
        try
        {
            var added = await table.AddEntityAsync(DeliveryRows.Row(delivery), cancel);
            return delivery with { Tag = added.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return (await FindAsync(delivery.Id, cancel))!;
        }
    }

    /// <summary>
    /// Writes a page: the sends, the reasons and the advanced plan, in one transaction. Null when somebody else has planned meanwhile.
    /// </summary>
    public async Task<Delivery?> TryWritePageAsync(
        Delivery advanced,
        WhyPage? why,
        IReadOnlyList<Send> planned,
        CancellationToken cancel
    )
    {
        var rows = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateReplace, DeliveryRows.Row(advanced), advanced.Tag),
        };
        rows.AddRange(planned.Select(SendTable.Added));
        if (why is not null)
            rows.Add(new(TableTransactionActionType.Add, DeliveryRows.Row(advanced.Id, why)));
        try
        {
            var answers = await table.SubmitTransactionAsync(rows, cancel);
            return advanced with { Tag = answers.Value[0].Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return null;
        }
    }

    /// <summary>Puts a delivery in the place of what is there.</summary>
    public Task PutAsync(Delivery delivery, CancellationToken cancel) =>
        table.UpsertEntityAsync(DeliveryRows.Row(delivery), TableUpdateMode.Replace, cancel);

    /// <summary>Makes the sends of a delivery again that were given up.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RetryAsync(Delivery delivery, CancellationToken cancel)
    {
        var refused = (await sends.ListAsync(delivery.Id, cancel)).Where(s => s.State == SendState.Refused).ToList();
        if (refused.Count == 0 || delivery.State == DeliveryState.Planning)
            return 0;
        await index.NoteAsync(delivery, cancel);
        await PutAsync(delivery with { State = DeliveryState.Sending, FinishedAt = null }, cancel);
        foreach (var send in refused)
        {
            var again = send with { State = SendState.Waiting, Attempts = 0, NextAttemptAt = time.GetUtcNow() };
            if (await sends.TryUpdateAsync(again, cancel) is not null)
                await queue.SendAsync(QueueNames.Send, new SendMessage(delivery.Id, send.Id), cancel);
        }
        return refused.Count;
    }

    /// <summary>The page of reasons that a reader stands in; null when the delivery has not come to it.</summary>
    public async Task<WhyPage?> FindWhyAsync(string delivery, string reader, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {delivery} and RowKey ge {DeliveryRows.Why} and RowKey lt {DeliveryRows.AfterWhy} and First le {reader} and Last ge {reader}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            if (DeliveryRows.ReadWhy(row) is var page && page.Readers.Contains(reader))
                return page;
        return null;
    }

    /// <summary>Deletes all rows of a delivery.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancel)
    {
        var rows = new List<TableTransactionAction>();
        await foreach (
            var row in table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {id}"),
                select: ["PartitionKey", "RowKey"],
                cancellationToken: cancel
            )
        )
            rows.Add(new(TableTransactionActionType.Delete, row, ETag.All));
        foreach (var some in rows.Chunk(100))
            await table.SubmitTransactionAsync(some, cancel);
    }
}
