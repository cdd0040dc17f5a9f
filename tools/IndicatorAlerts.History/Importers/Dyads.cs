namespace IndicatorAlerts.History.Importers;

/// <summary>
/// GDELT's score of a pair of countries: the service adds up quarters of an hour, this table holds whole UTC days. A day stands
/// at its end, so that sums over whole days are the same of both.
/// </summary>
static class Dyads
{
    static readonly TimeSpan Lag = TimeSpan.FromHours(1);

    static readonly string[] Pairs =
    [
        "PRK_KOR",
        "PRK_USA",
        "PRK_RUS",
        "PRK_CHN",
        "PRK_JPN",
        "USA_CHN",
        "USA_KOR",
        "USA_JPN",
        "KOR_JPN",
        "CHN_RUS",
    ];

    public static void Import(string folder, HistoryRows rows)
    {
        foreach (var row in Table.Rows(Path.Combine(folder, "gdelt_dyads_2018_2022.csv")))
        foreach (var pair in Pairs)
            if (Table.Number(row(pair)) is { } score)
            {
                var end = Table.Utc(Table.Day(row("date")).AddDays(1));
                rows.Add(pair.ToLowerInvariant().Replace('_', '-'), end, score, end + Lag);
            }
    }
}
