using System.Globalization;

namespace IndicatorAlerts.History.Record;

/// <summary>Something that happened, whoever foresaw it.</summary>
/// <param name="At">UTC; midnight where only the day is known.</param>
/// <param name="Kinds">What it is: <c>nuclear-test</c>, <c>clash</c> and so on.</param>
/// <param name="Name">For people.</param>
/// <param name="Source">Who says so.</param>
public sealed record EventOfRecord(DateTimeOffset At, IReadOnlyList<string> Kinds, string Name, string Source)
{
    /// <summary>Sorted by time.</summary>
    public static IReadOnlyList<EventOfRecord> Read(string file) =>
        [
            .. File.ReadLines(file)
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(c => new EventOfRecord(Instant(c[0]), c[1].Split(' '), c[2], c[3]))
                .OrderBy(e => e.At),
        ];

    internal static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
