using System.Runtime.CompilerServices;

namespace IndicatorAlerts.Push;

/// <summary>Pushed observations as comma-separated values under a header, its columns in any order.</summary>
static class PushedCsv
{
    static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["observed_at"] = "observedAt",
        ["known_at"] = "knownAt",
        ["value"] = "value",
        ["id"] = "id",
        ["title"] = "title",
        ["link"] = "link",
        ["note"] = "note",
        ["answer"] = "answer",
    };

    public static async IAsyncEnumerable<PushEntry> ReadAsync(
        Stream stream,
        PushRules rules,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        IReadOnlyList<string>? header = null;
        await foreach (var (line, cells) in new CsvRecords(stream).ReadAsync(cancel))
        {
            if (cells is null)
                yield return PushedPoint.Wrong(
                    line,
                    "",
                    $"The record has more than {CsvRecords.Longest} characters, or a quote that is not closed."
                );
            else if (header is not null)
                yield return Entry(line, header, cells, rules);
            else if (Header(cells, out header) is { } wrong)
            {
                yield return PushedPoint.Wrong(line, "", wrong);
                yield break;
            }
        }
    }

    static string? Header(IReadOnlyList<string> cells, out IReadOnlyList<string> header)
    {
        header = [.. cells.Select(c => Columns.GetValueOrDefault(c, ""))];
        var unknown = cells.FirstOrDefault(c => !Columns.ContainsKey(c));
        return unknown is not null
                ? $"There is no column '{(unknown.Length > 50 ? unknown[..50] : unknown)}'; there are: {string.Join(", ", Columns.Keys)}."
            : header.Distinct().Count() < header.Count ? "A column is there twice."
            : header.Contains("observedAt") && header.Contains("value") ? null
            : "The first line must be a header with observed_at and value.";
    }

    static PushEntry Entry(int line, IReadOnlyList<string> header, IReadOnlyList<string> cells, PushRules rules)
    {
        if (cells.Count > header.Count)
            return PushedPoint.Wrong(
                line,
                "",
                $"{cells.Count} cells under a header of {header.Count}: a text with a comma needs quotes."
            );
        var point = new PushedPoint(line);
        for (var i = 0; i < cells.Count; i++)
            if (cells[i].Length > 0)
                point.TryTake(header[i], cells[i]);
        return point.ToEntry(rules);
    }
}
