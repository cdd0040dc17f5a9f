using IndicatorAlerts.Charts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Slices;
using IndicatorAlerts.Status;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

public class DigestStoriesTests
{
    // A Tuesday.
    static readonly DateTimeOffset To = new(2017, 9, 5, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_digest_tells_what_crossed_what_cleared_what_is_blind_what_is_near_and_that_it_watches()
    {
        var html = await HtmlAsync(Tell(Request(), Source())!);
        var page = Html.Parse(html);
        Assert.Equal(
            ["Crossed", "Cleared and corrected", "Blind", "Near its line"],
            page.QuerySelectorAll("h3").Select(h => h.TextContent)
        );
        var text = AlertMailTests.Unwrapped(page.Body!.TextContent);
        Assert.Contains("Nuclear test at Punggye-ri", text);
        Assert.Contains("Level: critical", text);
        Assert.Contains("Still watching: 1 indicator of 2 read, last at 5 Sep 2017, 07:58 UTC", text);
        Assert.Contains("4 red lines evaluated up to 5 Sep 2017, 07:59 UTC", text);
        Assert.Contains("Still watching", DigestText.Of(Tell(Request(), Source())!));
        Assert.Equal(2, page.QuerySelectorAll("img").Length);
        Assert.All(page.QuerySelectorAll("img"), i => Assert.NotEmpty(i.GetAttribute("alt")!));
    }

    [Fact]
    public void Nothing_to_say_is_said_on_mondays_and_weekly_only()
    {
        Assert.Null(Tell(Request(), Quiet()));
        var monday = Tell(Request() with { To = To.AddDays(6) }, Quiet())!;
        Assert.Contains("Nothing happened.", DigestText.Of(monday));
        Assert.NotNull(Tell(Request() with { Rhythm = Rhythm.Weekly }, Quiet()));
        Assert.Null(new DigestStories(Request(), new("https://a.example/"), "I").Tell([]));
    }

    [Fact]
    public void What_is_only_near_makes_no_daily_digest() =>
        Assert.Null(Tell(Request(), Quiet() with { Near = Source().Near }));

    [Fact]
    public void A_line_that_is_crossed_and_blindness_are_something_to_say()
    {
        Assert.NotNull(Tell(Request(), Quiet() with { Status = Source().Status }));
        var blind = Source().Status.RedLines.Where(l => l.BlindSince is not null).ToList();
        Assert.NotNull(Tell(Request(), Quiet() with { Status = Quiet().Status with { RedLines = blind } }));
    }

    [Fact]
    public void Lesser_lines_and_kinds_that_the_reader_does_not_want_are_left_out()
    {
        var critical = Tell(Request() with { Least = Severity.Critical }, Source())!;
        Assert.Equal(["Crossed"], critical.Watches[0].Parts.Select(p => p.Heading));
        var cleared = Tell(Request() with { Kinds = [NotificationKind.Cleared] }, Source())!;
        Assert.Equal(["Cleared and corrected", "Near its line"], cleared.Watches[0].Parts.Select(p => p.Heading));
    }

    [Fact]
    public async Task Hostile_titles_are_text_in_a_digest_too()
    {
        const string text = "%preferences%<script>\r\nX: y\u202E";
        var source = Source();
        source = source with
        {
            Status = source.Status with
            {
                Title = text,
                RedLines = [.. source.Status.RedLines.Select(l => l with { Title = text, Sentence = text })],
            },
            Alerts =
            [
                .. source.Alerts.Select(a => a with { Sentence = text, RedLine = a.RedLine with { Title = text } }),
            ],
        };
        var content = Tell(Request(), source)!;
        Assert.DoesNotContain("%preferences%", MailThread.Cut(content.Frame.Title));
        Assert.DoesNotContain(MailThread.Cut(content.Frame.Title), char.IsControl);
        var html = await HtmlAsync(content);
        Assert.Equal(2, html.Split("%preferences%").Length);
        Assert.Equal(2, DigestText.Of(content).Split("%preferences%").Length);
        Assert.Empty(Html.Parse(html).QuerySelectorAll("script"));
    }

    [Fact]
    public void Many_rows_are_counted_not_listed()
    {
        var line = Source().Status.RedLines[0];
        var many = Source() with
        {
            Status = Source().Status with
            {
                RedLines = [.. Enumerable.Range(0, 50).Select(i => line with { Id = $"line-{i}" })],
            },
        };
        var part = Tell(Request(), many)!.Watches[0].Parts[0];
        Assert.Equal((12, 40), (part.Rows.Count, part.Left));
    }

    [Fact]
    public void What_nobody_is_told_of_otherwise_stands_in_no_digest_and_makes_none()
    {
        var all = Source().Status.RedLines.Select(l => l.Id).ToHashSet();
        var source = Source() with { Alerts = [] };
        Assert.NotNull(Tell(Request(), source));
        Assert.Null(Tell(Request(), source with { Hidden = new(all, all) }));
        Assert.Equal(
            "Crossed",
            Tell(Request(), source with { Hidden = new(new HashSet<string>(), all) })!.Watches[0].Parts[0].Heading
        );
    }

    static DigestContent? Tell(DigestRequest request, DigestSource source) =>
        new DigestStories(request, new("https://alerts.example.org/"), "IndicatorAlerts").Tell([source]);

    internal static async Task<string> HtmlAsync(DigestContent content) =>
        await MailHtml.RenderAsync(DigestMailPage.Create(content));

    internal static DigestRequest Request() =>
        new(Rhythm.Daily, ["korean-peninsula"], Severity.Notice, [], To.AddDays(-1), To);

    static DigestSource Quiet() =>
        Source() with
        {
            Alerts = [],
            Near = [],
            Status = Source().Status with { Level = null, Blind = 0, RedLines = [] },
        };

    internal static DigestSource Source() => Source(To);

    internal static DigestSource Source(DateTimeOffset to)
    {
        RedLine[] lines =
        [
            Sample.Test,
            Sample.Shocked,
            Sample.Fall,
            Sample.Test with
            {
                Id = "blind",
                Title = "Missile launches",
                Severity = Severity.Warning,
            },
        ];
        var watch = Sample.Watch(Sample.Test, Sample.Shocked with { When = "max(shock, 12h) >= 2.5" });
        var dossiers = Sample.Dossiers(watch, Sample.Series(), to);
        var compiled = CompiledWatch.Compile(watch, out _)!;
        var state = compiled.Advance(compiled.Start(Sample.Start), Sample.Series(), to).State;
        // The days after have no chart: nothing of the last 24 h holds the line.
        var chart = NearLines.ChartOf(compiled, state, Sample.Series(), "nuclear-test") ?? AlertChart.Of(dossiers[0])!;
        return new(
            new()
            {
                Id = "korean-peninsula",
                Title = "Korean Peninsula",
                EvaluatedTo = to.AddMinutes(-1),
                Level = Severity.Critical,
                Blind = 1,
                RedLines =
                [
                    Line(Sample.Test, Phase.Crossed) with
                    {
                        Since = Sample.Crossed,
                        Sentence = dossiers[0].Alert.Sentence,
                    },
                    Line(Sample.Shocked, Phase.Calm),
                    Line(Sample.Fall, Phase.Calm),
                    Line(lines[3], Phase.Calm) with
                    {
                        BlindSince = to.AddHours(-3),
                        Sentence = "The feed has not been read for more than 2 h",
                    },
                ],
                Indicators =
                [
                    new()
                    {
                        Id = "shock",
                        Title = "Shock",
                        Health = new() { LastSuccess = to.AddMinutes(-2) },
                    },
                    new()
                    {
                        Id = "won",
                        Title = "Won",
                        Health = new(),
                    },
                ],
            },
            new(new HashSet<string>(), new HashSet<string>()),
            [
                .. dossiers
                    .Where(d => d.Alert.RedLine.Id == "shock" || d.Alert.Kind == NotificationKind.Crossed)
                    .Select(d => d.Alert),
            ],
            [Near(to)],
            new Dictionary<string, Chart> { ["nuclear-test"] = chart }
        );
    }

    // The won has fallen on the last day, by less than the line says.
    static NearLine Near(DateTimeOffset to)
    {
        var last = Math.Floor((to - Sample.Start).TotalDays);
        var won = Enumerable
            .Range(-10, (int)last + 11)
            .Select(d => (At: Sample.Start.AddDays(d), Value: d < last ? Won(d) : 1.018 * Won(last - 1)))
            .Select(o => new Observation(o.At, o.Value, o.At));
        var series = new Dictionary<string, Series> { ["won"] = new(Sample.Won, won, []) };
        var watch = CompiledWatch.Compile(Sample.Watch(Sample.Fall) with { Indicators = [Sample.Won] }, out _)!;
        return Assert.Single(NearLines.Of(watch, watch.Advance(watch.Start(Sample.Start), series, to).State, series));

        static double Won(double day) => 1121 + 4 * Math.Sin(day);
    }

    static RedLineStatus Line(RedLine line, Phase phase) =>
        new()
        {
            Id = line.Id,
            Title = line.Title,
            Severity = line.Severity,
            When = line.When,
            Phase = phase,
        };
}
