using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class WikimediaSourceTests
{
    const string Korea = """{"kind":"wikimedia","article":"North Korea"}""";
    const string PerArticle = "https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/";
    static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    static readonly WikimediaSource Source = new();

    [Fact]
    public async Task A_day_stands_at_its_end()
    {
        var reading = await Read.Answer(Source, Korea, Answer("2026080100", "12345"));
        Assert.Equal(new FeedPoint(new(2026, 8, 2, 0, 0, 0, TimeSpan.Zero), 12345), Assert.Single(reading.Points));
    }

    [Theory]
    [InlineData("2026080107", "1")]
    [InlineData("2026023000", "1")]
    [InlineData("2026080100", "-1")]
    [InlineData("2026080100", "null")]
    public async Task A_day_that_cannot_be_read_is_skipped(string timestamp, string views) =>
        Assert.Equal(1, (await Read.Answer(Source, Korea, Answer(timestamp, views))).Errors);

    [Fact]
    public async Task No_days_are_an_answer_but_a_problem_document_is_none()
    {
        Assert.Empty((await Read.Answer(Source, Korea, """{"items":[]}""")).Points);
        var refused = await Assert.ThrowsAsync<FeedException>(() =>
            Read.Answer(Source, Korea, """{"type":"about:blank","title":"Not found"}""")
        );
        Assert.Contains("'items'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "", "en.wikipedia/all-access/user/North_Korea/daily/20251020/20261124")]
    [InlineData(null, ",\"history\":\"9000d\"", "en.wikipedia/all-access/user/North_Korea/daily/20150701/20261124")]
    [InlineData("2026-11-23T03:00:00Z", "", "en.wikipedia/all-access/user/North_Korea/daily/20261119/20261124")]
    [InlineData(
        null,
        ",\"project\":\"ko.wikipedia\",\"agent\":\"all-agents\"",
        "ko.wikipedia/all-access/all-agents/North_Korea/daily/20251020/20261124"
    )]
    public void Days_since_the_last_read_are_asked_for_with_some_before(string? since, string more, string path)
    {
        var request = Assert.Single(
            Read.Feed(Source, Korea.Replace("}", more + "}", StringComparison.Ordinal))
                .Requests(since is null ? null : DateTimeOffset.Parse(since, null), Now)
        );
        Assert.Equal(PerArticle + path, request.Address.AbsoluteUri);
        Assert.Equal(WhenAbsent.Empty, request.WhenAbsent);
    }

    [Fact]
    public void A_title_cannot_lead_to_another_address() =>
        Assert.Contains(
            "/user/AC%2FDC%3F_..%2F%E5%8C%97/daily/",
            Read.Feed(Source, """{"kind":"wikimedia","article":"AC/DC? ../北"}""")
                .Requests(null, Now)
                .Single()
                .Address.AbsoluteUri,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""{"kind":"wikimedia"}""", "'article' is missing")]
    [InlineData("""{"kind":"wikimedia","article":".."}""", "title of an article")]
    [InlineData("""{"kind":"wikimedia","article":"x","project":"en/../x.org"}""", "'project'")]
    [InlineData("""{"kind":"wikimedia","article":"x","agent":"me"}""", "'agent'")]
    public void Wrong_parameters_are_named(string definition, string expected) =>
        Assert.Contains(Read.Errors(Source, definition), m => m.Contains(expected, StringComparison.Ordinal));

    static string Answer(string timestamp, string views) =>
        $$"""{"items":[{"project":"en.wikipedia","article":"North_Korea","granularity":"daily","timestamp":"{{timestamp}}","access":"all-access","agent":"user","views":{{views}}}]}""";
}
