using System.Globalization;

namespace IndicatorAlerts.Charts;

/// <summary>A place on an axis with its label.</summary>
public readonly record struct ChartTick(double Place, string Label);

/// <summary>Where axes have their labels; the time axis is in days since 1899-12-30 UTC, as drawing takes it.</summary>
public static class ChartAxes
{
    const int MostTimes = 6;
    const int MostNumbers = 6;

    static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(2),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(30),
        TimeSpan.FromDays(90),
        TimeSpan.FromDays(365),
    ];

    /// <summary>Round instants in UTC; whole days show their date, others their hour, and the first of each day its date below.</summary>
    public static IReadOnlyList<ChartTick> Times(DateTimeOffset from, DateTimeOffset to)
    {
        var step = Array.Find(Steps, s => (to - from) / s <= MostTimes);
        step = step == default ? (to - from) / MostTimes : step;
        var ticks = new List<ChartTick>();
        var day = default(DateTime);
        for (var at = from.UtcTicks + (step.Ticks - from.UtcTicks % step.Ticks); at <= to.UtcTicks; at += step.Ticks)
        {
            var time = new DateTime(at, DateTimeKind.Utc);
            var date = time.ToString("d MMM", CultureInfo.InvariantCulture);
            ticks.Add(
                new(
                    time.ToOADate(),
                    step.Ticks % TimeSpan.TicksPerDay == 0 ? date
                        : time.Date == day ? time.ToString("HH:mm", CultureInfo.InvariantCulture)
                        : $"{time.ToString("HH:mm", CultureInfo.InvariantCulture)}\n{date}"
                )
            );
            day = time.Date;
        }
        return ticks;
    }

    /// <summary>Round numbers within two bounds.</summary>
    public static IReadOnlyList<ChartTick> Numbers(double from, double to)
    {
        var rough = (to - from) / MostNumbers;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step =
            power
            * (
                (rough / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
        var ticks = new List<ChartTick>();
        for (var i = Math.Ceiling(from / step); i * step <= to; i++)
        {
            // Adding zero takes the sign off a negative zero.
            var place = i * step + 0.0;
            ticks.Add(new(place, place.ToString("G6", CultureInfo.InvariantCulture)));
        }
        return ticks;
    }

    /// <summary>The least and the greatest that a chart shows, with some room; from zero where that is not far.</summary>
    public static (double Bottom, double Top) Bounds(Chart chart)
    {
        var values = chart
            .Curve.Concat(chart.Points)
            .Select(p => p.Value)
            .OfType<double>()
            .Append(chart.Threshold)
            .ToList();
        var (least, greatest) = (values.Min(), values.Max());
        var room = greatest > least ? (greatest - least) * 0.12 : Math.Max(Math.Abs(least) * 0.1, 1);
        var bottom = least >= 0 && least < 0.5 * greatest ? 0 : least - room;
        return (bottom, greatest <= 0 && greatest > 0.5 * least ? 0 : greatest + room);
    }
}
