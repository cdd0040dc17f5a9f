using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Subscribe;

/// <summary>Somebody has asked for mail to an address; whether it is anybody's is not looked at yet.</summary>
/// <param name="Reader">The id of the address.</param>
/// <param name="Mark">Names the request: 32 hexadecimal digits.</param>
/// <param name="At">UTC.</param>
/// <param name="Address">As it was given.</param>
/// <param name="Wishes">What is wished; null for a new link to what is there.</param>
public sealed record AskedMail(string Reader, string Mark, DateTimeOffset At, string Address, Subscription? Wishes)
{
    /// <summary>Nobody shall work on it before, UTC.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>How often it could not be sent.</summary>
    public int Failures { get; init; }

    internal ETag Tag { get; init; }
}

/// <summary>
/// Partition <c>!requests</c> of table <c>readers</c>: what was asked for, until the step that follows has dealt with it. So the
/// answer to a request takes as long for every address: nothing of the address's reader is looked at.
/// </summary>
public sealed class AskedMails(ReaderTable readers, ReaderSecrets secrets, TimeProvider time)
{
    const string Partition = "!requests";
    const string Address = "Address";
    const string At = "At";
    const string NotBefore = "NotBefore";
    const string Failures = "Failures";
    const string Wishes = "Wishes";

    readonly TableClient table = readers.Table;

    /// <summary>Keeps a request.</summary>
    /// <returns>The id of the address.</returns>
    public async Task<string> AddAsync(string address, Subscription? wishes, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var asked = new AskedMail(secrets.IdOf(address), Guid.NewGuid().ToString("N"), now, address, wishes)
        {
            NotBefore = now,
        };
        await table.AddEntityAsync(Row(asked), cancel);
        return asked.Reader;
    }

    /// <summary>What was asked for one address, oldest first.</summary>
    public async Task<IReadOnlyList<AskedMail>> OfAsync(string reader, CancellationToken cancel)
    {
        var found = new List<AskedMail>();
        // ';' follows ':'.
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {reader + ":"} and RowKey lt {reader + ";"}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            found.Add(Read(row));
        return [.. found.OrderBy(a => a.At)];
    }

    /// <summary>Writes a request with its changed times.</summary>
    /// <returns>Null when somebody else has changed or removed it.</returns>
    public async Task<AskedMail?> TryUpdateAsync(AskedMail asked, CancellationToken cancel)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(Row(asked), asked.Tag, TableUpdateMode.Replace, cancel);
            return asked with { Tag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    public async Task RemoveAsync(IEnumerable<AskedMail> done, CancellationToken cancel)
    {
        foreach (var asked in done)
            await table.DeleteEntityAsync(Partition, Key(asked), ETag.All, cancel);
    }

    /// <summary>The readers of requests that should have been dealt with by an instant.</summary>
    public async Task<IReadOnlyList<string>> WaitingAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var waiting = new HashSet<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and NotBefore lt {since}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancel))
            waiting.Add(row.RowKey.Split(':')[0]);
        return [.. waiting];
    }

    static string Key(AskedMail asked) => $"{asked.Reader}:{asked.Mark}";

    TableEntity Row(AskedMail asked)
    {
        var row = new TableEntity(Partition, Key(asked))
        {
            [Address] = secrets.Hide(asked.Reader, asked.Address),
            [At] = asked.At,
            [NotBefore] = asked.NotBefore,
            [Failures] = asked.Failures,
        };
        if (asked.Wishes is { } wishes)
            LongText.Write(row, Wishes, wishes, SubscribeJson.Default.Subscription);
        return row;
    }

    AskedMail Read(TableEntity row)
    {
        var key = row.RowKey.Split(':');
        return new(
            key[0],
            key[1],
            row.GetDateTimeOffset(At)!.Value,
            secrets.Show(key[0], row.GetBinary(Address)),
            LongText.Read(row, Wishes, SubscribeJson.Default.Subscription)
        )
        {
            NotBefore = row.GetDateTimeOffset(NotBefore)!.Value,
            Failures = row.GetInt32(Failures)!.Value,
            Tag = row.ETag,
        };
    }
}
