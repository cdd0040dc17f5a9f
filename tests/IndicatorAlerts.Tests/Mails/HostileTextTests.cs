using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

public class HostileTextTests
{
    public static TheoryData<string> Hostile =>
        [
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "\"><a href=\"https://evil.example\">free</a>",
            "%preferences% %unsubscribe% %least% %at0% 95%",
            "%%preferences%% 100%unsubscribe%",
            "Quiet\r\nBcc: everybody@example.org\r\n\r\nbody",
            "Calm\u202Edetaerht si eno oN\u202C \u2066x\u2069 \u200Fy\u061C",
            "\u0000\u0007\u001b[31m\u0085\u2028\u2029\ufeff",
            "صاروخ باليستي 미사일 발사 ракета",
            "&lt;b&gt; &amp; &#37;preferences&#37;",
            "--> <!-- ]]> </title></style></td></table>",
        ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_feeds_and_admins_write_is_text_and_nothing_else(string text)
    {
        var plain = Sample.One(NotificationKind.Crossed);
        var calm = Html.Parse(Sample.CopyOf(await Sample.MailAsync([plain])).Html);
        var copy = Sample.CopyOf(await Sample.MailAsync([With(plain, text)]));
        var page = Html.Parse(copy.Html);

        Assert.Single(page.QuerySelectorAll("img"));
        Assert.Equal(calm.All.Select(e => e.LocalName), page.All.Select(e => e.LocalName));
        Assert.Equal(
            calm.QuerySelectorAll("a").Select(a => a.GetAttribute("href")),
            page.QuerySelectorAll("a").Select(a => a.GetAttribute("href"))
        );
        Assert.Equal(Plain.Line(text, 120), page.QuerySelector("h1")!.TextContent);
        // The reader's own links stand where they belong, and nowhere else.
        Assert.Equal(1, Count(copy.Html, "/ui/preferences/TOKEN"));
        Assert.Equal(1, Count(copy.Html, "/ui/unsubscribe/TOKEN"));
        Assert.Equal(1, Count(copy.Text, "/ui/preferences/TOKEN"));
        Assert.Equal(1, Count(copy.Text, "/ui/unsubscribe/TOKEN"));
        Assert.DoesNotContain("TOKEN", copy.Subject);
        Assert.DoesNotContain(copy.Subject, c => char.IsControl(c) || IsTurning(c));
        Assert.DoesNotContain(copy.Text, c => (char.IsControl(c) && c is not ('\r' or '\n')) || IsTurning(c));
    }

    [Fact]
    public async Task Links_of_feeds_that_are_no_web_addresses_are_left_out()
    {
        foreach (
            var link in (string[])
                ["javascript:alert(1)", "data:text/html,x", "/relative", "https://a:b@evil.example", "http://"]
        )
        {
            var dossier = Sample.One(NotificationKind.Crossed);
            var series = dossier.Series[0] with
            {
                Points = [.. dossier.Series[0].Points.Select(p => p with { Link = link })],
            };
            var mail = await Sample.MailAsync([dossier with { Series = [series] }]);
            Assert.All(
                Html.Parse(mail.Html).QuerySelectorAll("a").Select(a => a.GetAttribute("href")!),
                href =>
                    Assert.True(
                        href.StartsWith("https://alerts.example.org/", StringComparison.Ordinal) || href[0] == '%'
                    )
            );
        }
        Assert.Equal("https://a.example/%25preferences%25", Plain.Link("https://a.example/%preferences%"));
        Assert.Equal("https://a.example/?q=%20a", Plain.Link("https://a.example/?q=%20a"));
    }

    [Fact]
    public void Any_text_becomes_one_bounded_line_without_tags() =>
        Gen.String.Sample(text =>
        {
            var line = Plain.Untagged(text, 100);
            Assert.DoesNotContain(line, c => char.IsControl(c) || IsTurning(c));
            Assert.DoesNotMatch("%[A-Za-z]", line);
            Assert.InRange(Plain.Line(text, 100).Length, 0, 102);
            Assert.Equal(Plain.Line(text), Plain.Line(Plain.Line(text)));
        });

    static Dossier With(Dossier dossier, string text) =>
        dossier with
        {
            Alert = dossier.Alert with
            {
                WatchTitle = text,
                Sentence = text,
                RedLine = dossier.Alert.RedLine with { Title = text, Because = text },
            },
            Series =
            [
                .. dossier.Series.Select(s =>
                    s with
                    {
                        Points = [.. s.Points.Select(p => p with { Title = p.Title is null ? null : text })],
                    }
                ),
            ],
            Watch = dossier.Watch with
            {
                // A definition with control characters is refused before it can be evaluated.
                Title = Printable(text),
                Indicators = [.. dossier.Watch.Indicators.Select(i => i with { Title = Printable(text) })],
            },
        };

    static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)));

    static bool IsTurning(char c) =>
        c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\u061C';

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
