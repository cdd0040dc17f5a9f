using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Replay;

/// <summary>A mistake in a file of rows.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record RowError(int Line, string Message);

/// <summary>Reads histories: comma-separated rows under a header, instants in ISO 8601 (UTC where no zone is given).</summary>
public static class Rows
{
    const int MostRows = 20_000_000;
    const string ReadPrefix = "read:";

    /// <summary><c>indicator,observed_at,value[,known_at]</c>; without known_at the indicator's lag is added. The level of another watch is given as <c>level:WATCH</c>, 0 to 4. A row <c>read:INDICATOR,from,1,to</c> says that the source was read from then to then; without one, throughout. Null and the error when a row is wrong.</summary>
    public static IReadOnlyDictionary<string, Series>? Observations(
        TextReader reader,
        CompiledWatch watch,
        out RowError? error
    )
    {
        var points = watch
            .Definition.Indicators.Concat(watch.Watches.Select(w => Level(w)))
            .ToDictionary(i => i.Id, i => (Indicator: i, List: new List<Observation>(), Reads: new List<ReadRun>()));
        foreach (var (number, cells) in Read(reader, "indicator", out error))
        {
            var isRead = cells[0].StartsWith(ReadPrefix, StringComparison.Ordinal);
            var id = isRead ? cells[0][ReadPrefix.Length..] : cells[0];
            if (!points.TryGetValue(id, out var found))
                error = new(number, $"There is no indicator '{id}' in the watch.");
            else if (cells.Length is < 3 or > 4 || Instant(cells[1]) is not { } at)
                error = new(
                    number,
                    "indicator,observed_at,value[,known_at] was expected, such as x,2024-01-31T12:00Z,4.5."
                );
            else if (!double.TryParse(cells[2], CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                error = new(number, $"'{cells[2]}' is no number.");
            else if (isRead)
            {
                if (cells.Length > 3 && Instant(cells[3]) is { } until && until >= at && IsAfter(found.Reads, at))
                    found.Reads.Add(new(at, until));
                else
                    error = new(number, "read:INDICATOR,from,1,to was expected, in time order and not overlapping.");
            }
            else if (cells.Length > 3 && cells[3].Length > 0)
            {
                if (Instant(cells[3]) is { } known)
                    found.List.Add(new(at, value, known));
                else
                    error = new(number, $"'{cells[3]}' is no instant.");
            }
            else
                found.List.Add(new(at, value, at + found.Indicator.Lag));
            if (error is not null)
                return null;
        }
        return error is null
            ? points.ToDictionary(p => p.Key, p => Series(p.Value.Indicator, p.Value.List, p.Value.Reads))
            : null;
    }

    /// <summary><c>at,name</c>, sorted by time. Null and the error when a row is wrong.</summary>
    public static IReadOnlyList<(DateTimeOffset At, string Name)>? Events(TextReader reader, out RowError? error)
    {
        var events = new List<(DateTimeOffset, string)>();
        foreach (var (number, cells) in Read(reader, "at", out error))
        {
            if (Instant(cells[0]) is not { } at)
            {
                error = new(number, "at,name was expected, such as 2017-09-03T03:30Z,sixth test.");
                return null;
            }
            events.Add((at, string.Join(",", cells[1..])));
        }
        return error is null ? [.. events.OrderBy(e => e.Item1)] : null;
    }

    /// <summary>An instant, or a day as its midnight; UTC.</summary>
    public static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;

    static bool IsAfter(List<ReadRun> reads, DateTimeOffset at) => reads.Count == 0 || at > reads[^1].To;

    /// <summary>Imported history counts as read throughout, where it does not say when: what it does not hold did not happen.</summary>
    static Series Series(Indicator indicator, List<Observation> points, List<ReadRun> reads) =>
        new(indicator, points, reads.Count > 0 ? reads : [new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)]);

    static Indicator Level(string watch) => new() { Id = CompiledWatch.LevelOf(watch), Title = watch };

    static IEnumerable<(int Number, string[] Cells)> Read(TextReader reader, string header, out RowError? error)
    {
        var first = reader.ReadLine();
        error =
            first?.Split(',')[0].Trim('\uFEFF', ' ') == header
                ? null
                : new(1, $"The first row was expected to be a header that begins with '{header}'.");
        return error is null ? Cells(reader) : [];
    }

    static IEnumerable<(int Number, string[] Cells)> Cells(TextReader reader)
    {
        for (var number = 2; number < MostRows && reader.ReadLine() is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, line.Split(',', StringSplitOptions.TrimEntries));
    }
}
