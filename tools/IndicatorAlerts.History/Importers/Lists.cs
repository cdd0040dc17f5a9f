using System.Text.RegularExpressions;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.History.Importers;

/// <summary>Lists kept by hand and news: the rows that the pack's own conditions and patterns let through.</summary>
static class Lists
{
    // Neither list says when a row was added. A day and a half is what a list that is kept daily may take.
    static readonly TimeSpan Kept = TimeSpan.FromHours(36);
    static readonly TimeSpan News = TimeSpan.FromHours(24);

    public static void Provocations(string folder, HistoryRows rows)
    {
        var indicators = Of(rows.Watch, "north-korea-provocations");
        foreach (var row in Table.Rows(Path.Combine(folder, "csis_nk_provocations_1958_2024.csv")))
        foreach (var indicator in indicators.Where(i => Holds(i, row)))
        {
            var at = Table.Seoul(Table.Day(row("date")));
            rows.Add(indicator.Id, at, 1, at + Kept);
        }
        foreach (var indicator in indicators)
            rows.Read(indicator.Id, Spans.Begin(1998), Spans.End);
    }

    /// <summary>Headlines of the list stand in for news, which has no history here.</summary>
    public static void Russia(string folder, HistoryRows rows)
    {
        var kept = Of(rows.Watch, "docs.google.com");
        Indicator[] news =
        [
            .. rows.Watch.Indicators.Where(i => i.Id is "mutual-defence-clause" or "technology-transfer"),
        ];
        foreach (var row in Table.Rows(Path.Combine(folder, "csis_nk_russia_timeline_2022_2024.csv")))
        {
            var at = Table.Utc(Table.Day(row("date")));
            foreach (var indicator in kept.Where(i => Holds(i, row)))
                rows.Add(indicator.Id, at, 1, at + Kept);
            foreach (var indicator in news.Where(i => Matches(i, row("headline"))))
                rows.Add(indicator.Id, at, 1, at + News);
        }
        foreach (var indicator in kept.Concat(news))
            rows.Read(indicator.Id, Spans.Begin(2022, 7), Spans.End);
    }

    /// <summary>Items of the news agency; its table is whole from 2024-07-23 to 2024-11-10 only.</summary>
    public static void StateMedia(string folder, HistoryRows rows)
    {
        var (from, to) = (new DateOnly(2024, 7, 23), new DateOnly(2024, 11, 10));
        foreach (var row in Table.Rows(Path.Combine(folder, "kcna_headlines_2024.csv")))
            if (Table.Day(row("date")) is var day && day >= from && day <= to)
                rows.Add("kcna-items", Table.Seoul(day), 1, Table.Seoul(day, 23));
        rows.Read("kcna-items", Table.Seoul(from, 23), Table.Seoul(to, 23));
    }

    static Indicator[] Of(Watch watch, string address) =>
        [
            .. watch.Indicators.Where(i =>
                i.Source?["url"]?.GetValue<string>().Contains(address, StringComparison.Ordinal) == true
            ),
        ];

    static bool Matches(Indicator indicator, string text) =>
        Regex.IsMatch(
            text,
            indicator.Source!["pattern"]!.GetValue<string>(),
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        );

    static bool Holds(Indicator indicator, Func<string, string> row) =>
        indicator.Source!["where"] switch
        {
            null => true,
            System.Text.Json.Nodes.JsonArray all => all.All(c => Holds(c!.GetValue<string>(), row)),
            var one => Holds(one.GetValue<string>(), row),
        };

    static bool Holds(string condition, Func<string, string> row)
    {
        string[] parts = condition.Split(" contains ", 2);
        return parts.Length == 2
            ? row(parts[0].Trim()).Contains(parts[1].Trim(), StringComparison.OrdinalIgnoreCase)
            : throw new InvalidDataException($"'{condition}' is none of the conditions that history knows.");
    }
}
