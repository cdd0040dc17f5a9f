using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

public class AlertMailTests
{
    [Fact]
    public async Task A_crossing_tells_what_when_why_by_which_evidence_and_what_would_clear_it()
    {
        var dossier = Sample.One(NotificationKind.Crossed);
        var mail = await Sample.MailAsync([dossier]);
        var copy = Sample.CopyOf(mail);

        Assert.Equal("CRITICAL: Nuclear test at Punggye-ri (Korean Peninsula)", copy.Subject);
        foreach (var text in (string[])[Html.Parse(copy.Html).Body!.TextContent, Unwrapped(copy.Text)])
        {
            Assert.Contains("The red line is crossed.", text);
            Assert.Contains("is 6.3, at or above 4.0.", text);
            Assert.Contains("critical", text);
            Assert.Contains("3 September 2017, 12:30 (Asia/Seoul)", text);
            Assert.Contains("3 Sep 2017, 03:30 UTC", text);
            Assert.Contains("Every event this strong and shallow", text);
            Assert.Contains("max(shock, 24h)", text);
            Assert.Contains("M 6.3 Explosion", text);
            Assert.Contains(
                "It clears when for 1 hour its condition has not held and this has: age(shock) > 24h.",
                text
            );
            Assert.Contains("a reminder every 12 hours", text);
            Assert.Contains("because you follow Korean Peninsula", text);
            Assert.Contains("at least of severity notice", text);
            Assert.Contains("Sent by IndicatorAlerts", text);
        }
        Assert.DoesNotContain('%', Html.Parse(copy.Html).Body!.TextContent);
        Assert.Contains("The red line stands at 4.0", Unwrapped(copy.Text));
    }

    [Fact]
    public async Task Links_lead_to_the_dossier_the_status_the_raw_answer_the_report_preferences_and_unsubscribing()
    {
        var dossier = Sample.One(NotificationKind.Crossed);
        var copy = Sample.CopyOf(await Sample.MailAsync([dossier]));
        var links = Html.Parse(copy.Html).QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).ToList();

