using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class GdeltDocSourceTests
{
    const string Share = """{"kind":"gdelt-doc","query":"\"North Korea\" (missile OR nuclear) sourcelang:english"}""";
    static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    static readonly GdeltDocSource Source = new();

    [Fact]
    public async Task The_recording_gives_shares_and_buckets_that_are_missing_stay_missing()
    {
        var reading = await Read.Answer(Source, Share, SharedData.Read("gdelt_doc_timelinevolraw_15m_sample.json"));
        Assert.Equal((24, 0, 24), (reading.Entries, reading.Errors, reading.Points.Count));
        Assert.Equal(new(2026, 5, 14, 1, 45, 0, TimeSpan.Zero), reading.Points[0].ObservedAt);
        Assert.Equal(18 / 2478.0, reading.Points[0].Value);
        Assert.DoesNotContain(reading.Points, p => p.ObservedAt.TimeOfDay == new TimeSpan(4, 30, 0));
    }

    [Theory]
    [InlineData("timelinevol", 0.7)]
    [InlineData("timelinetone", 0.7)]
    public async Task Intensity_and_tone_are_taken_as_they_are(string mode, double expected)
    {
        var definition = Share.Replace("}", $",\"mode\":\"{mode}\"}}", StringComparison.Ordinal);
        var reading = await Read.Answer(Source, definition, Answer("""{"date":"20260514T014500Z","value":0.7}"""));
        Assert.Equal(expected, Assert.Single(reading.Points).Value);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_read_is_skipped()
    {
        var reading = await Read.Answer(
            Source,
            Share,
            Answer(
                """{"date":"20260514T014500Z","value":3,"norm":0},{"date":"yesterday","value":1,"norm":2},{"date":"20260514T020000Z","norm":2},{"date":"20260514T021500Z","value":1,"norm":2}"""
            )
        );
        Assert.Equal((4, 3, 0.5), (reading.Entries, reading.Errors, Assert.Single(reading.Points).Value));
        Assert.Contains("'norm'", reading.FirstErrors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"timeline":[{"series":"Article Count","data":[]}]}""")]
    public async Task No_news_is_an_answer(string answer) =>
        Assert.Equal(0, (await Read.Answer(Source, Share, answer)).Entries);

    [Theory]
    [InlineData(
        "Please limit requests to one every 5 seconds or contact kalev",
        "Please limit requests to one every 5 seconds"
    )]
    [InlineData("""{"query_details":{}}""", "'/timeline/0/data'")]
    public async Task An_answer_under_status_200_that_is_none_is_refused(string answer, string expected)
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Share, answer));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-01T00:00:00Z")]
    public void The_same_span_is_asked_for_at_each_read(string since) =>
        Assert.Equal(
            "https://api.gdeltproject.org/api/v2/doc/doc?query=%22North%20Korea%22%20%28missile%20OR%20nuclear%29%20sourcelang%3Aenglish&mode=timelinevolraw&format=json&timespan=1440min",
            Assert
                .Single(
                    Read.Feed(Source, Share).Requests(since.Length == 0 ? null : DateTimeOffset.Parse(since, null), Now)
                )
                .Address.AbsoluteUri
        );

    [Theory]
    [InlineData("""{"kind":"gdelt-doc"}""", "'query' is missing")]
    [InlineData("""{"kind":"gdelt-doc","query":"x","mode":"artlist"}""", "'mode'")]
    [InlineData("""{"kind":"gdelt-doc","query":"x","timespan":"1m"}""", "'timespan'")]
    public void Wrong_parameters_are_named(string definition, string expected) =>
        Assert.Contains(Read.Errors(Source, definition), m => m.Contains(expected, StringComparison.Ordinal));

    static string Answer(string buckets) =>
        $$"""{"query_details":{"title":"x"},"timeline":[{"series":"s","data":[{{buckets}}]}]}""";
}
