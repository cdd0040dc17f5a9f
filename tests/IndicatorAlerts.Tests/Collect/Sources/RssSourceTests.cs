using System.Globalization;
using System.Text;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class RssSourceTests
{
    const string Start = """{"kind":"rss","url":"https://example.org/j/rss/news.xml" """;
    const string All = Start + "}";
    static readonly RssSource Source = new();

    [Fact]
    public async Task Items_that_hold_a_word_are_events_with_name_title_and_link()
    {
        var reading = await Read.Answer(
            Source,
            Start + ""","words":["ミサイル","미사일","ballistic missile"]}""",
            Rss(
                """
                <item><title>北朝鮮のミサイル等関連情報</title><link>../press/kp.html</link><guid isPermaLink="false">kp-1</guid>
                  <pubDate>Tue, 05 Nov 2024 07:45:00 +0900</pubDate></item>
                <item><title>(LEAD) N. Korea fires <![CDATA[<b>BALLISTIC</b>
                  missiles]]></title><link>https://en.yna.co.kr/view/1</link><pubDate>Mon, 4 Nov 2024 22:50 GMT</pubDate></item>
                <item><title>북한</title><description>&lt;p&gt;탄도&lt;em&gt;미사일을&lt;/em&gt; 발사&amp;nbsp;&lt;/p&gt;</description>
                  <guid>https://a.org/3</guid><pubDate>2024-11-05T07:45:00+09:00</pubDate></item>
                <item><title>Weather</title><description>&lt;a href="missile"&gt;ballistic&lt;/a&gt;</description></item>
                """
            )
        );
        Assert.Equal((4, 0), (reading.Entries, reading.Errors));
        Assert.Equal(
            [
                new(At("2024-11-04T22:45Z"), 1)
                {
                    Id = "kp-1",
                    Title = "北朝鮮のミサイル等関連情報",
                    Link = "https://example.org/j/press/kp.html",
                },
                new(At("2024-11-04T22:50Z"), 1)
                {
                    Id = "https://en.yna.co.kr/view/1",
                    Title = "(LEAD) N. Korea fires BALLISTIC missiles",
                    Link = "https://en.yna.co.kr/view/1",
                },
                new FeedPoint(At("2024-11-04T22:45Z"), 1)
                {
                    Id = "https://a.org/3",
                    Title = "북한",
                    Link = "https://a.org/3",
                },
            ],
            reading.Points
        );
    }

    [Fact]
    public async Task Atom_entries_stand_at_their_publication_and_take_the_alternate_link()
    {
        var reading = await Read.Answer(
            Source,
            Start + ""","pattern":"\\bkoreas?\\b"}""",
            """
            <?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
            <title>Korea</title><updated>2024-11-05T00:00:00Z</updated>
            <entry><id>tag:a,1</id><media:title>x</media:title><link rel="self" href="/self"/><link href="/korea"/>
              <title type="html">South &lt;i&gt;Korea&lt;/i&gt;</title><source><title>Other</title></source>
              <published>2024-11-04T01:02:03.5Z</published><updated>2024-11-05T01:00:00Z</updated></entry>
            <entry><id>tag:a,2</id><title>Both</title><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>the <b>Koreas</b></p></div></summary>
              <updated>2024-11-05T10:00:00+09:00</updated></entry>
            <entry><id>tag:a,3</id><title>Koreatown</title><updated>2024-11-05T10:00:00+09:00</updated></entry>
            </feed>
            """
        );
        Assert.Equal(3, reading.Entries);
        Assert.Equal(
            [
                new(At("2024-11-04T01:02:03.5Z"), 1)
                {
                    Id = "tag:a,1",
                    Title = "South Korea",
                    Link = "https://example.org/korea",
                },
                new FeedPoint(At("2024-11-05T01:00Z"), 1) { Id = "tag:a,2", Title = "Both" },
            ],
            reading.Points
        );
    }

    [Fact]
    public async Task RSS_1_0_is_read_as_well()
    {
        var reading = await Read.Answer(
            Source,
            All,
            """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel rdf:about="x"><title>t</title><items><rdf:Seq><rdf:li resource="https://a.org/1"/></rdf:Seq></items></channel>
            <item rdf:about="https://a.org/1"><title>One</title><link>https://a.org/1</link><dc:date>2024-11-05T07:45+09:00</dc:date></item></rdf:RDF>
            """
        );
        Assert.Equal(
            new(At("2024-11-04T22:45Z"), 1)
            {
                Id = "https://a.org/1",
                Title = "One",
                Link = "https://a.org/1",
            },
            Assert.Single(reading.Points)
        );
    }

    [Theory]
    [InlineData("Tue, 19 Nov 2024 09:00:00 KST", "2024-11-19T00:00Z")]
    [InlineData("Mon, 19 Nov 2024 09:00:00 EST", "2024-11-19T14:00Z")]
    [InlineData("19 Nov 24 09:00 UT", "2024-11-19T09:00Z")]
    [InlineData("Tue, 3 Sept 2024 9:05:07 -0330", "2024-09-03T12:35:07Z")]
    [InlineData("Tuesday, 19 November 2024 09:00:00 +09:00", "2024-11-19T00:00Z")]
    [InlineData("Tue, 19 Nov 2024 09:00:00 +0000 (UTC)", "2024-11-19T09:00Z")]
    [InlineData("Tue, 19 Nov 2024 09:00:00", "2024-11-19T00:00Z")]
    [InlineData("2024-11-19 09:00:00", "2024-11-19T00:00Z")]
    [InlineData("Tue, 19 Nov 2024 09:00:00 XYZ", null)]
    [InlineData("Tue, 31 Feb 2024 09:00:00 GMT", null)]
    [InlineData("yesterday at nine o'clock GMT", null)]
    [InlineData("1 Jan 0001 00:00:00 +2359", null)]
    public async Task Odd_times_are_read_and_impossible_ones_are_counted(string written, string? expected)
    {
        var reading = await Read.Answer(
            Source,
            Start + ""","zone":"Asia/Seoul"}""",
            Rss($"<item><title>t</title><pubDate>{written}</pubDate></item>\n<item><title>no time</title></item>")
        );
        Assert.Equal(expected is null ? [] : [At(expected)], reading.Points.Select(p => p.ObservedAt));
        Assert.Equal(expected is null ? [3, 4] : [4L], reading.FirstErrors.Select(e => e.Entry));
    }

    [Fact]
    public async Task A_feed_in_an_old_encoding_of_the_region_is_read()
    {
        _ = new RssSource();
        var text = Rss("<item><title>북한 미사일</title><pubDate>2024-11-05T00:00Z</pubDate></item>")
            .Replace("UTF-8", "EUC-KR", StringComparison.Ordinal);
        var reading = await Read.Answer(
            Source,
            Start + ""","words":"미사일"}""",
            Encoding.GetEncoding("euc-kr").GetBytes(text)
        );
        Assert.Equal("북한 미사일", Assert.Single(reading.Points).Title);
    }

    [Fact]
    public async Task A_feed_without_items_is_empty_and_no_failure() =>
        Assert.Equal(0, (await Read.Answer(Source, All, Rss(""))).Entries);

    [Fact]
    public async Task A_document_type_is_passed_over()
    {
        var feed = Rss("<item><title>t</title><pubDate>2024-11-05T00:00Z</pubDate></item>")
            .Replace(
                "<rss",
                "<!DOCTYPE rss PUBLIC \"-//Netscape//DTD RSS 0.91//EN\" \"http://localhost:1/rss.dtd\"><rss",
                StringComparison.Ordinal
            );
        Assert.Single((await Read.Answer(Source, All, feed)).Points);
    }

    [Theory]
    [InlineData("", "Root element is missing")]
    [InlineData("<!DOCTYPE html><html><body>Are you a robot?</body></html>", "outermost element is 'html'")]
    [InlineData("Please limit requests", "not whole XML")]
    [InlineData("<rss><channel><item><title>cut", "not whole XML")]
    [InlineData(
        "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><rss><item><title>&b;</title></item></rss>",
        "undeclared entity"
    )]
    [InlineData(
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><rss><item><title>&x;</title></item></rss>",
        "undeclared entity"
    )]
    public async Task What_is_no_feed_is_refused_with_a_sentence(string answer, string expected)
    {
        var e = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, All, answer));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<rss>", "<a>")]
    [InlineData("<rss><item><title>", "<a>")]
    [InlineData("<rss><item><title>", "long ")]
    [InlineData("<rss a='", "long ")]
    [InlineData("<rss><!--", "long ")]
    [InlineData("<!DOCTYPE rss [", "<!ENTITY a 'b'>")]
    public async Task An_answer_without_end_is_refused_in_bounded_memory(string start, string piece)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = new EndlessStream(start, piece, 100_000_000);
        await Assert.ThrowsAsync<FeedException>(async () =>
            await Read.Feed(Source, All).ReadAsync(answer, new(), TestContext.Current.CancellationToken)
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
        Assert.InRange(answer.Given, 0, 40_000_000);
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_ends_the_reading()
    {
        var text = string.Concat(Enumerable.Repeat("abacb", 20_000));
        var e = await Assert.ThrowsAsync<FeedException>(() =>
            Read.Answer(Source, Start + ""","pattern":"(.*a){200}b$"}""", Rss($"<item><title>{text}</title></item>"))
        );
        Assert.Contains("make it simpler", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","words":"a","pattern":"b"}""", "not both")]
    [InlineData(""","pattern":"("}""", "'pattern' is no regular expression")]
    [InlineData(""","pattern":"(?<=a)b"}""", "'pattern' is no regular expression")]
    [InlineData(""","pattern":"(a{1000}){1000}"}""", "'pattern' is no regular expression")]
    [InlineData(""","words":[]}""", "'words' must be")]
    [InlineData(""","words":" "}""", "blank")]
    [InlineData(""","zone":"Seoul"}""", "'zone' must be a time zone")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, Start + parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    static string Rss(string items) =>
        $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0"><channel><title>News of missiles</title><link>/</link><lastBuildDate>x</lastBuildDate>
            {items}</channel></rss>
            """;

    static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
