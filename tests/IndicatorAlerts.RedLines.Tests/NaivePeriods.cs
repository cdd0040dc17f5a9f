namespace IndicatorAlerts.RedLines.Tests;

/// <summary>Windows on daily and hourly series by their definition. Null: none or unknown.</summary>
static class NaivePeriods
{
    public static readonly string[] Functions =
    [
        "sum(hourly(S, count), 4h)",
        "max(hourly(S, sum), 4h)",
        "min(hourly(S, max), 4h)",
        "last(hourly(S, median), 4h)",
        "count(hourly(S, stddev), 4h)",
        "sum(daily(S, count), 1d)",
        "last(daily(S, avg, \"America/St_Johns\"), 1d)",
        "sum(daily(S, sum, \"America/St_Johns\"), 1d)",
        "max(daily(S, range, \"America/St_Johns\"), 4h)",
    ];

    public static double? Of(string function, Series series, DateTimeOffset at)
    {
        var outer = function[..function.IndexOf('(')];
        var inner = function[(function.IndexOf("S, ", StringComparison.Ordinal) + 3)..].Split(',', ')')[0];
        var events = series.Indicator.Of == SeriesKind.Events;
        var visible = Lab.Visible(series, at);
        if (!Naive.IsFresh(series, visible, at, at))
            return null;
        var width = TimeSpan.FromHours(function.EndsWith("1d)", StringComparison.Ordinal) ? 24 : 4);
        var window = Periods(function, inner, visible, events, at).Where(p => p.At > at - width).ToList();
        if (window.Count == 0)
            return events && outer is "sum" or "count" ? 0 : null;
        return Naive.Plain(outer, [.. window.Select(p => p.Value)]);
    }

    /// <summary>One value a period that has any; events' sums and counts of later empty periods are 0.</summary>
    static List<(DateTimeOffset At, double Value)> Periods(
        string function,
        string inner,
        List<(DateTimeOffset At, double Value)> visible,
        bool events,
        DateTimeOffset at
    )
    {
        var periods = new List<(DateTimeOffset At, double Value)>();
        if (visible.Count == 0)
            return periods;
        for (var begin = Begin(function, visible[0].At); begin <= at; begin = Begin(function, Next(function, begin)))
        {
            var values = visible.Where(p => Begin(function, p.At) == begin).Select(p => p.Value).ToList();
            var value =
                values.Count > 0 ? Naive.Plain(inner, values)
                : events && inner is "sum" or "count" ? 0
                : null;
            if (value is { } known)
                periods.Add((begin, known));
        }
        return periods;
    }

    static DateTimeOffset Next(string function, DateTimeOffset begin) =>
        begin.AddHours(function.Contains("hourly") ? 1 : 24);

    /// <summary>St John's stands three and a half hours behind in winter.</summary>
    static DateTimeOffset Begin(string function, DateTimeOffset at)
    {
        var back = TimeSpan.FromHours(function.Contains("St_Johns") ? 3.5 : 0);
        var local = (at - back).UtcDateTime;
        var begin = function.Contains("hourly") ? local.Date.AddHours(local.Hour) : local.Date;
        return new DateTimeOffset(begin, TimeSpan.Zero) + back;
    }
}
