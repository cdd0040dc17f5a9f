using System.Globalization;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Subscribe;

/// <summary>One line about what a reader wants.</summary>
/// <param name="Label">Of what.</param>
/// <param name="Text">In words.</param>
public sealed record WishLine(string Label, string Text);

/// <summary>Says what a reader wants, for pages and mails.</summary>
public static class WishesText
{
    /// <param name="wants">The wishes.</param>
    /// <param name="titles">Of watches by their ids; a watch that has none is shown by its id.</param>
    public static IReadOnlyList<WishLine> Of(Subscription wants, IReadOnlyDictionary<string, string> titles)
    {
        var lines = new List<WishLine>
        {
            new("Watches", string.Join(", ", wants.Watches.Select(w => titles.GetValueOrDefault(w, w)))),
            new("Severity", Of(wants.LeastSeverity)),
            new("When", Of(wants)),
        };
        if (wants.Kinds.Count > 0)
            lines.Add(new("Told of", string.Join(", ", wants.Kinds.Select(k => Of(k).ToLowerInvariant()))));
        if (wants.Quiet is { } quiet)
            lines.Add(
                new(
                    "Quiet hours",
                    $"{Words.Of(quiet.From)} to {Words.Of(quiet.To)} ({wants.Zone})"
                        + (quiet.ExceptCritical ? ", except for critical alerts" : "")
                )
            );
        if (wants.MostPerHour is { } most)
            lines.Add(
                new("Most mails", string.Create(CultureInfo.InvariantCulture, $"{most} an hour, the rest in one"))
            );
        return lines;
    }

    /// <summary>A severity and those above it.</summary>
    public static string Of(Severity least) =>
        least switch
        {
            Severity.Notice => "All, from notice to critical",
            Severity.Watch => "Watch, warning and critical",
            Severity.Warning => "Warning and critical",
            _ => "Critical only",
        };

    /// <summary>What a kind of notification tells.</summary>
    public static string Of(NotificationKind kind) =>
        kind switch
        {
            NotificationKind.Crossed => "A red line is crossed",
            NotificationKind.Escalated => "It has become worse",
            NotificationKind.Revised => "What was told is corrected",
            NotificationKind.Reminder => "It is still crossed",
            NotificationKind.Blind => "A red line cannot see any more",
            NotificationKind.Sighted => "It sees again",
            NotificationKind.Cleared => "It is clear again",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no words for this kind."),
        };

    static string Of(Subscription wants) =>
        wants.Rhythm switch
        {
            Rhythm.Immediate => "At once",
            Rhythm.Daily => string.Create(
                CultureInfo.InvariantCulture,
                $"One digest a day at {wants.Hour:00}:00 ({wants.Zone})"
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"One digest a week, on Monday at {wants.Hour:00}:00 ({wants.Zone})"
            ),
        };
}
