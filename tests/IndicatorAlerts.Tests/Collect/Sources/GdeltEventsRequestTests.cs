using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class GdeltEventsRequestTests
{
    const string Files = "https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/";
    static readonly DateTimeOffset At = new(2024, 8, 19, 13, 0, 0, TimeSpan.Zero);
    static readonly GdeltEventsSource Source = new();

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
    [InlineData("\"codes\":\"21\"", "2 to 4 digits")]
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
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    static List<FeedRequest> Requests(DateTimeOffset since, DateTimeOffset now) =>
        [.. Read.Feed(Source, """{"kind":"gdelt-events"}""").Requests(since, now)];
}