        string[] expected =
        [
            $"https://alerts.example.org/api/watches/korean-peninsula/alerts/{dossier.Alert.Id}",
            "https://alerts.example.org/ui/",
            $"https://alerts.example.org/api/watches/korean-peninsula/indicators/shock/archive/{new string('5', 64)}",
            "https://earthquake.usgs.gov/earthquakes/eventpage/us2000aert",
            "https://alerts.example.org/ui/preferences/TOKEN",
            "https://alerts.example.org/ui/unsubscribe/TOKEN",
        ];
        foreach (var link in expected)
        {
            Assert.Contains(link, links);
            Assert.Contains(link, copy.Text);
        }
        Assert.All(links, l => Assert.StartsWith("https://", l));
    }

    [Fact]
    public async Task The_chart_stands_in_the_mail_and_says_the_same_to_who_does_not_see_it()
    {
        var mail = await Sample.MailAsync([Sample.One(NotificationKind.Crossed)]);
        var image = Assert.Single(mail.Images);
        var shown = Assert.Single(Html.Parse(mail.Html).QuerySelectorAll("img"));
        Assert.Equal("cid:" + image.Name, shown.GetAttribute("src"));
        var alt = shown.GetAttribute("alt")!;
        Assert.Contains("between 2.1 and 6.3 magnitude", alt);
        Assert.Contains("The red line stands at 4.0", alt);
        Assert.Contains("crossed at 3 September 2017, 03:30 UTC", alt);
    }

    [Fact]
    public async Task Every_notification_of_an_episode_has_one_subject_and_one_root_and_another_episode_has_its_own()
    {
        var dossiers = Sample.Dossiers(Sample.Watch(Sample.Test), Sample.Series(), Sample.Crossed.AddDays(3));
        var mails = new List<Mail>();
        foreach (var dossier in dossiers)
            mails.Add(await Sample.MailAsync([dossier]));
        Assert.True(mails.Count >= 3, "crossed, reminded and cleared");
        Assert.Single(mails.Select(m => m.Subject).Distinct());
        var root = Assert.Single(mails.Select(m => m.Headers["References"]).Distinct());
        Assert.Matches(@"^<episode\.[0-9a-f]{24}@alerts\.example\.org>$", root);
        Assert.All(mails, m => Assert.Equal(root, m.Headers["In-Reply-To"]));
        Assert.All(mails, m => Assert.Equal("<korean-peninsula.alerts.alerts.example.org>", m.Headers["List-Id"]));
        string[] reserved =
        [
            "Message-ID",
            "Subject",
            "To",
            "From",
            "Reply-To",
            "Content-Type",
            "DKIM-Signature",
            "Received",
        ];
        Assert.All(mails, m => Assert.Empty(m.Headers.Keys.Intersect(reserved, StringComparer.OrdinalIgnoreCase)));

        var later = dossiers[0] with { Alert = dossiers[0].Alert with { Episode = Sample.Crossed.AddYears(1) } };
        Assert.NotEqual(root, (await Sample.MailAsync([later])).Headers["References"]);
    }

    [Theory]
    [InlineData(NotificationKind.Crossed, "The red line is crossed.", "What would clear it")]
    [InlineData(NotificationKind.Escalated, "It has become worse.", "What would clear it")]
    [InlineData(NotificationKind.Revised, "What was told before is corrected.", "What would clear it")]
    [InlineData(NotificationKind.Reminder, "The red line is still crossed.", "What would clear it")]
    [InlineData(NotificationKind.Blind, "The red line cannot see any more.", "What happens now")]
    [InlineData(NotificationKind.Sighted, "The red line sees again.", "What happens now")]
    [InlineData(NotificationKind.Cleared, "The red line is clear again.", "What would cross it again")]
    public async Task Each_kind_has_words_of_its_own(NotificationKind kind, string headline, string next)
    {
        var dossier = Sample.One(NotificationKind.Crossed);
        var mail = await Sample.MailAsync([dossier with { Alert = dossier.Alert with { Kind = kind } }]);
        foreach (var text in (string[])[Html.Parse(mail.Html).Body!.TextContent, Unwrapped(mail.Text)])
        {
            Assert.Contains(headline, text);
            Assert.Contains(next, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_grouped_mail_sums_up_first_and_the_worst_stands_first()
    {
        var dossiers = Sample.Dossiers(
            Sample.Watch(Sample.Fall, Sample.Shocked, Sample.Test),
            Sample.Series(),
            Sample.Crossed.AddDays(2)
        );
        var crossed = dossiers.Where(d => d.Alert.Kind == NotificationKind.Crossed).ToList();
        Assert.Equal(3, crossed.Count);
        var mail = await Sample.MailAsync(crossed);

        Assert.Equal("CRITICAL: Nuclear test at Punggye-ri (Korean Peninsula)", mail.Subject);
        var page = Html.Parse(mail.Html);
        Assert.Equal("3 alerts of Korean Peninsula", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(
            ["Nuclear test at Punggye-ri", "Shock near the test site", "The won falls"],
            page.QuerySelectorAll("ol > li > strong").Select(e => e.TextContent)
        );
        Assert.Equal(
            ["Nuclear test at Punggye-ri", "Shock near the test site", "The won falls"],
            page.QuerySelectorAll("h2").Select(e => e.TextContent)
        );
    }

    [Theory]
    [InlineData(MailOccasion.AfterQuiet, "held over your quiet hours")]
    [InlineData(MailOccasion.RolledUp, "you limit how many mails you get in an hour")]
    public async Task What_comes_later_says_why(MailOccasion occasion, string reason)
    {
        var mail = await Sample.MailAsync([Sample.One(NotificationKind.Crossed)], occasion);
        Assert.Contains(reason, Html.Parse(mail.Html).Body!.TextContent);
        Assert.Contains(reason, Unwrapped(mail.Text));
    }

    [Fact]
    public async Task What_is_compared_with_a_percentage_is_told_in_percent()
    {
        var mail = await Sample.MailAsync([Sample.One(NotificationKind.Crossed, Sample.Fall)]);
        var text = Unwrapped(mail.Text);
        Assert.Contains("is 4.01%, at or above 2%", text);
        Assert.Contains("change(won, 1d) is 4%", text);
    }

    [Fact]
    public async Task Three_alerts_have_their_three_charts()
    {
        var watch = Sample.Watch(Sample.Fall, Sample.Shocked, Sample.Test);
        var crossed = Sample
            .Dossiers(watch, Sample.Series(), Sample.Crossed.AddDays(2))
            .Where(d => d.Alert.Kind == NotificationKind.Crossed);
        Assert.Equal(3, (await Sample.MailAsync([.. crossed])).Images.Count);
    }

    [Fact]
    public async Task Sixty_alerts_with_long_words_are_still_one_small_mail()
    {
        var dossier = Sample.One(NotificationKind.Crossed);
        var many = Enumerable
            .Range(0, 60)
            .Select(i =>
                dossier with
                {
                    Alert = dossier.Alert with
                    {
                        Id = $"{dossier.Alert.Id}-{i}",
                        Sentence = string.Concat(Enumerable.Repeat("very long words ", 600)),
                        RedLine = dossier.Alert.RedLine with { Title = new('T', 10_000), Because = new('b', 10_000) },
                    },
                }
            )
            .ToList();
        var mail = await Sample.MailAsync(many);
        Assert.True(
            Size(mail) <= 100_000,
            $"HTML {mail.Html.Length}, text {mail.Text.Length}, images {string.Join(", ", mail.Images.Select(i => i.Png.Length))}"
        );
        Assert.Equal(2, mail.Images.Count);
        Assert.Contains("And 40 more on", Html.Parse(mail.Html).Body!.TextContent);
        Assert.InRange(mail.Subject.Length, 1, 170);
    }

    [Fact]
    public async Task A_mail_without_a_dossier_is_whole_but_for_its_chart()
    {
        var dossier = Sample.One(NotificationKind.Crossed);
        var mail = await Sample.MailAsync([dossier]);
        var without = await AlertMail.WriteAsync(
            [dossier.Alert],
            [],
            MailOccasion.AtOnce,
            new("https://alerts.example.org/"),
            "IndicatorAlerts"
        );
        Assert.Empty(without.Images);
        Assert.DoesNotContain("<img", without.Html);
        Assert.Contains("6.3", without.Text);
        Assert.Equal(mail.Subject, without.Subject);
    }

    internal static int Size(Mail mail) =>
        mail.Html.Length + mail.Text.Length + mail.Images.Sum(i => Convert.ToBase64String(i.Png).Length);

    internal static string Unwrapped(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\s+", " ");
}
