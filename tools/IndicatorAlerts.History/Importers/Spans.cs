namespace IndicatorAlerts.History.Importers;

/// <summary>From when to when the histories reach.</summary>
static class Spans
{
    public static DateTimeOffset End { get; } = Begin(2025);

    public static DateTimeOffset Begin(int year, int month = 1, int day = 1) =>
        new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
