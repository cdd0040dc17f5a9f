using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using CsCheck;
using IndicatorAlerts.Alerts.Feeds;
using IndicatorAlerts.Local;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.Tests.Alerts.Feeds;

public class CapTests
{
    static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    [Theory]
    [InlineData(NotificationKind.Crossed, false, "Alert")]
    [InlineData(NotificationKind.Escalated, false, "Alert")]
    [InlineData(NotificationKind.Reminder, true, "Update")]
    [InlineData(NotificationKind.Revised, true, "Update")]
    [InlineData(NotificationKind.Cleared, true, "Cancel")]
    public void An_episode_begins_with_an_alert_and_ends_with_a_cancel_that_refers_to_it(
        NotificationKind kind,
        bool refers,
        string type
    )
    {
        var first = refers ? FeedLab.Alert(NotificationKind.Crossed, Severity.Critical) : null;
        var message = Parse(CapMessage.Write(FeedLab.Alert(kind, Severity.Critical, 5), first, FeedLab.Site));
        Assert.Equal(type, Text(message, "msgType"));
        Assert.Equal("2026-01-01T12:05:00-00:00", Text(message, "sent"));
        Assert.Equal(
            refers ? "alerts.example:8443,lab.20260101T120000.250Z-crossed-line,2026-01-01T12:00:00-00:00" : null,
            message.Root!.Element(Cap + "references")?.Value
        );
    }

    [Theory]
    [InlineData(Severity.Critical, NotificationKind.Crossed, "Immediate", "Extreme", "Observed")]
    [InlineData(Severity.Warning, NotificationKind.Reminder, "Expected", "Severe", "Observed")]
    [InlineData(Severity.Watch, NotificationKind.Escalated, "Future", "Moderate", "Observed")]
    [InlineData(Severity.Notice, NotificationKind.Crossed, "Unknown", "Minor", "Observed")]
    [InlineData(Severity.Critical, NotificationKind.Cleared, "Past", "Extreme", "Observed")]
    [InlineData(Severity.Critical, NotificationKind.Blind, "Unknown", "Extreme", "Unknown")]
    public void Our_severity_and_kind_become_the_words_of_the_protocol(
        Severity severity,
        NotificationKind kind,
        string urgency,
        string badness,
        string certainty
    )
    {
        var info = Parse(CapMessage.Write(FeedLab.Alert(kind, severity), null, FeedLab.Site))
            .Root!.Element(Cap + "info")!;
        Assert.Equal(
            (urgency, badness, certainty),
            (
                info.Element(Cap + "urgency")!.Value,
                info.Element(Cap + "severity")!.Value,
                info.Element(Cap + "certainty")!.Value
            )
        );
    }

    [Fact]
    public void Any_alert_with_any_titles_is_valid_by_the_schema() =>
        Gen.Select(FeedLab.Any, FeedLab.Any, Gen.Bool)
            .Sample(
                (alert, first, refers) => Parse(CapMessage.Write(alert, refers ? first : null, FeedLab.Site)),
                iter: 1000
            );

    [Fact]
    public void The_schema_refuses_what_is_not_valid()
    {
        var message = Parse(
            CapMessage.Write(FeedLab.Alert(NotificationKind.Crossed, Severity.Notice), null, FeedLab.Site)
        );
        foreach (var wrong in (string[])["identifier", "sent", "msgType", "scope"])
        {
            var changed = new XDocument(message);
            changed.Root!.Element(Cap + wrong)!.Value = "not, so";
            Assert.Throws<XmlSchemaValidationException>(() => Validate(changed));
            changed = new XDocument(message);
            changed.Root!.Element(Cap + wrong)!.Remove();
            Assert.Throws<XmlSchemaValidationException>(() => Validate(changed));
        }
    }

    static XDocument Parse(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes));
        var message = XDocument.Load(reader);
        Validate(message);
        return message;
    }

    static void Validate(XDocument message)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(
            Cap.NamespaceName,
            System.IO.Path.Combine(Repository.Root, "tests/IndicatorAlerts.Tests/Alerts/Feeds/cap-1.2.xsd")
        );
        message.Validate(schemas, (_, e) => throw e.Exception);
    }

    static string Text(XDocument message, string name) => message.Root!.Element(Cap + name)!.Value;
}
