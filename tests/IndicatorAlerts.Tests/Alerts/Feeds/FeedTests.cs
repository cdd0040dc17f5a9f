using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Feeds;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.Tests.Alerts.Feeds;

public class FeedTests
{
    static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    static readonly Gen<List<Alert>> Alerts = FeedLab
        .Any.Array[0, 5]
        .Select(alerts => alerts.DistinctBy(a => a.Id).OrderByDescending(a => a.At).ToList());

    [Fact]
    public void Any_alerts_with_any_titles_make_an_Atom_feed_with_all_that_it_must_have() =>
        Gen.Select(FeedLab.Text, Alerts)
            .Sample(
                (title, alerts) =>
                {
                    var feed = ParseAtom(AtomFeed.Write("lab", title, alerts, FeedLab.Site));
                    CheckCommon(feed, feed.Element(Atom + "author") is not null);
                    Assert.Equal("https://alerts.example:8443/api/watches/lab/alerts.atom", Link(feed, "self"));
                    var entries = feed.Elements(Atom + "entry").ToList();
                    Assert.Equal(alerts.Count, entries.Select(e => e.Element(Atom + "id")!.Value).Distinct().Count());
                    foreach (var (entry, alert) in entries.Zip(alerts))
                    {
                        CheckCommon(entry, hasAuthor: true);
                        Assert.EndsWith($"/cap/{alert.Id}.xml", Link(entry, "enclosure"), StringComparison.Ordinal);
                        Assert.NotNull(Link(entry, "alternate"));
                        Assert.Equal("text", (string?)entry.Element(Atom + "content")!.Attribute("type"));
                    }
                },
                iter: 500
            );

    [Fact]
    public void Any_alerts_with_any_titles_make_a_JSON_feed_with_all_that_it_must_have() =>
        Gen.Select(FeedLab.Text, Alerts)
            .Sample(
                (title, alerts) =>
                {
                    using var json = JsonDocument.Parse(JsonFeed.Write("lab", title, alerts, FeedLab.Site));
                    var feed = json.RootElement;
                    Assert.Equal("https://jsonfeed.org/version/1.1", feed.GetProperty("version").GetString());
                    Assert.NotEmpty(feed.GetProperty("title").GetString()!);
                    Assert.True(Uri.TryCreate(feed.GetProperty("home_page_url").GetString(), UriKind.Absolute, out _));
                    Assert.True(Uri.TryCreate(feed.GetProperty("feed_url").GetString(), UriKind.Absolute, out _));
                    Assert.NotEmpty(feed.GetProperty("authors")[0].GetProperty("name").GetString()!);
                    var items = feed.GetProperty("items").EnumerateArray().ToList();
                    Assert.Equal(alerts.Count, items.Select(i => i.GetProperty("id").GetString()).Distinct().Count());
                    foreach (var item in items)
                    {
                        Assert.NotEmpty(item.GetProperty("content_text").GetString()!);
                        Assert.True(item.GetProperty("date_published").TryGetDateTimeOffset(out _));
                        Assert.Equal(
                            "application/cap+xml",
                            item.GetProperty("attachments")[0].GetProperty("mime_type").GetString()
                        );
                        Assert.True(
                            Uri.TryCreate(
                                item.GetProperty("attachments")[0].GetProperty("url").GetString(),
                                UriKind.Absolute,
                                out _
                            )
                        );
                    }
                },
                iter: 500
            );

    [Fact]
    public void A_title_stands_in_the_feed_as_it_is_written_but_for_what_no_text_may_hold()
    {
        var alert = FeedLab.Alert(
            NotificationKind.Crossed,
            Severity.Critical,
            title: "<b>]]>\u0000\ud800\u202e 한국 & \"x\""
        );
        var feed = ParseAtom(AtomFeed.Write("lab", "Lab", [alert], FeedLab.Site));
        Assert.Equal(
            "CRITICAL: <b>]]>\ufffd\ufffd 한국 & \"x\": crossed",
            feed.Element(Atom + "entry")!.Element(Atom + "title")!.Value
        );
    }

    [Fact]
    public void No_text_that_is_written_can_turn_the_writing_around_it_or_be_no_Unicode() =>
        FeedLab.Text.Sample(
            text =>
            {
                var clean = PlainText.Of(text);
                Assert.Equal(clean, XmlConvert.VerifyXmlChars(clean));
                Assert.DoesNotContain(clean, c => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
                Assert.DoesNotContain(clean, c => char.IsControl(c) && c is not ('\t' or '\r' or '\n' or '\u0085'));
            },
            iter: 2000
        );

    // RFC 4287: one id, title and updated each, and a time that says its zone.
    static void CheckCommon(XElement element, bool hasAuthor)
    {
        Assert.True(hasAuthor);
        Assert.True(Uri.TryCreate(Assert.Single(element.Elements(Atom + "id")).Value, UriKind.Absolute, out _));
        Assert.NotEmpty(Assert.Single(element.Elements(Atom + "title")).Value);
        Assert.True(
            DateTimeOffset.TryParseExact(
                Assert.Single(element.Elements(Atom + "updated")).Value,
                "yyyy-MM-dd'T'HH:mm:ssK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            )
        );
    }

    static XElement ParseAtom(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes));
        var root = XDocument.Load(reader).Root!;
        Assert.Equal(Atom + "feed", root.Name);
        return root;
    }

    static string? Link(XElement element, string rel) =>
        (string?)element.Elements(Atom + "link").Single(l => (string?)l.Attribute("rel") == rel).Attribute("href");
}
