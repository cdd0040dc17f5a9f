using System.Globalization;
using System.Text;
using IndicatorAlerts.History.Record;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.History.Page;

/// <summary>A year as an SVG: a row for each red line that was red, and above them what happened.</summary>
static class YearChart
{
    const int Left = 190;
    const int Wide = 730;
    const int Row = 15;
    const int Top = 40;

    public static string Draw(int year, IReadOnlyList<Episode> episodes, IReadOnlyList<EventOfRecord> events)
    {
        var rows = episodes
            .Select(e => e.RedLine)
            .Distinct()
            .OrderByDescending(l => l.Severity)
            .ThenBy(l => l.Id, StringComparer.Ordinal)
            .ToList();
        var height = Top + Row * Math.Max(rows.Count, 1) + 10;
        var svg = new StringBuilder();
        Add(
            svg,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Wide + 10} {height}\" font-family=\"sans-serif\" font-size=\"10\">"
        );
        Add(svg, $"<title>Red lines of the Korean Peninsula in {year}</title>");
        Add(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        for (var month = 1; month <= 12; month++)
        {
            var x = X(new(year, month, 1, 0, 0, 0, TimeSpan.Zero), year);
            Add(
                svg,
                $"<path d=\"M{x:0.0} 14V{height - 8}\" stroke=\"#ddd\"/><text x=\"{x + 2:0.0}\" y=\"11\" fill=\"#555\">{month}</text>"
            );
        }
        foreach (var e in events)
            Add(
                svg,
                $"<circle cx=\"{X(e.At, year):0.0}\" cy=\"25\" r=\"2.5\" fill=\"#222\"><title>{e.At:yyyy-MM-dd}: {e.Name}</title></circle>"
            );
        foreach (var (line, i) in rows.Select((l, i) => (l, i)))
            Line(svg, line, Top + Row * i, year, episodes.Where(e => e.RedLine == line));
        Add(svg, $"</svg>");
        return svg.ToString();
    }

    static void Line(StringBuilder svg, RedLine line, int y, int year, IEnumerable<Episode> episodes)
    {
        Add(svg, $"<text x=\"{Left - 6}\" y=\"{y + 9}\" text-anchor=\"end\">{line.Id}</text>");
        foreach (var e in episodes)
        {
            var from = X(e.From, year);
            var width = Math.Max(X(e.To, year) - from, 2);
            Add(
                svg,
                $"<rect x=\"{from:0.0}\" y=\"{y}\" width=\"{width:0.0}\" height=\"{Row - 4}\" fill=\"{Colour(line.Severity)}\"><title>{e.From:yyyy-MM-dd HH:mm} to {e.To:yyyy-MM-dd HH:mm}</title></rect>"
            );
        }
    }

    static string Colour(Severity severity) =>
        severity switch
        {
            Severity.Critical => "#b00020",
            Severity.Warning => "#e06c00",
            Severity.Watch => "#d9b100",
            _ => "#7a9cc6",
        };

    static double X(DateTimeOffset at, int year)
    {
        var (from, to) = (
            new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        return Left + Wide * Math.Clamp((at - from) / (to - from), 0, 1);
    }

    static void Add(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
