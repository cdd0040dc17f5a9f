using System.Globalization;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Mails;

/// <summary>How a kind of notification is called.</summary>
/// <param name="Label">On the tag beside the title.</param>
/// <param name="Sign">Before the label, so that colour is never alone.</param>
/// <param name="Headline">A sentence without a full stop.</param>
/// <param name="Time">What its instant is the time of.</param>
public sealed record KindWords(string Label, string Sign, string Headline, string Time)
{
    public static KindWords Of(NotificationKind kind) =>
        kind switch
        {
            NotificationKind.Crossed => new("Crossed", "▲", "The red line is crossed", "Crossed"),
            NotificationKind.Escalated => new("Escalated", "▲", "It has become worse", "Escalated"),
            NotificationKind.Revised => new("Corrected", "±", "What was told before is corrected", "Corrected"),
            NotificationKind.Reminder => new("Still crossed", "▲", "The red line is still crossed", "As of"),
            NotificationKind.Blind => new("Blind", "?", "The red line cannot see any more", "Blind since"),
            NotificationKind.Sighted => new("Sees again", "✓", "The red line sees again", "Sees since"),
            NotificationKind.Cleared => new("Cleared", "✓", "The red line is clear again", "Cleared"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no words for this kind."),
        };
}

/// <summary>What mails say in the same words everywhere.</summary>
public static class MailWords
{
    public static MailTone ToneOf(Alert alert) => ToneOf(alert.Kind, alert.RedLine.Severity);

    public static MailTone ToneOf(NotificationKind kind, Severity severity) =>
        kind switch
        {
            NotificationKind.Cleared or NotificationKind.Sighted => MailTone.Clear,
            NotificationKind.Blind => MailTone.Blind,
            _ => ToneOf(severity),
        };

    public static MailTone ToneOf(Severity severity) =>
        severity switch
        {
            Severity.Critical => MailTone.Critical,
            Severity.Warning => MailTone.Warning,
            _ => MailTone.Notice,
        };

    public static string Of(Severity severity) => severity.ToString().ToLowerInvariant();

    static string Word(Phase phase) => phase.ToString().ToLowerInvariant();

    /// <summary>A duration in words: <c>1 day 12 hours</c>.</summary>
    public static string Of(TimeSpan duration)
    {
        (int Count, string Unit)[] parts =
        [
            (duration.Days, "day"),
            (duration.Hours, "hour"),
            (duration.Minutes, "minute"),
            (duration.Seconds, "second"),
        ];
        return string.Join(' ', parts.Where(p => p.Count > 0).Select(p => Count(p.Count, p.Unit)));
    }

    /// <summary>Such as <c>1 alert</c>, <c>2 alerts</c>.</summary>
    public static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>With a capital and a full stop.</summary>
    public static string Sentence(string text)
    {
        var line = Plain.Line(text);
        return line.Length == 0 ? "" : char.ToUpperInvariant(line[0]) + line[1..] + (line[^1] is '.' or '…' ? "" : ".");
    }

    /// <summary>The heading and the sentence on what comes next.</summary>
    public static (string Heading, string Text) Next(Alert alert)
    {
        var line = alert.RedLine;
        var clears = (line.ClearWhen, line.Keep > TimeSpan.Zero) switch
        {
            (null, false) => "It clears as soon as its condition no longer holds.",
            (null, true) => $"It clears when its condition has not held for {Of(line.Keep)}.",
            ({ } clear, false) => $"It clears when its condition no longer holds and this does: {Plain.Line(clear)}.",
            ({ } clear, true) =>
                $"It clears when for {Of(line.Keep)} its condition has not held and this has: {Plain.Line(clear)}.",
        };
        var remind = line.RemindEvery is { } every ? $" Until then there is a reminder every {Of(every)}." : "";
        return alert.Kind switch
        {
            NotificationKind.Blind => (
                "What happens now",
                "It keeps its last state, which is not the same as calm, until its feeds can be read again. You are told then."
            ),
            NotificationKind.Cleared => (
                "What would cross it again",
                line.For > TimeSpan.Zero
                    ? $"It is crossed again when its condition has held for {Of(line.For)}."
                    : "It is crossed again as soon as its condition holds."
            ),
            NotificationKind.Revised when alert.Explanation.Truth != Truth.True => (
                "What happens now",
                "What was decided stays decided; judge it by what is known now."
            ),
            NotificationKind.Sighted => (
                "What happens now",
                alert.From == alert.To
                    ? "It goes on from the state that it had before."
                    : $"It was {Word(alert.From)} when it last saw, and is {Word(alert.To)} now."
            ),
            _ => ("What would clear it", clears + remind),
        };
    }
}
