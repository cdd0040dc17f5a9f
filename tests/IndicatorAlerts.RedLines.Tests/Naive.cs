namespace IndicatorAlerts.RedLines.Tests;

/// <summary>Every window function by its definition, on plain lists, as slow as it likes. Null: none or unknown.</summary>
static class Naive
{
    public static double? Of(string function, Series series, DateTimeOffset at)
    {
        var name = function[..function.IndexOf('(')];
        var least = function.Contains(", 5)") ? 5 : 0;
        var width = Minutes(
            function switch
            {
                _ when function.Contains("1h") => 60,
                _ when function.Contains("95m") => 95,
                _ when function.Contains("100m") => 100,
                _ when function.Contains("2h") => 120,
                _ when function.Contains("3h") => 180,
                _ => 240,
            }
        );
        var end = function.Contains("offset 90m") ? at - Minutes(90) : at;
        var events = series.Indicator.Of == SeriesKind.Events;
        var visible = Lab.Visible(series, at).Where(p => p.At <= end).ToList();
        var silent = name is "age" or "gap" or "absent" && !events;
        if (!silent && !IsFresh(series, visible, at, end))
            return null;
        var window = visible.Where(p => p.At > end - width).ToList();
        var values = window.Select(p => p.Value).ToList();
        if (function.Contains("S > 1"))
            return values.Count == 0 && !events ? null : values.Count(v => v > 1);
        if (name == "absent")
            return values.Count == 0 ? 1 : 0;
        return values.Count == 0 && !(name is "delta" or "change" && !events)
            ? Empty(name, events, width)
            : name switch
            {
                "delta" or "change" => Moved(name, series, visible, window, end - width, events),
                "streak" => values.AsEnumerable().Reverse().TakeWhile(v => v >= 0).Count(),
                "age" => (end - window[^1].At).TotalMinutes,
                "gap" => Gap([end - width, .. window.Select(p => p.At), end]),
                "slope" => Slope(window),
                "ewma" => Ewma(window),
                "anomaly" => Anomaly(function, window),
                _ => values.Count < least ? null : Plain(name, values),
            };
    }

    /// <summary>The last value against the others of its hour, weekday or month.</summary>
    static double? Anomaly(string function, List<(DateTimeOffset At, double Value)> window)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(function.Contains("St_Johns") ? "America/St_Johns" : "UTC");
        int Slot(DateTimeOffset at)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            return function.Contains("daily") ? local.Hour
                : function.Contains("weekly") ? (int)local.DayOfWeek
                : local.Month;
        }
        var last = window[^1];
        var others = window[..^1].Where(p => Slot(p.At) == Slot(last.At)).Select(p => p.Value).ToList();
        if (others.Count < 4)
            return null;
        var median = Quantile(others, 0.5);
        var spread = Quantile([.. others.Select(v => Math.Abs(v - median))], 0.5);
        return spread == 0 ? null : (last.Value - median) / spread;
    }

    static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    public static bool IsFresh(
        Series series,
        List<(DateTimeOffset At, double)> visible,
        DateTimeOffset at,
        DateTimeOffset end
    )
    {
        if (series.Indicator.Of == SeriesKind.Levels)
            return visible.Count > 0 && end - visible[^1].At <= series.Indicator.StaleAfter;
        var read = series.Reads.Where(r => r.From <= at).Select(r => r.To < at ? r.To : at).ToList();
        return read.Count > 0 && end - read.Max() <= series.Indicator.StaleAfter;
    }

    static double? Empty(string name, bool events, TimeSpan width) =>
        name switch
        {
            "gap" => width.TotalMinutes,
            "age" => events ? double.PositiveInfinity : null,
            "sum" or "count" or "streak" => events ? 0 : null,
            _ => null,
        };

    public static double? Plain(string name, List<double> v)
    {
        var (mean, median) = (v.Average(), Quantile(v, 0.5));
        var spread = Math.Sqrt(v.Average(x => (x - mean) * (x - mean)));
        var mad = Quantile([.. v.Select(x => Math.Abs(x - median))], 0.5);
        return name switch
        {
            "last" => v[^1],
            "first" => v[0],
            "min" => v.Min(),
            "max" => v.Max(),
            "range" => v.Max() - v.Min(),
            "sum" => v.Sum(),
            "count" => v.Count,
            "avg" => mean,
            "median" => median,
            "mad" => mad,
            "quantile" => Quantile(v, 0.8),
            "stddev" => v.Count < 2 ? null : spread,
            "zscore" => v.Count < 3 || v.Distinct().Count() == 1 ? null : (v[^1] - mean) / spread,
            "robustz" => v.Count < 3 || mad == 0 ? null : (v[^1] - median) / (1.4826 * mad),
            "rank" => v.Count < 2 ? null : (double)v.Count(x => x <= v[^1]) / v.Count,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No definition."),
        };
    }

    static double Quantile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        var rank = share * (sorted.Count - 1);
        var low = (int)Math.Floor(rank);
        var high = Math.Min(low + 1, sorted.Count - 1);
        return sorted[low] * (1 - (rank - low)) + sorted[high] * (rank - low);
    }

    static double? Moved(
        string name,
        Series series,
        List<(DateTimeOffset At, double Value)> visible,
        List<(DateTimeOffset At, double Value)> window,
        DateTimeOffset start,
        bool events
    )
    {
        var before = visible.Where(p => p.At <= start && start - p.At <= series.Indicator.StaleAfter).ToList();
        if (!events && before.Count == 0)
            return null;
        var was = events ? window[0].Value : before[^1].Value;
        var moved = visible[^1].Value - was;
        return name == "delta" ? moved
            : was == 0 ? null
            : moved / Math.Abs(was);
    }

    static double Gap(List<DateTimeOffset> times) => times.Zip(times.Skip(1), (a, b) => (b - a).TotalMinutes).Max();

    static double? Slope(List<(DateTimeOffset At, double Value)> window)
    {
        var days = window.Select(p => (p.At - window[0].At).TotalDays).ToList();
        var (t, v) = (days.Average(), window.Average(p => p.Value));
        return window.Count < 2
            ? null
            : days.Zip(window, (d, p) => (d - t) * (p.Value - v)).Sum() / days.Sum(d => (d - t) * (d - t));
    }

    static double Ewma(List<(DateTimeOffset At, double Value)> window)
    {
        var weights = window.Select(p => Math.Pow(2, -(window[^1].At - p.At).TotalMinutes / 30)).ToList();
        return window.Zip(weights, (p, w) => p.Value * w).Sum() / weights.Sum();
    }
}
