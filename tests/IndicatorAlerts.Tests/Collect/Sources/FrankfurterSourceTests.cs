using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class FrankfurterSourceTests
{
    const string Won = """{"kind":"frankfurter","base":"USD","quote":"KRW"}""";
    static readonly DateTimeOffset Now = new(2026, 11, 24, 16, 15, 0, TimeSpan.Zero);
    static readonly FrankfurterSource Source = new();

    [Fact]
    public async Task A_rate_stands_at_four_in_the_afternoon_in_Frankfurt_in_winter_and_in_summer()
    {
        var reading = await Read.Answer(
            Source,
            Won,
            """[{"date":"2024-01-15","base":"USD","quote":"KRW","rate":1320.1},{"date":"2024-06-19","base":"USD","quote":"KRW","rate":1380.5}]"""
        );
        Assert.Equal(
            [
                new FeedPoint(new(2024, 1, 15, 15, 0, 0, TimeSpan.Zero), 1320.1),
                new(new(2024, 6, 19, 14, 0, 0, TimeSpan.Zero), 1380.5),
            ],
            reading.Points
        );
        Assert.All(reading.Points, p => Assert.Equal(TimeSpan.Zero, p.ObservedAt.Offset));
    }

    [Fact]
    public async Task The_base_against_itself_is_passed_over_and_what_cannot_be_read_is_skipped()
    {
        var reading = await Read.Answer(
            Source,
            Won,
            """
            [{"date":"2024-01-15","base":"USD","quote":"USD","rate":1},
             {"date":"2024-01-15","base":"EUR","quote":"KRW","rate":1440},
             {"date":"2024-02-30","base":"USD","quote":"KRW","rate":1320.1},
             {"date":"2024-01-15","base":"USD","quote":"KRW","rate":null},
             {"date":"2024-01-15","base":"USD","quote":"KRW","rate":0},
             {"date":"2024-01-16","base":"USD","quote":"KRW","rate":1321}]
            """
        );
        Assert.Equal((6, 4, 1321.0), (reading.Entries, reading.Errors, Assert.Single(reading.Points).Value));
    }

    [Fact]
    public async Task No_rates_are_an_answer() => Assert.Empty((await Read.Answer(Source, Won, "[]")).Points);

    [Theory]
    [InlineData("""{"message":"not found"}""", "no list of rates")]
    [InlineData("Bad gateway", "text, not JSON")]
    [InlineData("""[{"date":"2024-01-15",""", "not whole JSON")]
    public async Task What_is_no_list_of_rates_is_refused(string answer, string expected)
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Won, answer));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "", "2025-10-20")]
    [InlineData(null, ",\"history\":\"3650d\"", "2016-11-26")]
    [InlineData("2026-11-23T16:15:00Z", "", "2026-11-16")]
    [InlineData("2026-01-01T00:00:00Z", "", "2025-12-25")]
    public void Rates_since_the_last_read_are_asked_for_with_some_days_before(
        string? since,
        string more,
        string from
    ) =>
        Assert.Equal(
            $"https://api.frankfurter.dev/v2/rates?base=USD&quotes=KRW&from={from}&to=2026-11-24",
            Assert
                .Single(
                    Read.Feed(Source, Won.Replace("}", more + "}", StringComparison.Ordinal))
                        .Requests(since is null ? null : DateTimeOffset.Parse(since, null), Now)
                )
                .Address.AbsoluteUri
        );

    [Theory]
    [InlineData("\"base\":\"USD\"", "'quote' is missing")]
    [InlineData("\"base\":\"usd\",\"quote\":\"KRW\"", "'base' must be an ISO 4217 code")]
    [InlineData("\"base\":\"USD\",\"quote\":\"USD\"", "two currencies")]
    [InlineData("\"base\":\"USD\",\"quote\":\"KRW\",\"history\":\"5m\"", "'history'")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, $$"""{"kind":"frankfurter",{{parameters}}}"""),
            m => m.Contains(expected, StringComparison.Ordinal)
        );
}
