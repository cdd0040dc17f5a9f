using System.Globalization;
using System.Text;
using IndicatorAlerts.Collect;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class CsvSourceTests
{
    const string Start = """{"kind":"csv","url":"https://example.org/t.csv",""";
    const string Plain = Start + """ "time":"date","value":"v"}""";
    static readonly CsvSource Source = new(new FakeTimeProvider(At("2024-12-31T12:00Z")));

    [Fact]
    public async Task A_holiday_of_FRED_is_a_missing_value_and_no_zero()
    {
        const string won =
            Start
            + """ "time":"observation_date","value":"DEXKOUS","history":"36500d","at":"12:00","zone":"America/New_York"}""";
        var reading = await Read.Answer(Source, won, SharedData.Read("fred_DEXKOUS_1981_2024.csv"));
        Assert.Equal(0, reading.Errors);
        Assert.True(reading.Points.Count > 10_000 && reading.Points.Count < reading.Entries);
        Assert.DoesNotContain(reading.Points, p => p.ObservedAt.Date == new DateTime(2024, 6, 19) || p.Value <= 0);
        Assert.Contains(new FeedPoint(At("2024-06-20T16:00Z"), 1384.38), reading.Points);
        Assert.Contains(new FeedPoint(At("2024-01-02T17:00Z"), 1300.52), reading.Points);
    }

    [Fact]
    public async Task The_close_of_Chicago_stands_at_its_hour()
    {
        const string vix =
            Start
            + """ "time":"DATE","value":"close","timeFormat":"MM/dd/yyyy","at":"15:15","zone":"America/Chicago"}""";
        var reading = await Read.Answer(
            Source,
            vix,
            "DATE,OPEN,HIGH,LOW,CLOSE\r\n08/05/2024,23.390000,65.730000,23.390000,38.570000\r\n12/02/2024,13.9,14.5,13.2,13.34\r\n"
        );
        Assert.Equal(
            [new(At("2024-08-05T20:15Z"), 38.57), new FeedPoint(At("2024-12-02T21:15Z"), 13.34)],
            reading.Points
        );
    }

    [Fact]
    public async Task The_recorded_VIX_is_read_whole()
    {
        const string vix = Start + """ "time":"DATE","value":"CLOSE","history":"36500d"}""";
        var bytes = SharedData.Read("cboe_vix_daily_1990_2024.csv");
        var reading = await Read.Answer(Source, vix, bytes);
        Assert.Equal(Encoding.UTF8.GetString(bytes).TrimEnd().Split('\n').Length - 1, reading.Points.Count);
        Assert.Equal(0, reading.Errors);
    }

    [Fact]
    public async Task Two_events_of_one_date_are_two_events_and_the_same_two_at_the_next_reading()
    {
        const string provocations =
            Start
            + """ "time":"date","title":"event","link":"resources","zone":"Asia/Seoul","where":"type contains missile","history":"36500d"}""";
        var bytes = SharedData.Read("csis_nk_provocations_1958_2024.csv");
        var reading = await Read.Answer(Source, provocations, bytes);
        Assert.InRange(reading.Points.Count, 100, reading.Entries - 1);
        Assert.Equal(0, reading.Errors);
        Assert.Equal(reading.Points.Count, reading.Points.Select(p => p.Id).Distinct().Count());
        Assert.All(reading.Points, p => Assert.Equal((1, 15), (p.Value, p.ObservedAt.Hour)));
        Assert.Equal(reading.Points, (await Read.Answer(Source, provocations, bytes)).Points);
    }

    [Fact]
    public async Task A_date_may_stand_in_three_columns_with_months_in_words()
    {
        const string sheet = Start + """ "year":"Year","month":"Month","day":"Day","title":"headline"}""";
        var reading = await Read.Answer(
            Source,
            sheet,
            "Year,Month,Day,headline\n2024,6,19,Pact signed\n2024,November,4,Pact\n2024,Dec,,No day\n,,,\n"
        );
        Assert.Equal([At("2024-06-19Z"), At("2024-11-04Z")], reading.Points.Select(p => p.ObservedAt));
        Assert.Equal(3, reading.Entries);
        Assert.Equal(4, Assert.Single(reading.FirstErrors).Entry);
    }

    [Fact]
    public async Task Rows_are_counted_or_summed_by_the_days_of_the_zone()
    {
        const string table = "date,v\n2024-12-01T14:59Z,2\n2024-12-01T15:00Z,3\n2024-12-01T23:00Z,\n2024-12-02,5\n";
        const string perDay = Start + """ "time":"date","per":"day","zone":"Asia/Seoul" """;
        FeedPoint[] Days(double first, double second) =>
            [new(At("2024-11-30T15:00Z"), first), new(At("2024-12-01T15:00Z"), second)];
        Assert.Equal(Days(1, 3), (await Read.Answer(Source, perDay + "}", table)).Points);
        Assert.Equal(Days(2, 8), (await Read.Answer(Source, perDay + ""","value":"v"}""", table)).Points);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_counted_with_its_line_and_the_rest_is_kept()
    {
        var reading = await Read.Answer(
            Source,
            Start + """ "time":"date","value":"v","missing":["n/a"],"scale":10}""",
            "\uFEFFdate,note,v\r\n2024-12-01,\"two\nlines, and \"\"quotes\"\"\",1\r\n2024-12-02,short\r\n\r\nyesterday,,2\r\n"
                + "2024-12-04,,many\r\n2024-12-05,,N/A\r\n2024-12-06,,.\r\n2062-12-06,,1\r\n2024-12-08,,1e400\r\n"
                + "2024-12-09,,4,,\r\n2024-12-10,a,b,5\r\ndate,note,v\r\n2024-12-11,, -1.5e1 "
        );
        Assert.Equal([10, 40, -150], reading.Points.Select(p => p.Value));
        Assert.Equal([4L, 6, 7, 10, 11, 13, 14], reading.FirstErrors.Select(e => e.Entry));
        Assert.Contains("2 cells, the header 3", reading.FirstErrors[0].Message, StringComparison.Ordinal);
        Assert.Contains("'yesterday' is no time", reading.FirstErrors[1].Message, StringComparison.Ordinal);
        Assert.Contains("'many' is no number", reading.FirstErrors[2].Message, StringComparison.Ordinal);
        Assert.Contains("future", reading.FirstErrors[3].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iso", "2024-12-01T10:00:00+09:00", "2024-12-01T01:00Z")]
    [InlineData("iso", "2024-12-01 10:00:00.123456Z", "2024-12-01T10:00:00.123456Z")]
    [InlineData("unix", "1733011200", "2024-12-01T00:00Z")]
    [InlineData("unix-ms", "1733011200500", "2024-12-01T00:00:00.5Z")]
    [InlineData("yyyyMMdd", "20241201", "2024-12-01T00:00Z")]
    [InlineData("d MMM yyyy", "1 Dec 2024", "2024-12-01T00:00Z")]
    [InlineData("yyyy/MM/dd HH:mm zzz", "2024/12/01 10:00 +0900", "2024-12-01T01:00Z")]
    public async Task Times_are_read_in_the_form_that_is_named(string format, string cell, string expected)
    {
        var reading = await Read.Answer(
            Source,
            Start + $$""" "time":"date","value":"v","timeFormat":"{{format}}"}""",
            $"date,v\n{cell},1\n"
        );
        Assert.Equal([new FeedPoint(At(expected), 1)], reading.Points);
    }

    [Fact]
    public async Task Old_rows_are_passed_over_whatever_they_hold()
    {
        var reading = await Read.Answer(Source, Plain, "date,v\n2020-01-01,x\n2023-11-27,1\n2023-11-28,2\n");
        Assert.Equal([new FeedPoint(At("2023-11-28Z"), 2)], reading.Points);
        Assert.Equal((3, 0), (reading.Entries, reading.Errors));
    }

    [Fact]
    public async Task Events_take_their_names_from_a_column_and_long_names_stay_apart()
    {
        const string named = Start + """ "time":"date","id":"key","link":"url","where":["kind != drill","kind != "]}""";
        var key = new string('k', 300);
        var reading = await Read.Answer(
            Source,
            named,
            $"date,key,kind,url\n2024-12-01,{key}1,test,https://a.org/1\n2024-12-01,{key}2,test,javascript:x\n"
                + "2024-12-01,3,Drill,\n2024-12-01,4,,\n2024-12-01,,test,\n"
        );
        Assert.Equal(2, reading.Points.Select(p => p.Id).Distinct().Count());
        Assert.Equal(["https://a.org/1", null], reading.Points.Select(p => p.Link));
        Assert.Contains("no 'key'", Assert.Single(reading.FirstErrors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no column 'date'")]
    [InlineData("<html><body>Are you a robot?</body></html>", "no column 'date'")]
    [InlineData("date;v\n2024-12-01;1\n", "no column 'date'; its first line is: date;v")]
    [InlineData("date,v,DATE\n2024-12-01,1,2\n", "more than one column 'date'")]
    [InlineData("date,v\n2024-12-01,\"1\n2024-12-02,2\n", "line 2: it broke off")]
    public async Task What_is_not_the_table_is_refused_with_a_sentence(string answer, string expected)
    {
        var e = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Plain, answer));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_alone_is_an_empty_table() =>
        Assert.Equal(0, (await Read.Answer(Source, Plain, "date,v")).Entries);

    [Theory]
    [InlineData("date,v\n\"")]
    [InlineData("date,v\n")]
    [InlineData("date,v\n\"\",")]
    [InlineData("\"date")]
    public async Task A_row_without_end_takes_no_memory_without_end(string start)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = new EndlessStream(start, start.EndsWith(',') ? "\"\n\"," : "x", 100_000_000);
        await Assert.ThrowsAsync<FeedException>(async () =>
            await Read.Feed(Source, Plain).ReadAsync(answer, new(), TestContext.Current.CancellationToken)
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64_000_000);
        Assert.InRange(answer.Given, 0, 8_000_000);
    }

    [Fact]
    public async Task A_million_rows_take_the_memory_of_one()
    {
        var answer = new EndlessStream("date,v\n", "2020-01-01,1\n", 13_000_000);
        var reading = new FeedReading();
        var before = GC.GetAllocatedBytesForCurrentThread();
        await Read.Feed(Source, Plain).ReadAsync(answer, reading, TestContext.Current.CancellationToken);
        Assert.Equal(1_000_000, reading.Entries);
        // What is allocated for each row is let go at once: the buffers stay the same.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / reading.Entries, 0, 1000);
    }

    [Theory]
    [InlineData(""" "value":"v"}""", "'time'")]
    [InlineData(""" "time":"t","year":"y","month":"m","day":"d"}""", "three columns")]
    [InlineData(""" "year":"y","month":"m"}""", "three columns")]
    [InlineData(""" "time":"t","timeFormat":"HH:mm"}""", "'timeFormat' must be")]
    [InlineData(""" "time":"t","timeFormat":"%"}""", "'timeFormat' must be")]
    [InlineData(""" "time":"t","timeFormat":"unix","at":"10:00"}""", "'at' is for dates")]
    [InlineData(""" "time":"t","timeFormat":"yyyy-MM-dd HH:mm","at":"10:00"}""", "'at' is for dates")]
    [InlineData(""" "time":"t","at":"25:00"}""", "'at' must be a time of day")]
    [InlineData(""" "time":"t","zone":"Korea/Seoul"}""", "'zone' must be a time zone")]
    [InlineData(""" "time":"t","where":"type is test"}""", "'where' holds")]
    [InlineData(""" "time":"t","where":"type contains "}""", "'where' holds")]
    [InlineData(""" "time":"t","value":"v","scale":0}""", "'scale' must not be 0")]
    [InlineData(""" "time":"t","scale":2}""", "'value', which is not named")]
    [InlineData(""" "time":"t","per":"day","title":"x"}""", "no meaning with 'per: day'")]
    [InlineData(""" "time":"t","per":"day","at":"10:00"}""", "no meaning with 'per: day'")]
    [InlineData(""" "time":"t","per":"week"}""", "'per' must be one of row, day")]
    [InlineData(""" "time":"t","separator":"--"}""", "'separator' must be one of")]
    [InlineData(""" "time":"t","history":"1h"}""", "'history' must be a duration")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, Start + parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    static DateTimeOffset At(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
