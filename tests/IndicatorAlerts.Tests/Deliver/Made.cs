using System.Globalization;
using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Tests.Deliver;

/// <summary>Alerts as an evaluation makes them.</summary>
static class Made
{
    public const string Watch = "korean-peninsula";

    public static Alert Alert(
        string line,
        DateTimeOffset at,
        Severity severity = Severity.Warning,
        NotificationKind kind = NotificationKind.Crossed
    ) =>
        new()
        {
            Id = string.Create(
                CultureInfo.InvariantCulture,
                $"{at.UtcDateTime:yyyyMMdd'T'HHmmss.fff}Z-{kind.ToString().ToLowerInvariant()}-{line}"
            ),
            Watch = Watch,
            WatchTitle = "Korean Peninsula",
            Kind = kind,
            At = at,
            Episode = at,
            Sentence = $"The largest value of {line} is 6.3, at or above 4.0",
            RedLine = new()
            {
                Id = line,
                Title = $"Line {line}",
                Severity = severity,
                When = "1 > 0",
            },
            Explanation = new(Truth.True, "1 is above 0", null),
        };

    public static Delivery Delivery(DateTimeOffset at, params Alert[] alerts) =>
        new()
        {
            Id = $"{Watch}|{alerts[0].Id}",
            Watch = Watch,
            Alerts = [.. alerts.Select(a => a.Id)],
            At = at,
            Page = 1,
        };

    /// <summary>One of some values.</summary>
    public static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>A reader's id that stands in order of a number.</summary>
    public static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);
}
