using System.Globalization;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class GovUkSourceTests
{
    const string Korea = """{"kind":"gov-uk","country":"south-korea"}""";
    static readonly GovUkSource Source = new();

    [Fact]
    public async Task A_recorded_advice_without_a_warning_is_level_0_at_its_last_update()
    {
        var reading = await Read.Answer(
            Source,
            """{"kind":"gov-uk","country":"albania"}""",
            SharedData.Read("govuk_travel_advice_albania.json")
        );
        var point = Assert.Single(reading.Points);
        Assert.Equal((At("2017-02-17T12:52:43.537Z"), 0), (point.ObservedAt, point.Value));
        Assert.StartsWith("Latest update: Summary", point.Title, StringComparison.Ordinal);
        Assert.Equal("https://www.gov.uk/foreign-travel-advice/albania", point.Link);
        Assert.Equal((1, 0), (reading.Entries, reading.Errors));
    }

    [Theory]
    [InlineData("\"avoid_all_but_essential_travel_to_parts\"", 1)]
    [InlineData("\"avoid_all_but_essential_travel_to_whole_country\"", 2)]
    [InlineData("\"avoid_all_travel_to_parts\",\"avoid_all_but_essential_travel_to_parts\"", 3)]
    [InlineData("\"avoid_all_but_essential_travel_to_whole_country\",\"avoid_all_travel_to_parts\"", 3)]
    [InlineData("\"avoid_all_travel_to_whole_country\"", 4)]
    public async Task The_greatest_warning_counts(string statuses, double level) =>
        Assert.Equal(level, Assert.Single((await Read.Answer(Source, Korea, Advice(statuses))).Points).Value);

    [Theory]
    [InlineData("\"avoid_the_moon\"", null)]
    [InlineData("\"avoid_the_moon\\ud800\"", null)]
    [InlineData("\"avoid_the_moon\",\"avoid_all_travel_to_parts\",7", 3.0)]
    public async Task Words_that_nobody_knows_are_counted_and_never_taken_for_calm(string statuses, double? level)
    {
        var reading = await Read.Answer(Source, Korea, Advice(statuses));
        Assert.Equal(level, reading.Points.Select(p => (double?)p.Value).SingleOrDefault());
        Assert.NotEmpty(reading.FirstErrors[0].Message);
    }

    [Theory]
    [InlineData("""{"details":{}}""", "alert_status")]
    [InlineData("""{"details":{"alert_status":"x"},"updated_at":"2024-11-05T00:00:00Z"}""", "alert_status")]
    [InlineData("""{"details":{"alert_status":[]},"updated_at":"soon"}""", "updated_at")]
    [InlineData("""{"details":{"alert_status":[]}""", "not whole JSON")]
    public async Task What_is_no_advice_is_refused_with_a_sentence(string answer, string expected)
    {
        var e = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Korea, answer));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"gov-uk"}""", "'country' is missing")]
    [InlineData("""{"kind":"gov-uk","country":"South Korea"}""", "small letters and hyphens")]
    [InlineData("""{"kind":"gov-uk","country":"../x"}""", "small letters and hyphens")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    [Fact]
    public void The_page_of_the_country_is_asked_for() =>
        Assert.Equal(
            "https://www.gov.uk/api/content/foreign-travel-advice/south-korea",
            Read.Feed(Source, Korea).Requests(null, At("2024-11-05T00:00Z")).Single().Address.AbsoluteUri
        );

    static string Advice(string statuses) =>
        $$$"""
            {"public_updated_at":"2024-11-01T00:00:00.000+00:00","updated_at":"2024-11-05T01:02:03.456Z",
            "details":{"parts":[{"body":"<p>x</p>"}],"alert_status":[{{{statuses}}}],"change_description":"New"}}
            """;

    static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
