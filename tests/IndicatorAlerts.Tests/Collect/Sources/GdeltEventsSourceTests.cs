using System.IO.Compression;
using IndicatorAlerts.Collect;
using Xunit;
using static IndicatorAlerts.Tests.Collect.Sources.GdeltFile;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class GdeltEventsSourceTests
{
    const string Files = "https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/";
    static readonly DateTimeOffset At = new(2024, 8, 19, 13, 0, 0, TimeSpan.Zero);
    static readonly GdeltEventsSource Source = new();

    [Theory]
    [InlineData("", 5)]
    [InlineData(",\"rootsOnly\":true", 2)]
    [InlineData(",\"actor1\":\"RUS\",\"actor2\":[\"USA\"]", 1)]
    [InlineData(",\"actor1\":\"USA\",\"actor2\":\"RUS\"", 1)]
    [InlineData(",\"actor1\":[\"USA\",\"NPL\"]", 2)]
    [InlineData(",\"codes\":[\"19\",\"04\"]", 3)]
    [InlineData(",\"codes\":\"043\"", 1)]
    [InlineData(",\"quad\":4", 2)]
    [InlineData(",\"geo\":[\"IN\",\"CH\"]", 2)]
    [InlineData(",\"geo\":\"KN\"", 0)]
    [InlineData(",\"measure\":\"mentions\"", 8)]
    [InlineData(",\"measure\":\"goldstein\"", -15.3)]
    [InlineData(",\"measure\":\"tone\",\"quad\":3", -7.50853242320819)]
    [InlineData(",\"measure\":\"dyad-score\",\"actor1\":\"RUS\",\"actor2\":\"USA\"", -5.1013282336578581)]
    [InlineData(",\"measure\":\"dyad-score\",\"actor1\":\"GBR\",\"actor2\":\"IRL\"", 1.9186842105263158)]
    public async Task The_recorded_rows_are_measured(string more, double expected)
    {
        var zip = GdeltFile.Zip(SharedData.Read("gdelt_20240819130000_export_sample.tsv"), Name);
        var reading = await Read.Answer(Source, $$"""{"kind":"gdelt-events"{{more}}}""", zip);
        Assert.Equal((5, 0), (reading.Entries, reading.Errors));
        var point = Assert.Single(reading.Points);
        Assert.Equal(At, point.ObservedAt);
        Assert.Equal(expected, point.Value, 12);
    }

    [Theory]
    [InlineData("count", true)]
    [InlineData("goldstein", true)]
    [InlineData("mentions", true)]
    [InlineData("tone", false)]
    public async Task A_file_without_events_counts_0_but_has_no_average(string measure, bool any)
    {
        var reading = await ReadAsync($",\"measure\":\"{measure}\"", GdeltFile.Zip());
        Assert.Equal(any ? [new(At, 0) { Title = "0 events" }] : [], reading.Points);
    }

    [Fact]
    public async Task An_actor_stands_for_its_country_but_not_in_a_dyad_score()
    {
        var zip = GdeltFile.Zip(Row("PRKMIL", "KOR"), Row("KOR", "PRK"), Row("PRK"), Row("", "PRK"));
        const string pair = ",\"actor1\":\"PRK\",\"actor2\":\"KOR\"";
        Assert.Equal(2, (await ReadAsync(pair, zip)).Points[0].Value);
        Assert.Equal(4, (await ReadAsync(",\"actor1\":\"PRK\"", zip)).Points[0].Value);
        Assert.Equal(1, (await ReadAsync(",\"actor1\":\"PRKMIL\"", zip)).Points[0].Value);
        var score = (await ReadAsync(pair + ",\"measure\":\"dyad-score\"", zip)).Points[0].Value;
        Assert.Equal(1.9 + 0.025 + 0.02 - 0.025, score, 12);
    }

    [Theory]
    [InlineData("3.4", "1", 3.4 + 0.045 + 0.01)]
    [InlineData("3.4", "-1", 3.4 + 0.045 - 0.01)]
    [InlineData("-3.4", "1", -3.4 - 0.045 + 0.01)]
    [InlineData("0", "-1", -0.045 - 0.01)]
    [InlineData("0.0", "1", 0.045 + 0.01)]
    [InlineData("0", "0", 0)]
    public async Task The_weight_of_the_news_points_as_the_event_does(string goldstein, string tone, double expected)
    {
        var zip = GdeltFile.Zip(Row("PRK", "KOR", goldstein: goldstein, tone: tone));
        var reading = await ReadAsync(",\"measure\":\"dyad-score\",\"actor1\":\"KOR\",\"actor2\":\"PRK\"", zip);
        Assert.Equal(expected, reading.Points[0].Value, 12);
    }

    [Fact]
    public async Task The_article_that_most_speak_of_leads_to_the_evidence()
    {
        var reading = await ReadAsync("", GdeltFile.Zip(Row(mentions: 1), Row(mentions: 9), Row(mentions: 3)));
        Assert.Equal(("3 events", "https://example.org/9"), (reading.Points[0].Title, reading.Points[0].Link));
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_is_skipped_and_those_after_it_count()
    {
        var zip = GdeltFile.Zip(
            "short\tline",
            Row(),
            Row(goldstein: "much"),
            Row() + "\tmore",
            new('x', 100_000),
            Row()
        );
        var reading = await ReadAsync(",\"measure\":\"goldstein\"", zip);
        Assert.Equal((6, 4, 3.8), (reading.Entries, reading.Errors, reading.Points[0].Value));
        Assert.Equal([1, 3, 4, 5], reading.FirstErrors.Select(e => e.Entry));
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_and_ends_of_lines_as_Windows_writes_them_do_not_matter()
    {
        var row = Row("PRK");
        byte[] file =
        [
            .. System.Text.Encoding.Latin1.GetBytes(
                row.Replace("1193447399", "\u00e9\u00ff", StringComparison.Ordinal)
            ),
            13,
            10,
        ];
        var reading = await ReadAsync(",\"actor1\":\"PRK\"", GdeltFile.Zip(file, Name));
        Assert.Equal((1, 0, 1.0), (reading.Entries, reading.Errors, reading.Points[0].Value));
    }

    [Fact]
    public async Task What_is_no_event_file_is_refused_with_a_reason()
    {
        await RefusedAsync("no zip file", "<html>"u8.ToArray());
        await RefusedAsync("no zip file", GdeltFile.Zip(Row())[..^30]);
        await RefusedAsync("named by its time", GdeltFile.Zip([], "readme.txt"));
        await RefusedAsync("larger than 67108864 bytes", GdeltFile.Zip(new byte[65 * 1024 * 1024], Name));
        var empty = new MemoryStream();
        new ZipArchive(empty, ZipArchiveMode.Create, true).Dispose();
        await RefusedAsync("no file", empty.ToArray());
    }

    [Fact]
    public void Each_quarter_of_an_hour_since_the_last_read_is_asked_for_oldest_first()
    {
        var requests = Requests(At.AddHours(-3), At.AddMinutes(7));
        Assert.Equal(12, requests.Count);
        Assert.Equal(Files + "20240819101500.export.CSV.zip", requests[0].Address.AbsoluteUri);
        Assert.Equal(Files + "20240819130000.export.CSV.zip", requests[^1].Address.AbsoluteUri);
        Assert.Equal(At, requests[^1].ReadsUpTo);
        // What is two hours late was left out by GDELT; what is not yet there holds up what comes after it.
        Assert.Equal(WhenAbsent.Empty, requests[3].WhenAbsent);
        Assert.Equal(WhenAbsent.NotYet, requests[4].WhenAbsent);
        Assert.Empty(Requests(At, At.AddMinutes(14)));
    }

    [Fact]
    public void A_long_outage_is_made_up_for_a_day_at_a_read()
    {
        var (since, now) = (At.AddDays(-3.5), At);
        for (var reads = 1; ; reads++)
        {
            var requests = Requests(since, now);
            Assert.InRange(requests.Count, 1, 96);
            Assert.Equal(since.AddMinutes(15), requests[0].ReadsUpTo);
            since = requests[^1].ReadsUpTo!.Value;
            if (since != now)
                continue;
            Assert.Equal(4, reads);
            break;
        }
    }

    [Theory]
    [InlineData("", "2024-08-18T13:15:00Z")]
    [InlineData(",\"history\":\"30d\"", "2024-07-20T13:15:00Z")]
    public void The_first_read_reaches_back(string more, string first) =>
        Assert.Equal(
            DateTimeOffset.Parse(first, null),
            Read.Feed(Source, $$"""{"kind":"gdelt-events"{{more}}}""").Requests(null, At).First().ReadsUpTo
        );

    [Theory]
    [InlineData("\"actor1\":\"KN\"", "'actor1' holds 'KN'")]
    [InlineData("\"actor1\":\"prk\"", "CAMEO")]
    [InlineData("\"actor2\":\"PRK\"", "needs 'actor1'")]
    [InlineData("\"codes\":[57]", "'codes'")]
    [InlineData("\"codes\":\"21\"", "first digits|2 to 4 digits")]
    [InlineData("\"quad\":2.5", "1, 2, 3 or 4")]
    [InlineData("\"quad\":5", "from 1 to 4")]
    [InlineData("\"geo\":\"PRK\"", "FIPS")]
    [InlineData("\"measure\":\"sum\"", "dyad-score")]
    [InlineData("\"measure\":\"dyad-score\",\"actor1\":\"PRK\"", "two sides")]
    [InlineData("\"history\":\"2000d\"", "'history'")]
    [InlineData("\"roots\":true", "no parameter 'roots'")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, $$"""{"kind":"gdelt-events",{{parameters}}}"""),
            message => expected.Split('|').Any(e => message.Contains(e, StringComparison.Ordinal))
        );

    static List<FeedRequest> Requests(DateTimeOffset since, DateTimeOffset now) =>
        [.. Read.Feed(Source, """{"kind":"gdelt-events"}""").Requests(since, now)];

    static Task<FeedReading> ReadAsync(string more, byte[] answer) =>
        Read.Answer(Source, $$"""{"kind":"gdelt-events"{{more}}}""", answer);

    static async Task RefusedAsync(string expected, byte[] answer)
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() => ReadAsync("", answer));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
