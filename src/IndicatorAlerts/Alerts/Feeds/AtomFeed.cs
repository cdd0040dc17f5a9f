using System.Globalization;
using System.Xml;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>The alerts of a watch as Atom (RFC 4287).</summary>
static class AtomFeed
{
    const string Namespace = "http://www.w3.org/2005/Atom";

    /// <param name="watch">The watch's id.</param>
    /// <param name="title">The watch's title.</param>
    /// <param name="alerts">Newest first, told only.</param>
    /// <param name="site">For addresses.</param>
    public static byte[] Write(string watch, string title, IReadOnlyList<Alert> alerts, FeedSite site) =>
        XmlText.Write(xml =>
        {
            var self = site.Url($"api/watches/{watch}/alerts.atom");
            xml.WriteStartElement("feed", Namespace);
            xml.WriteElementString("id", self);
            xml.WriteElementString("title", PlainText.Of($"{title}: alerts"));
            xml.WriteElementString("updated", Instant(alerts.Count > 0 ? alerts[0].At : DateTimeOffset.UnixEpoch));
            xml.WriteStartElement("author");
            xml.WriteElementString("name", "IndicatorAlerts");
            xml.WriteEndElement();
            xml.Empty("link", ("rel", "self"), ("type", "application/atom+xml"), ("href", self));
            xml.Empty("link", ("rel", "alternate"), ("type", "text/html"), ("href", site.PageOf(watch)));
            foreach (var alert in alerts)
                Entry(xml, alert, site);
            xml.WriteEndElement();
        });

    static void Entry(XmlWriter xml, Alert alert, FeedSite site)
    {
        xml.WriteStartElement("entry");
        xml.WriteElementString("id", site.UrlOf(alert));
        xml.WriteElementString("title", FeedSite.TitleOf(alert));
        xml.WriteElementString("published", Instant(alert.At));
        xml.WriteElementString("updated", Instant(alert.At));
        xml.Empty("link", ("rel", "alternate"), ("type", "text/html"), ("href", site.PageOf(alert.Watch)));
        xml.Empty("link", ("rel", "related"), ("type", "application/json"), ("href", site.UrlOf(alert)));
        xml.Empty("link", ("rel", "enclosure"), ("type", "application/cap+xml"), ("href", site.CapOf(alert)));
        xml.Empty("category", ("term", alert.Kind.ToString().ToLowerInvariant()));
        xml.Empty("category", ("term", alert.RedLine.Severity.ToString().ToLowerInvariant()));
        xml.WriteStartElement("content");
        xml.WriteAttributeString("type", "text");
        xml.WriteString(FeedSite.TextOf(alert));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
