using System.Globalization;
using System.Text;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.RedLines.Evaluation;
using Microsoft.Extensions.Options;
using RazorSlices;

namespace IndicatorAlerts.Deliver;

/// <summary>What a mail says.</summary>
/// <param name="Alert">What it is about.</param>
/// <param name="Headline">What happened, in a few words.</param>
/// <param name="StatusPage">Where the evidence is shown.</param>
public sealed record AlertMailModel(Alert Alert, string Headline, Uri StatusPage)
{
    /// <summary>An instant as mails and pages show it.</summary>
    public static string Show(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>Why alerts are mailed when they are.</summary>
public enum MailOccasion
{
    /// <summary>They have just been decided.</summary>
    AtOnce,

    /// <summary>They were held over the reader's quiet hours.</summary>
    AfterQuiet,

    /// <summary>They were more than the reader wants in an hour, and come as one.</summary>
    RolledUp,
}

/// <summary>Writes the mail of alerts.</summary>
public sealed class AlertMail(IOptions<SiteOptions> site)
{
    /// <summary>One mail on one or more alerts.</summary>
    /// <param name="alerts">Of one watch when told at once; the worst stands first.</param>
    /// <param name="occasion">Why now.</param>
    public async Task<Mail> BuildAsync(IReadOnlyList<Alert> alerts, MailOccasion occasion)
    {
        var alert = alerts[0];
        var model = new AlertMailModel(
            alert,
            Headline(alert),
            new(new Uri(site.Value.PublicUrl.TrimEnd('/') + "/"), "ui/")
        );
        var html = await Slices.Mail.Create(model).RenderAsync();
        // The same for every notification of an episode, so that they form one thread.
        var subject = OneLine(
            $"{alert.RedLine.Severity.ToString().ToUpperInvariant()}: {alert.RedLine.Title} ({alert.WatchTitle})"
        );
        return new()
        {
            Subject = subject,
            Html = html,
            Text = Text(model),
        };
    }

    static string Headline(Alert alert) =>
        alert.Kind switch
        {
            NotificationKind.Crossed => "The red line is crossed",
            NotificationKind.Escalated => "It has become worse",
            NotificationKind.Revised => "What was told before is corrected",
            NotificationKind.Reminder => "The red line is still crossed",
            NotificationKind.Blind => "The red line cannot see any more",
            NotificationKind.Sighted => "The red line sees again",
            NotificationKind.Cleared => "The red line is clear again",
            _ => throw new ArgumentOutOfRangeException(
                nameof(alert),
                alert.Kind,
                "There is no headline for this kind."
            ),
        };

    static string Text(AlertMailModel model)
    {
        var alert = model.Alert;
        var text = new StringBuilder()
            .AppendLine(alert.RedLine.Title)
            .AppendLine(model.Headline + ".")
            .AppendLine()
            .AppendLine(alert.Sentence + ".")
            .AppendLine()
            .AppendLine($"Watch:     {alert.WatchTitle}")
            .AppendLine($"Severity:  {alert.RedLine.Severity.ToString().ToLowerInvariant()}")
            .AppendLine($"Seen at:   {AlertMailModel.Show(alert.At)}")
            .AppendLine($"Red line:  {alert.RedLine.When}");
        if (alert.RedLine.Because is { } because)
            text.AppendLine().AppendLine("Why it matters: " + because);
        return text.AppendLine()
            .AppendLine($"Status and evidence: {model.StatusPage}")
            .ToString()
            .ReplaceLineEndings("\r\n");
    }

    // A title is an admin's text: a line break in a subject would begin a header.
    static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
