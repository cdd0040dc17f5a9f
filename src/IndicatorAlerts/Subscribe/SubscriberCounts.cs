using Azure.Data.Tables;

namespace IndicatorAlerts.Subscribe;

/// <summary>How many readers there are; counts are by the words of the contract.</summary>
public sealed record ReaderCounts
{
    public required int Total { get; init; }
    public required IReadOnlyDictionary<string, int> States { get; init; }
    public required IReadOnlyDictionary<string, int> Suppressions { get; init; }

    /// <summary>Of those confirmed.</summary>
    public required int Paused { get; init; }
    public required IReadOnlyList<WatchCounts> Watches { get; init; }
}

/// <summary>How many confirmed readers a watch has.</summary>
public sealed record WatchCounts
{
    public required string Watch { get; init; }
    public required int Readers { get; init; }
    public required IReadOnlyDictionary<string, int> Rhythms { get; init; }
    public required IReadOnlyDictionary<string, int> LeastSeverities { get; init; }
}

/// <summary>Counts readers by reading a few columns of every row: a call to Storage for each thousand, at least one for each partition.</summary>
public sealed class SubscriberCounts(ReaderTable table)
{
    sealed record Row(string State, string? Reason, string[] Watches, string? Rhythm, string? Least, bool Paused);

    public async Task<ReaderCounts> CountAsync(CancellationToken cancel)
    {
        var rows = new List<Row>();
        string[] columns =
        [
            nameof(ReaderRecord.State),
            nameof(Suppression.Reason),
            nameof(Subscription.Watches),
            nameof(Subscription.Rhythm),
            nameof(Subscription.LeastSeverity),
            nameof(Subscription.Paused),
        ];
        await foreach (var row in table.Rows(null, columns, cancel))
            rows.Add(Read(row));
        var confirmed = rows.Where(r => r.State == nameof(ReaderState.Confirmed)).ToList();
        return new()
        {
            Total = rows.Count,
            States = By(rows, r => r.State),
            Suppressions = By(rows.Where(r => r.Reason is not null), r => r.Reason!),
            Paused = confirmed.Count(r => r.Paused),
            Watches =
            [
                .. confirmed
                    .SelectMany(r => r.Watches, (Reader, Watch) => (Reader, Watch))
                    .GroupBy(r => r.Watch, r => r.Reader)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new WatchCounts
                    {
                        Watch = g.Key,
                        Readers = g.Count(),
                        Rhythms = By(g, r => r.Rhythm!),
                        LeastSeverities = By(g, r => r.Least!),
                    }),
            ],
        };
    }

    static Row Read(TableEntity row) =>
        new(
            row.GetString(nameof(ReaderRecord.State)),
            row.GetString(nameof(Suppression.Reason)),
            row.GetString(nameof(Subscription.Watches))?.Split(',') ?? [],
            row.GetString(nameof(Subscription.Rhythm)),
            row.GetString(nameof(Subscription.LeastSeverity)),
            row.GetBoolean(nameof(Subscription.Paused)) ?? false
        );

    static Dictionary<string, int> By(IEnumerable<Row> rows, Func<Row, string> key) =>
        rows.GroupBy(key).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => Word(g.Key), g => g.Count());

    static string Word(string name) =>
        Enum.TryParse<SuppressionReason>(name, out var reason) ? Words.Of(reason) : name.ToLowerInvariant();
}
