using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>How each function is called.</summary>
static class Signatures
{
    static readonly Dictionary<string, (Function Function, string Call)> Functions = Enum.GetValues<Function>()
        .ToDictionary(f => f.ToString().ToLowerInvariant(), f => (f, CallOf(f)), StringComparer.Ordinal);

    static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["daily"] = "daily(series, max) or daily(series, max, \"Asia/Seoul\")",
        ["hourly"] = "hourly(series, max)",
        ["between"] = "between(2024-09-01, 2024-11-05), between(09-09, 09-10) or either with a zone",
        ["month"] = "month or month(\"Asia/Seoul\")",
        ["weekday"] = "weekday or weekday(\"Asia/Seoul\")",
        ["day"] = "day or day(\"Asia/Seoul\")",
        ["hour"] = "hour or hour(\"Asia/Seoul\")",
        ["crossed"] = "crossed(\"red-line\") or crossed(\"red-line\", within: 7d)",
        ["count_crossed"] = "count_crossed() or count_crossed(severity >= warning)",
        ["level"] = "level(\"watch\")",
        ["abs"] = "abs(number)",
    };

    public static IEnumerable<string> Names => Functions.Keys.Concat(Others.Keys);

    public static Function? Window(string name) => Functions.TryGetValue(name, out var found) ? found.Function : null;

    public static string Of(string name) =>
        Functions.TryGetValue(name, out var found) ? found.Call : Others.GetValueOrDefault(name, name);

    static string CallOf(Function function)
    {
        var name = function.ToString().ToLowerInvariant();
        return function switch
        {
            Function.Quantile => "quantile(series, 30d, 95%)",
            Function.Ewma => "ewma(series, 30d) or ewma(series, 30d, 7d)",
            Function.Streak => "streak(series > 4, 30d)",
            Function.Count => "count(series, 24h) or count(series > 4, 24h)",
            Function.Age => "age(series) or age(series, 90d)",
            Function.Anomaly => "anomaly(series, 90d, weekly) or anomaly(series, 90d, weekly, \"Asia/Seoul\")",
            Function.Zscore or Function.Robustz or Function.Rank => $"{name}(series, 90d) or {name}(series, 90d, 30)",
            _ => $"{name}(series, 24h)",
        };
    }
}
