using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.History.Record;

/// <summary>Which events a red line is meant to see, and on which years its threshold was chosen.</summary>
/// <param name="RedLine">Its id.</param>
/// <param name="Kinds">Of events.</param>
/// <param name="Before">How long before an event a crossing foretells it.</param>
/// <param name="After">How long after an event a crossing still tells of it.</param>
/// <param name="From">Where its history begins, UTC; null: it has none.</param>
/// <param name="Cut">The first day that its threshold was not chosen on, UTC.</param>
/// <param name="To">Where its history ends, UTC.</param>
public sealed record Expectation(
    string RedLine,
    IReadOnlyList<string> Kinds,
    TimeSpan Before,
    TimeSpan After,
    DateTimeOffset? From,
    DateTimeOffset Cut,
    DateTimeOffset To
)
{
    /// <summary>In the order of the file.</summary>
    public static IReadOnlyList<Expectation> Read(string file) =>
        [.. File.ReadLines(file).Skip(1).Select(line => Of(line.Split(',')))];

    /// <summary>Whether the line is meant to see the event.</summary>
    public bool Means(EventOfRecord happened) => happened.Kinds.Any(Kinds.Contains);

    static Expectation Of(string[] c)
    {
        var span = c[4].Length > 0;
        return new(
            c[0],
            c[1].Split(' '),
            Time(c[2]),
            Time(c[3]),
            span ? EventOfRecord.Instant(c[4]) : null,
            span ? EventOfRecord.Instant(c[5]) : default,
            span ? EventOfRecord.Instant(c[6]) : default
        );
    }

    static TimeSpan Time(string text) =>
        Duration.TryParse(text, out var time) ? time : throw new InvalidDataException($"'{text}' is no duration.");
}
