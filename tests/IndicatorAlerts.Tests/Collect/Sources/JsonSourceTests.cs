using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class JsonSourceTests
{
    const string Alerts = """
        {"kind":"json","url":"https://api.weather.gov/alerts/active","items":"/features","time":"/properties/sent","id":"/id",
        "title":"/properties/headline","link":"/properties/web","where":["/properties/severity = Extreme","/properties/test = false"]}
        """;
    const string Chart = """
        {"kind":"json","url":"https://query1.finance.yahoo.com/v8/finance/chart/%5EKS11?range=6mo&interval=1d","timeFormat":"unix",
        "times":"/chart/result/0/timestamp","values":"/chart/result/0/indicators/quote/0/close","scale":0.01,
        "headers":["User-Agent: Mozilla/5.0","X-Key: {secret:YAHOO}"]}
        """;
    static readonly JsonSource Source = new();

    [Fact]
    public async Task Items_that_meet_the_conditions_count_1_each()
    {
        var reading = await Read.Answer(
            Source,
            Alerts,
            """
            {"type":"FeatureCollection","features":[
             {"id":"a","properties":{"sent":"2026-11-24T12:00:00+09:00","severity":"Extreme","test":false,"headline":"Storm","web":"https://example.org/a"}},
             {"id":"b","properties":{"sent":"2026-11-24T12:00:00+09:00","severity":"Minor","test":false}},
             {"id":"c","properties":{"sent":"2026-11-24T12:00:00+09:00","severity":"Extreme","test":true}},
             {"id":"d","properties":{"sent":"soon","severity":"Extreme","test":false}},
             {"id":"e","properties":{"severity":"Extreme","test":false}}]}
            """
        );
        var at = new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            new FeedPoint(at, 1)
            {
                Id = "a",
                Title = "Storm",
                Link = "https://example.org/a",
            },
            Assert.Single(reading.Points)
        );
        Assert.Equal((5, 2), (reading.Entries, reading.Errors));
    }

    [Fact]
    public async Task Two_arrays_make_a_series_and_nulls_are_missing()
    {
        var reading = await Read.Answer(
            Source,
            Chart,
            """{"chart":{"result":[{"meta":{"symbol":"^KS11"},"timestamp":[1718755200,1718841600,1718928000,"x"],"indicators":{"quote":[{"open":[1,2,3],"close":[2797.33,null,"2784.26",1]}]}}],"error":null}}"""
        );
        Assert.Equal(
            [
                new FeedPoint(new(2024, 6, 19, 0, 0, 0, TimeSpan.Zero), 2797.33 * 0.01),
                new(new(2024, 6, 21, 0, 0, 0, TimeSpan.Zero), 2784.26 * 0.01),
            ],
            reading.Points
        );
        Assert.Equal((4, 1), (reading.Entries, reading.Errors));
    }

    [Theory]
    [InlineData(
        """{"chart":{"result":[{"timestamp":[1,2],"indicators":{"quote":[{"close":[1]}]}}]}}""",
        "2 times, but 1 values"
    )]
    [InlineData("""{"chart":{"result":null,"error":{"code":"Not Found"}}}""", "no list at '/chart/result/0/timestamp'")]
    [InlineData("""{"chart":{"result":[{"timestamp":[]}]}}""", "no list at '/chart/result/0/indicators/quote/0/close'")]
    [InlineData("Too Many Requests", "text, not JSON: \"Too Many Requests\"")]
    public async Task An_answer_without_the_arrays_is_refused(string answer, string expected)
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Chart, answer));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"timeFormat\":\"unix\"", "1718755200", "2024-06-19T00:00:00Z")]
    [InlineData("\"timeFormat\":\"unix-ms\"", "1718755200500", "2024-06-19T00:00:00.5Z")]
    [InlineData("\"timeFormat\":\"unix\"", "\"1718755200\"", "2024-06-19T00:00:00Z")]
    [InlineData("\"timeFormat\":\"iso\"", "\"2024-06-19T12:30:00.25+09:00\"", "2024-06-19T03:30:00.25Z")]
    [InlineData("\"timeFormat\":\"iso\"", "\"2024-06-19T12:30:00\"", "2024-06-19T12:30:00Z")]
    [InlineData("\"timeFormat\":\"iso\"", "\"2024-06-19T12:30Z\"", "2024-06-19T12:30:00Z")]
    [InlineData("\"timeFormat\":\"iso\"", "\"2024-06-19\"", "2024-06-19T00:00:00Z")]
    [InlineData("\"timeFormat\":\"date\"", "\"20240619\"", "2024-06-19T00:00:00Z")]
    [InlineData(
        "\"timeFormat\":\"date\",\"zone\":\"Asia/Seoul\",\"at\":\"15:30\"",
        "\"2024-06-19\"",
        "2024-06-19T06:30:00Z"
    )]
    [InlineData(
        "\"timeFormat\":\"date\",\"zone\":\"Europe/Berlin\",\"at\":\"02:30\"",
        "\"2024-03-31\"",
        "2024-03-31T01:30:00Z"
    )]
    [InlineData("\"timeFormat\":\"iso\"", "\"10:30\"", null)]
    [InlineData("\"timeFormat\":\"iso\"", "1718755200", null)]
    [InlineData("\"timeFormat\":\"unix\"", "1718755200500", null)]
    [InlineData("\"timeFormat\":\"date\"", "\"2024-06-31\"", null)]
    public async Task Times_are_read_as_the_definition_says(string format, string time, string? expected)
    {
        var definition = $$"""{"kind":"json","url":"https://example.org","time":"/t","value":"/v",{{format}}}""";
        var reading = await Read.Answer(Source, definition, $$"""[{"t":{{time}},"v":"1.5e1"}]""");
        Assert.Equal(expected is null ? 1 : 0, reading.Errors);
        Assert.Equal(expected is null ? [] : [new FeedPoint(DateTimeOffset.Parse(expected, null), 15)], reading.Points);
    }

    [Fact]
    public async Task A_value_that_is_missing_is_no_mistake_and_one_that_is_no_number_is()
    {
        const string rows =
            """{"kind":"json","url":"https://example.org","items":"/a~1b/1","time":"/0","value":"/1"}""";
        var reading = await Read.Answer(
            Source,
            rows,
            """{"a/b":[0,[["2024-06-19",1],["2024-06-20",null],["2024-06-21"],["2024-06-22","n/a"],["2024-06-23",true]]]}"""
        );
        Assert.Equal((5, 2, 1), (reading.Entries, reading.Errors, reading.Points.Count));
    }

    [Fact]
    public void The_address_is_asked_as_it_is_with_the_headers()
    {
        var request = Assert.Single(Read.Feed(Source, Chart).Requests(null, DateTimeOffset.UnixEpoch));
        Assert.Equal(
            "https://query1.finance.yahoo.com/v8/finance/chart/%5EKS11?range=6mo&interval=1d",
            request.Address.AbsoluteUri
        );
        Assert.Equal("{secret:YAHOO}", request.Headers["X-Key"]);
    }

    [Fact]
    public void A_secret_in_the_address_stays_readable_for_who_puts_it_in() =>
        Assert.Contains(
            "key={secret:MAP_KEY}",
            Read.Feed(Source, """{"kind":"json","url":"https://example.org/a?key={secret:MAP_KEY}","time":"/t"}""")
                .Requests(null, DateTimeOffset.UnixEpoch)
                .Single()
                .Address.OriginalString,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("\"time\":\"/t\"", "'url' is missing")]
    [InlineData("\"url\":\"ftp://x\",\"time\":\"/t\"", "'url' must be")]
    [InlineData("\"url\":\"https://x\"", "'time' is missing")]
    [InlineData("\"url\":\"https://x\",\"time\":\"t\"", "'time' must be a JSON Pointer")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t~2\"", "JSON Pointer")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"items\":\"/a/-\"", "'items' must be a JSON Pointer")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"scale\":2", "without 'value'")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"value\":\"/v\",\"scale\":0", "must not be 0")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"timeFormat\":\"rfc\"", "'timeFormat' must be one of")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"zone\":\"Asia/Seoul\"", "'zone' and 'at' are for")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"timeFormat\":\"date\",\"at\":\"4pm\"", "'at' must be")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"where\":\"severity\"", "'where' holds")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"headers\":\"Accept\"", "'headers' holds")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"headers\":\"A: b\\r\\nC: d\"", "'headers' holds")]
    [InlineData("\"url\":\"https://x\",\"time\":\"/t\",\"headers\":[\"A: b\",\"a: c\"]", "twice")]
    [InlineData("\"url\":\"https://x\",\"times\":\"/t\"", "'values' is missing")]
    [InlineData("\"url\":\"https://x\",\"times\":\"/t\",\"values\":\"/t\"", "two arrays")]
    [InlineData("\"url\":\"https://x\",\"times\":\"/t\",\"values\":\"/v\",\"id\":\"/i\"", "'id' does not go with")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, $$"""{"kind":"json",{{parameters}}}"""),
            m => m.Contains(expected, StringComparison.Ordinal)
        );
}
