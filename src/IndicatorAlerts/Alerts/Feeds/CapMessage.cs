using System.Globalization;
using System.Xml;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>An alert as a message of the Common Alerting Protocol 1.2. docs/alerts.md tells how our words become its words.</summary>
static class CapMessage
{
    const string Namespace = "urn:oasis:names:tc:emergency:cap:1.2";

    public static string PathOf(Alert alert) => $"/api/watches/{alert.Watch}/cap/{alert.Id}.xml";

    /// <param name="alert">One that people are told of.</param>
    /// <param name="first">The first that they were told of the same episode; null when it is this one.</param>
    /// <param name="site">For addresses.</param>
    public static byte[] Write(Alert alert, Alert? first, FeedSite site) =>
        XmlText.Write(xml =>
        {
            xml.WriteStartElement("alert", Namespace);
            xml.WriteElementString("identifier", IdOf(alert));
            xml.WriteElementString("sender", site.Sender);
            xml.WriteElementString("sent", Instant(alert.At));
            xml.WriteElementString("status", "Actual");
            xml.WriteElementString("msgType", TypeOf(alert, first));
            xml.WriteElementString("scope", "Public");
            if (first is not null)
                xml.WriteElementString("references", $"{site.Sender},{IdOf(first)},{Instant(first.At)}");
            Info(xml, alert, site);
            xml.WriteEndElement();
        });

    static void Info(XmlWriter xml, Alert alert, FeedSite site)
    {
        var line = alert.RedLine;
        xml.WriteStartElement("info");
        xml.WriteElementString("language", "en");
        xml.WriteElementString("category", "Security");
        xml.WriteElementString("event", PlainText.Of(line.Title));
        xml.WriteElementString("urgency", UrgencyOf(alert));
        xml.WriteElementString("severity", SeverityOf(line.Severity));
        xml.WriteElementString("certainty", CertaintyOf(alert.Kind));
        if (alert.Episode is { } episode)
            xml.WriteElementString("onset", Instant(episode));
        xml.WriteElementString("senderName", PlainText.Of(alert.WatchTitle));
        xml.WriteElementString("headline", FeedSite.TitleOf(alert));
        xml.WriteElementString("description", FeedSite.TextOf(alert));
        xml.WriteElementString("web", site.PageOf(alert.Watch));
        Parameter(xml, "watch", alert.Watch);
        Parameter(xml, "redLine", line.Id);
        Parameter(xml, "kind", alert.Kind.ToString().ToLowerInvariant());
        Parameter(xml, "severity", line.Severity.ToString().ToLowerInvariant());
        Parameter(xml, "condition", line.When);
        Parameter(xml, "evidence", site.UrlOf(alert));
        xml.WriteEndElement();
    }

    static void Parameter(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("parameter");
        xml.WriteElementString("valueName", name);
        xml.WriteElementString("value", PlainText.Of(value));
        xml.WriteEndElement();
    }

    static string TypeOf(Alert alert, Alert? first) =>
        first is null ? "Alert"
        : alert.Kind == NotificationKind.Cleared ? "Cancel"
        : "Update";

    static string UrgencyOf(Alert alert) =>
        alert.Kind is NotificationKind.Cleared or NotificationKind.Sighted ? "Past"
        : alert.Kind == NotificationKind.Blind ? "Unknown"
        : alert.RedLine.Severity switch
        {
            Severity.Critical => "Immediate",
            Severity.Warning => "Expected",
            Severity.Watch => "Future",
            _ => "Unknown",
        };

    static string SeverityOf(Severity severity) =>
        severity switch
        {
            Severity.Critical => "Extreme",
            Severity.Warning => "Severe",
            Severity.Watch => "Moderate",
            _ => "Minor",
        };

    static string CertaintyOf(NotificationKind kind) => kind == NotificationKind.Blind ? "Unknown" : "Observed";

    // Both are of letters, digits, hyphens and dots: the protocol allows neither blanks nor commas, '<' or '&'.
    static string IdOf(Alert alert) => $"{alert.Watch}.{alert.Id}";

    // The protocol writes UTC as -00:00 and knows no Z and no fractions of a second.
    static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'-00:00'", CultureInfo.InvariantCulture);
}
