using System.Diagnostics;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Storage;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

/// <summary>Mails as a validator that is not ours sees them, and as a screen reader goes through them.</summary>
public class HtmlValidityTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "tests/html");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_mail_is_valid_html()
    {
        await new NpmFolder(Folder, "html-validate", "a validator of HTML").EnsureAsync(_ => { }, Cancel);
        Assert.NotEqual("", await MistakesAsync("<!doctype html><p><div></p>"));
        foreach (var (name, html) in await PagesAsync())
            Assert.Equal((name, ""), (name, await MistakesAsync(html)));
    }

    [Fact]
    public async Task A_screen_reader_finds_a_language_headings_in_order_and_words_for_every_picture()
    {
        foreach (var (name, html) in await PagesAsync())
        {
            var page = Html.Parse(html);
            Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
            Assert.NotEqual("", page.Title);
            var levels = page.QuerySelectorAll("h1, h2, h3, h4").Select(h => h.LocalName[1] - '0').ToList();
            Assert.Equal(1, levels[0]);
            Assert.Single(levels, 1);
            Assert.All(levels.Zip(levels.Skip(1)), l => Assert.True(l.Second <= l.First + 1, name));
            Assert.All(page.QuerySelectorAll("table"), t => Assert.Equal("presentation", t.GetAttribute("role")));
            Assert.All(page.QuerySelectorAll("img"), i => Assert.True(i.GetAttribute("alt")!.Length > 40, name));
            Assert.All(page.QuerySelectorAll("a"), a => Assert.NotEqual("", a.TextContent.Trim()));
        }
    }

    [Fact]
    public async Task Mails_load_nothing_and_run_nothing()
    {
        foreach (var (_, html) in await PagesAsync())
        {
            var page = Html.Parse(html);
            Assert.Empty(page.QuerySelectorAll("script, link, iframe, form, object, [onclick], [onload]"));
            Assert.All(page.QuerySelectorAll("[src]"), e => Assert.StartsWith("cid:", e.GetAttribute("src")!));
            Assert.DoesNotContain("url(", html);
            Assert.DoesNotContain("@import", html);
        }
    }

    static async Task<List<(string Name, string Html)>> PagesAsync()
    {
        var pages = new List<(string, string)>();
        foreach (
            var kind in (NotificationKind[])[NotificationKind.Crossed, NotificationKind.Cleared, NotificationKind.Blind]
        )
            pages.Add((kind.ToString(), (await Sample.MailAsync([Sample.One(kind)])).Html));
        var several = Sample.Dossiers(
            Sample.Watch(Sample.Fall, Sample.Shocked, Sample.Test),
            Sample.Series(),
            Sample.Crossed.AddDays(2)
        );
        pages.Add(("several", (await Sample.MailAsync(several, MailOccasion.RolledUp)).Html));
        var digest = new DigestStories(DigestStoriesTests.Request(), new("https://a.example/"), "I").Tell([
            DigestStoriesTests.Source(),
        ]);
        pages.Add(("digest", await DigestStoriesTests.HtmlAsync(digest!)));
        return pages;
    }

    /// <summary>One line each; empty when there is none.</summary>
    static async Task<string> MistakesAsync(string html)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", "validate.mjs")
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Cancel), node.StandardError.ReadToEndAsync(Cancel));
        await node.StandardInput.WriteAsync(html.AsMemory(), Cancel);
        node.StandardInput.Close();
        await node.WaitForExitAsync(Cancel);
        return await output + await errors;
    }
}
