using IndicatorAlerts.Collect;
using Microsoft.Extensions.Time.Testing;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>The rows of the sources of tables, news, advice and warnings.</summary>
static class FuzzRowsB
{
    public static IReadOnlyList<FuzzSample> All { get; } =
    [
        new(
            new CsvSource(Clock),
            """{"kind":"csv","url":"https://example.org/","time":"date","value":"v","zone":"Asia/Seoul","at":"15:30","where":"kind contains e","id":"name"}""",
            Table
        ),
        new(
            new CsvSource(Clock),
            """{"kind":"csv","url":"https://example.org/","year":"y","month":"m","day":"d","per":"day","zone":"America/New_York"}""",
            Table
        ),
        new(new RssSource(), """{"kind":"rss","url":"https://example.org/","words":["missile","핵"]}""", News),
        new(
            new RssSource(),
            """{"kind":"rss","url":"https://example.org/","pattern":"missiles?|talk","zone":"Asia/Seoul"}""",
            Atom
        ),
        new(new GovUkSource(), """{"kind":"gov-uk","country":"south-korea"}""", Advice),
        new(
            new NgaSource(),
            """{"kind":"nga","south":30,"north":45,"west":120,"east":140,"words":"missile"}""",
            Warnings
        ),
        new(GprSourceTests.Source, GprSourceTests.Daily, GprSourceTests.Sheet().ToArray()),
    ];

    static TimeProvider Clock => new FakeTimeProvider(new(2024, 12, 31, 0, 0, 0, TimeSpan.Zero));

    const string Table = """"
        date,y,m,d,kind,name,v
        2024-11-01,2024,11,1,"test, ""large""","one",1.5
        2024-11-02T10:00:00+09:00,2024,Nov,2,"two
        lines",two,-2e3
        2024-11-03,2024,November,3,event,"three, and more",
        2024-11-04 12:30,2024,11,4,"event","four",0.25
        """";

    const string News = """
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>
        <item><title>Missile &amp; more</title><link>/1</link><guid>a1</guid><pubDate>Tue, 05 Nov 2024 07:45:00 +0900</pubDate></item>
        <item><title><![CDATA[북핵 <b>협상</b>]]></title><description>&lt;p&gt;nuclear&lt;/p&gt;</description><dc:date>2024-11-05T00:00:00Z</dc:date></item>
        </channel></rss>
        """;

    const string Atom = """
        <!DOCTYPE feed><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id>
        <entry><id>tag:1</id><title type="html">A &lt;i&gt;missile&lt;/i&gt;</title><link rel="alternate" href="https://a.org/1"/><updated>2024-11-05T00:00:00Z</updated></entry>
        <entry><id>tag:2</id><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">talks <b>again</b></div></summary><published>2024-11-05 10:00</published></entry>
        </feed>
        """;

    const string Advice = """
        {"base_path":"/foreign-travel-advice/south-korea","updated_at":"2024-11-05T01:02:03.456Z","details":{"parts":[{"body":"<p>x</p>"}],
        "alert_status":["avoid_all_but_essential_travel_to_parts","avoid_all_travel_to_parts"],"change_description":"Update \u2013 <b>new</b>"}}
        """;

    const string Warnings = """
        {"broadcast-warn":[{"msgYear":2024,"msgNumber":1,"navArea":"P","text":"JAPAN SEA.\n1. MISSILE FIRING IN AREA BOUND BY\n 38-12.5N 130-45.0E, 38-30-15N 131-00.0E.","status":"A","issueDate":"120000Z NOV 2024","cancelDate":null},
        {"msgYear":2024,"msgNumber":2,"navArea":"12","text":"NORTH PACIFIC.\n1. SPACE DEBRIS 34-54.00N 152-00.00W","issueDate":"130000Z NOV 2024"}]}
        """;
}
