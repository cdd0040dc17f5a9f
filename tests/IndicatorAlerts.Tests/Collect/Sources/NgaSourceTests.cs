using System.Globalization;
using System.Text.Json;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class NgaSourceTests
{
    const string Korea = """{"kind":"nga","south":30,"north":45,"west":120,"east":140,"words":["missile","rocket"]}""";
    static readonly NgaSource Source = new();

    [Fact]
    public async Task The_recorded_warnings_are_found_by_their_places()
    {
        var recording = SharedData.Read("nga_broadcast_warn_sample.json");
        const string florida =
            """{"kind":"nga","south":25,"north":30,"west":-85,"east":-75,"words":"rocket launching"}""";
        var reading = await Read.Answer(Source, florida, recording);
        Assert.Equal((2, 0), (reading.Entries, reading.Errors));
        Assert.Equal(
            new(At("2022-11-07T22:39Z"), 1)
            {
                Id = "4-2022-1177",
                Title = "WESTERN NORTH ATLANTIC. FLORIDA. 1. HAZARDOUS OPERATIONS, ROCKET LAUNCHING",
                Link = "https://msi.nga.mil/NavWarnings",
            },
            Assert.Single(reading.Points)
        );
        const string acrossTheDateLine = """{"kind":"nga","south":30,"north":45,"west":160,"east":-150}""";
        Assert.Equal("12-2023-372", Assert.Single((await Read.Answer(Source, acrossTheDateLine, recording)).Points).Id);
        const string elsewhere = """{"kind":"nga","south":30,"north":45,"west":-150,"east":160}""";
        Assert.Empty((await Read.Answer(Source, elsewhere, recording)).Points);
    }

    [Theory]
    [InlineData("MISSILE 38-12.5N 127-45.0E.", 38.2083333, 127.75)]
    [InlineData("38-12.50N127-45.00E", 38.2083333, 127.75)]
    [InlineData("38-12-30N 127-45-00E", 38.2083333, 127.75)]
    [InlineData("38-12.5N,\n   127-45.0E", 38.2083333, 127.75)]
    [InlineData("38-12.5S/007-45.0W", -38.2083333, -7.75)]
    [InlineData("WITHIN 30 MILES OF 38N 127E", 38, 127)]
    [InlineData("00-00.00N 180-00.00E", 0, 180)]
    public void Positions_are_found_in_free_text(string text, double latitude, double longitude)
    {
        var (foundLatitude, foundLongitude) = Assert.Single(NgaPositions.In(text));
        Assert.Equal(latitude, foundLatitude, 5);
        Assert.Equal(longitude, foundLongitude, 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CANCEL NAVAREA XI 12/24. 121606Z TO 121854Z NOV")]
    [InlineData("98-12.5N 127-45.0E")]
    [InlineData("38-72.5N 127-45.0E")]
    [InlineData("38-12.5N 187-45.0E")]
    [InlineData("90-00.1N 127-45.0E")]
    [InlineData("138-12.5N 127-45.0E")]
    [InlineData("38-12.5N TO 39-12.5N")]
    [InlineData("127-45.0E 38-12.5N")]
    public void What_is_no_position_is_none(string text) => Assert.Empty(NgaPositions.In(text));

    [Fact]
    public async Task One_of_many_positions_within_the_box_is_enough_and_words_may_be_broken_at_a_line()
    {
        const string phrase = """{"kind":"nga","south":30,"north":45,"west":120,"east":140,"words":"missile firing"}""";
        var reading = await Read.Answer(
            Source,
            phrase,
            Answer(
                Warning(1, "JAPAN SEA.\n1. MISSILE\n   FIRING 10-00.0N 100-00.0E,\n 38-30.0N 130-30.0E."),
                Warning(2, "JAPAN SEA.\n1. MISSILE FIRING 10-00.0N 100-00.0E."),
                Warning(3, "JAPAN SEA.\n1. GUNNERY 38-30.0N 130-30.0E."),
                Warning(4, "JAPAN SEA.\n1. MISSILE FIRING.")
            )
        );
        Assert.Equal((4, 0), (reading.Entries, reading.Errors));
        Assert.Equal("P-2024-1", Assert.Single(reading.Points).Id);
    }

    [Fact]
    public async Task A_warning_that_cannot_be_read_is_counted()
    {
        var whole = Warning(1, "MISSILE 38-30.0N 130-30.0E");
        var reading = await Read.Answer(
            Source,
            Korea,
            Answer(
                whole.Replace("120000Z NOV 2024", "soon", StringComparison.Ordinal),
                whole.Replace("\"P\"", "null", StringComparison.Ordinal),
                whole.Replace("2024,", "20.5,", StringComparison.Ordinal),
                "7",
                """{"text":null}""",
                Warning(6, "MISSILE 38-30.0N 130-30.0E").Replace("2024,", "\"2024\",", StringComparison.Ordinal)
            )
        );
        Assert.Equal([1L, 2, 3, 4, 5], reading.FirstErrors.Select(e => e.Entry));
        Assert.Contains("'soon' is no time", reading.FirstErrors[0].Message, StringComparison.Ordinal);
        Assert.Equal("P-2024-6", Assert.Single(reading.Points).Id);
    }

    [Fact]
    public async Task No_warnings_are_an_empty_answer() =>
        Assert.Equal(0, (await Read.Answer(Source, Korea, Answer())).Entries);

    [Theory]
    [InlineData("{}", "'broadcast-warn'")]
    [InlineData("""{"broadcast_warn":[]}""", "'broadcast-warn'")]
    [InlineData("""{"broadcast-warn":[{"text":"x"}""", "not whole JSON")]
    [InlineData("Service Unavailable", "text, not JSON")]
    public async Task What_is_no_list_of_warnings_is_refused_with_a_sentence(string answer, string expected)
    {
        var e = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Korea, answer));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_of_nothing_but_almost_positions_takes_little_time()
    {
        var text = string.Concat(Enumerable.Repeat("38-12.5N ", 90_000));
        Assert.Empty((await Read.Answer(Source, Korea, Answer(Warning(1, "MISSILE " + text)))).Points);
    }

    [Theory]
    [InlineData("""{"kind":"nga"}""", "'south' is missing")]
    [InlineData("""{"kind":"nga","south":40,"north":30,"west":1,"east":2}""", "'south' must be less")]
    [InlineData("""{"kind":"nga","south":40,"north":50,"west":2,"east":2}""", "'west' and 'east' must differ")]
    [InlineData("""{"kind":"nga","south":40,"north":50,"west":2,"east":200}""", "from -180 to 180 (degrees)")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    static string Answer(params string[] warnings) => $$"""{"broadcast-warn":[{{string.Join(',', warnings)}}]}""";

    static string Warning(int number, string text) =>
        $$"""{"msgYear":2024,"msgNumber":{{number}},"navArea":"P","text":"{{JsonEncodedText.Encode(text)}}","status":"A","issueDate":"120000Z NOV 2024","cancelDate":null}""";

    static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
