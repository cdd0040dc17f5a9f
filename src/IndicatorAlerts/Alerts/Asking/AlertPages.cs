using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>Alerts of all watches by pages, newest first.</summary>
sealed class AlertPages(WatchTable watches)
{
    // A filter that matches hardly anything ends a page early rather than to read years of alerts for it.
    const int MostRead = 2_000;
    const int FewRows = 100;

    /// <summary>One page; the mark of where it ended, null when there is nothing after it.</summary>
    public async Task<(IReadOnlyList<Alert> Page, AlertMark? Mark)> ReadAsync(
        AlertQuery query,
        CancellationToken cancel
    )
    {
        var ids = query.Watch is { } one ? [one] : await watches.ListAsync(cancel);
        var streams = ids.Select(id => RowsAsync(id, query, cancel).GetAsyncEnumerator(cancel)).ToList();
        try
        {
            var more = await Task.WhenAll(streams.Select(s => s.MoveNextAsync().AsTask()));
            var open = streams.Where((_, i) => more[i]).ToList();
            var page = new List<Alert>();
            AlertMark? mark = null;
            for (var read = 0; open.Count > 0; read++)
            {
                if (page.Count == query.Limit || read == MostRead)
                    return (page, mark);
                var next = open.MinBy(s => (s.Current.RowKey, s.Current.PartitionKey), Order)!;
                mark = new(next.Current.RowKey, next.Current.PartitionKey);
                if (AlertRows.Read(next.Current) is var alert && query.Matches(alert))
                    page.Add(alert);
                if (!await next.MoveNextAsync())
                    open.Remove(next);
            }
            return (page, null);
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
    }

    async IAsyncEnumerable<TableEntity> RowsAsync(
        string watch,
        AlertQuery query,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // Rows of one instant begin with one key; ';' follows the ':' after it.
        var first = query.To is { } to ? AlertRows.KeyOf(to) + ";" : "alert:";
        var last = query.From is { } from ? AlertRows.KeyOf(from) + ";" : "alert;";
        if (query.After is { } mark && string.CompareOrdinal(mark.Key, first) >= 0)
            // Of two alerts with one key, that of the watch that sorts first came first.
            first = string.CompareOrdinal(watch, mark.Watch) > 0 ? mark.Key : mark.Key + " ";
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {first} and RowKey lt {last}"
        );
        var rows = watches.Table.QueryAsync<TableEntity>(
            filter,
            Math.Max(FewRows, query.Limit + 1),
            cancellationToken: cancel
        );
        await foreach (var row in rows)
            yield return row;
    }

    static readonly Comparer<(string Key, string Watch)> Order = Comparer<(string Key, string Watch)>.Create(
        (a, b) =>
            string.CompareOrdinal(a.Key, b.Key) is var byKey and not 0 ? byKey : string.CompareOrdinal(a.Watch, b.Watch)
    );
}
