using System.Globalization;
using CsvHelper;

namespace IndicatorAlerts.History.Importers;

/// <summary>Tables with a header line, and the days and zones that they speak in.</summary>
static class Table
{
    static readonly TimeSpan Korea = TimeSpan.FromHours(9);

    /// <summary>Each row as a function from a column's name to its cell.</summary>
    public static IEnumerable<Func<string, string>> Rows(string file)
    {
        using var stream = File.OpenRead(file);
        using var csv = CsvReader.Create(stream, new CsvReaderOptions(), leaveOpen: true);
        csv.ReadHeader();
        var columns = csv.Headers.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        while (csv.Read())
            yield return column => csv.GetString(columns[column]).Trim();
    }

    public static DateOnly Day(string text, string format = "yyyy-MM-dd") =>
        DateOnly.ParseExact(text, format, CultureInfo.InvariantCulture);

    /// <summary>A time of day in UTC.</summary>
    public static DateTimeOffset Utc(DateOnly day, int hour = 0, int minute = 0) =>
        new(day, new TimeOnly(hour, minute), TimeSpan.Zero);

    /// <summary>A time of day in Seoul, which has had no summer time since 1988.</summary>
    public static DateTimeOffset Seoul(DateOnly day, int hour = 0, int minute = 0) =>
        new DateTimeOffset(day, new TimeOnly(hour, minute), Korea).ToUniversalTime();

    /// <summary>A time of day in a zone, in UTC.</summary>
    public static DateTimeOffset In(string zone, DateOnly day, int hour, int minute = 0)
    {
        var local = day.ToDateTime(new TimeOnly(hour, minute));
        return new DateTimeOffset(
            local,
            TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(local)
        ).ToUniversalTime();
    }

    public static double? Number(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
