using System.Globalization;
using CsvHelper;

namespace IndicatorAlerts.Collect;

sealed class CsvFeed(CsvTable table, TimeProvider time) : IFeed
{
    const int LongestRow = 1 << 20;

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) => [new(table.Url!)];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        try
        {
            await using var csv = CsvReader.Create(answer, Options(), leaveOpen: true);
            await csv.ReadHeaderAsync(cancel);
            var rows = new CsvRows(table, csv, reading, time.GetUtcNow());
            while (await csv.ReadAsync(cancel))
                rows.Take();
            rows.KeepDays();
        }
        catch (CsvFormatException e)
        {
            throw new FeedException($"The answer is no CSV table that can be read: {e.Message}", e);
        }
    }

    CsvReaderOptions Options() =>
        new()
        {
            Separator = table.Separator == "tab" ? '\t' : table.Separator[0],
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
            OnMalformedRecord = record =>
            {
                // It may have swallowed any number of rows; other oddities of quotes stay within their row.
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                    throw new FeedException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The answer ends inside the quotes of a cell in the row of line {record.LineNumber}: it broke off, or a quote is missing."
                        )
                    );
            },
        };
}

/// <summary>The rows of one answer.</summary>
sealed class CsvRows
{
    readonly CsvTable table;
    readonly CsvReader csv;
    readonly FeedReading reading;
    readonly DateTimeOffset oldest;
    readonly DateTimeOffset latest;
    readonly int[] when;
    readonly (int Column, CsvCondition Condition)[] where;
    readonly int value;
    readonly int id;
    readonly int title;
    readonly int link;
    readonly Dictionary<DateTimeOffset, int> rowsOfTimes = [];
    readonly SortedDictionary<DateOnly, double> days = [];

    /// <exception cref="FeedException">A column that the table needs is not in the header.</exception>
    public CsvRows(CsvTable table, CsvReader csv, FeedReading reading, DateTimeOffset now)
    {
        (this.table, this.csv, this.reading) = (table, csv, reading);
        oldest = now - table.History;
        // A day's closing value may stand in its table before that hour has come; what is later is a slip of the pen.
        latest = now + TimeSpan.FromDays(1);
        when = [.. table.When.Columns.Select(Find)];
        where = [.. table.Where.Select(c => (Find(c.Column), c))];
        (value, id, title, link) = (Find(table.Value), Find(table.Id), Find(table.Title), Find(table.Link));
    }

    /// <summary>Reads the row at which the reader stands.</summary>
    public void Take()
    {
        // Sheets end in rows of nothing but separators.
        if (!Enumerable.Range(0, csv.FieldCount).Any(i => Cell(i).Length > 0))
            return;
        reading.Entry();
        if (csv.FieldCount < csv.Headers.Count || HasMore())
            Skip($"The row has {csv.FieldCount} cells, the header {csv.Headers.Count}.");
        else if (where.All(w => w.Condition.Holds(Cell(w.Column))))
            Time();
    }

    /// <summary>Tells the numbers of the days, if that is what the table is read for.</summary>
    public void KeepDays()
    {
        foreach (var (day, sum) in days)
            reading.Keep(new(Instants.At(day, TimeOnly.MinValue, table.When.Zone), sum));
    }

    void Time()
    {
        string[] cells = [.. when.Select(Cell)];
        if (!table.When.TryRead(cells, out var at))
            Skip($"'{Shown(string.Join(' ', cells))}' is no time of the form that is expected.");
        else if (at > latest)
            Skip($"'{Shown(string.Join(' ', cells))}' lies in the future.");
        else if (at >= oldest)
            Value(at);
    }

    void Value(DateTimeOffset at)
    {
        var cell = value < 0 ? "1" : Cell(value);
        if (cell is "" or "." || table.Missing.Contains(cell, StringComparer.OrdinalIgnoreCase))
            return;
        if (
            !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number * table.Scale)
        )
            Skip($"'{Shown(cell)}' is no number.");
        else if (table.PerDay)
            Add(at, number * table.Scale);
        else
            Keep(at, number * table.Scale);
    }

    void Add(DateTimeOffset at, double number)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, table.When.Zone).DateTime);
        // Half a day would be a revision of the whole one that an earlier reading told.
        if (Instants.At(day, TimeOnly.MinValue, table.When.Zone) >= oldest)
            days[day] = days.GetValueOrDefault(day) + number;
    }

    void Keep(DateTimeOffset at, double number)
    {
        var name = id < 0 ? null : Cell(id);
        if (name is "")
        {
            Skip($"The row has no '{table.Id}'.");
            return;
        }
        // Two events of one date are two events, although nothing names them: the second is the second of its time at each reading.
        if (name is null && value < 0)
        {
            rowsOfTimes[at] = rowsOfTimes.GetValueOrDefault(at) + 1;
            name = string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm:ss.fff}Z/{rowsOfTimes[at]}");
        }
        reading.Keep(
            new(at, number)
            {
                Id = FeedText.Name(name),
                Title = title < 0 ? null : Cell(title),
                Link = link < 0 ? null : Cell(link),
            }
        );
    }

    bool HasMore() =>
        csv.FieldCount > csv.Headers.Count
        && Enumerable.Range(csv.Headers.Count, csv.FieldCount - csv.Headers.Count).Any(i => Cell(i).Length > 0);

    int Find(string? column)
    {
        if (column is null)
            return -1;
        int[] found =
        [
            .. Enumerable
                .Range(0, csv.Headers.Count)
                .Where(i => csv.Headers[i].AsSpan().Trim().Equals(column, StringComparison.OrdinalIgnoreCase)),
        ];
        if (found.Length == 1)
            return found[0];
        var trouble = found.Length == 0 ? "no column" : "more than one column";
        throw new FeedException(
            $"The answer has {trouble} '{column}'; its first line is: {Shown(string.Join(", ", csv.Headers.Take(50)), 200)}."
        );
    }

    string Cell(int column) => csv.GetString(column).Trim();

    void Skip(FormattableString message) =>
        reading.Skip(csv.LineNumber, message.ToString(CultureInfo.InvariantCulture));

    static string Shown(string text, int most = 60) => text.Length <= most ? text : text[..most] + "…";
}
