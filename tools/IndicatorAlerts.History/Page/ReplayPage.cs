using System.Globalization;
using System.Text;
using IndicatorAlerts.History.Record;

namespace IndicatorAlerts.History.Page;

/// <summary>The replay as a page: scores on both sides of the cuts, each alarm, each miss.</summary>
public sealed class ReplayPage(
    HistoryReplay replay,
    HistoryReplay pretended,
    IReadOnlyList<Expectation> expectations,
    IReadOnlyList<EventOfRecord> events
)
{
    static readonly TimeSpan Week = TimeSpan.FromDays(7);
    readonly StringBuilder text = new();

    /// <summary>The page, and a chart for each year by its file's name.</summary>
    public (string Page, IReadOnlyDictionary<string, string> Charts) Make()
    {
        Add($"# The Korean Peninsula watch on history: {HistoryReplay.From.Year} to {HistoryReplay.To.Year - 1}\n");
        Add(
            $"Made by `dotnet run --project tools/IndicatorAlerts.History -- page ../shared/data`; what it rests on, and what it cannot"
        );
        Add($"show, is in [method.md](method.md). Times are UTC. Each observation counts from when it was public.\n");
        var tables = new ScoreTables(replay, expectations, events, text);
        tables.Scores();
        tables.Pretence(pretended);
        var charts = Years();
        Misses();
        return (text.ToString(), charts);
    }

    Dictionary<string, string> Years()
    {
        var charts = new Dictionary<string, string>();
        Add($"## Every alarm\n");
        Add(
            $"`as meant`: an event of the line's kinds lies in its window; `false alarm`: none does. Then what is on record from a week before"
        );
        Add($"the crossing to a week after it. Dots in the charts are events; rows are lines, the worst first.\n");
        for (var year = HistoryReplay.From.Year; year < HistoryReplay.To.Year; year++)
        {
            var during = replay.Episodes.Where(e => e.From.Year <= year && e.To.Year >= year).ToList();
            charts[$"{year}.svg"] = YearChart.Draw(year, during, [.. events.Where(e => e.At.Year == year)]);
            Add($"### {year}\n\n![Red lines in {year}](replay-korean-peninsula/{year}.svg)\n");
            Add($"| crossed | red line | until | | on record |");
            Add($"|---|---|---|---|---|");
            foreach (var e in replay.Episodes.Where(e => e.From.Year == year))
                Add(
                    $"| {e.From:MM-dd HH:mm} | {e.RedLine.Id}{(e.Told ? "" : " (not told: a worse line was red)")} | {e.To:yyyy-MM-dd} | {Verdict(e)} | {OnRecord(e)} |"
                );
            Add($"");
        }
        return charts;
    }

    string Verdict(Episode e)
    {
        var expected = expectations.Single(x => x.RedLine == e.RedLine.Id);
        return events.Any(k => expected.Means(k) && k.At >= e.From - expected.After && k.At <= e.To + expected.Before)
            ? "as meant"
            : "false alarm";
    }

    string OnRecord(Episode e)
    {
        var names = events
            .Where(k => k.At >= e.From - Week && k.At <= e.From + Week)
            .Select(k => $"{k.At:MM-dd} {k.Name}")
            .ToList();
        return names.Count switch
        {
            0 => "nothing on record",
            > 3 => $"{string.Join("; ", names.Take(3))}; and {names.Count - 3} more",
            _ => string.Join("; ", names),
        };
    }

    void Misses()
    {
        Add($"## Every miss\n");
        Add($"What the line saw when its time to tell was over: the reason why it was not red.");
        foreach (var line in Miss.Of(replay, expectations, events).GroupBy(m => m.Expected.RedLine))
        {
            Add($"\n### {line.Key}\n\n| event | | reason |\n|---|---|---|");
            foreach (var m in line)
                Add(
                    $"| {m.Event.At:yyyy-MM-dd} | {m.Event.Name} | {m.Reason.Replace("|", "\\|", StringComparison.Ordinal)} |"
                );
        }
    }

    void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
