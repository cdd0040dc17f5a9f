using System.Globalization;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.History.Importers;

/// <summary>Rows as <c>IndicatorAlerts replay</c> reads them.</summary>
public sealed class HistoryRows(Watch watch, bool lags)
{
    readonly List<(string Indicator, DateTimeOffset At, double Value, DateTimeOffset Known)> rows = [];
    readonly Dictionary<(string, DateTimeOffset), int> events = [];

    /// <summary>The watch whose indicators are filled.</summary>
    public Watch Watch { get; } = watch;

    /// <summary>A value; nothing when the watch has no such indicator.</summary>
    /// <param name="indicator">Its id.</param>
    /// <param name="at">When it was observed.</param>
    /// <param name="value">In the indicator's unit.</param>
    /// <param name="known">When it could first be read; without lags: when it was observed.</param>
    public void Add(string indicator, DateTimeOffset at, double value, DateTimeOffset known)
    {
        if (Watch.Indicators.FirstOrDefault(i => i.Id == indicator) is not { } found)
            return;
        if (found.Of == SeriesKind.Events)
        {
            // Two events of one instant would be taken for a correction: the second stands a second later, as in the service.
            var before = events.GetValueOrDefault((indicator, at));
            events[(indicator, at)] = before + 1;
            at = at.AddSeconds(before);
        }
        rows.Add((indicator, at, value, lags && known > at ? known : at));
    }

    /// <summary>Says from when to when a source of events was read: outside of that its silence is no knowledge.</summary>
    public void Read(string indicator, DateTimeOffset from, DateTimeOffset to)
    {
        if (Watch.Indicators.Any(i => i.Id == indicator))
            rows.Add(("read:" + indicator, from, 1, to));
    }

    /// <summary>In order of indicator, then time: the same file each time.</summary>
    public void Write(TextWriter output)
    {
        output.Write("indicator,observed_at,value,known_at\n");
        foreach (
            var (indicator, at, value, known) in rows.OrderBy(r => r.Indicator, StringComparer.Ordinal)
                .ThenBy(r => r.At)
        )
            output.Write(
                string.Create(CultureInfo.InvariantCulture, $"{indicator},{Text(at)},{value},{Text(known)}\n")
            );
    }

    static string Text(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
