using CsCheck;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class DurationTests
{
    [Fact]
    public void What_is_printed_is_read_back() =>
        Gen.Long[0, 36_524L * 86_400]
            .Select(s => TimeSpan.FromSeconds(s))
            .Sample(d => Duration.TryParse(Duration.Format(d), out var back) && back == d, iter: Lab.Rounds(1_000));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("15")]
    [InlineData("15 m")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("99999999999d")]
    [InlineData("2147483647w")]
    [InlineData("36526d")]
    [InlineData("5218w")]
    [InlineData("36525d1s")]
    [InlineData("1x")]
    [InlineData("1h2")]
    [InlineData("1W")]
    [InlineData(null)]
    public void What_is_no_duration_is_refused(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("0s", "0m")]
    [InlineData("0m", "0m")]
    [InlineData("90s", "1m30s")]
    [InlineData("60m", "1h")]
    [InlineData("36h", "1d12h")]
    [InlineData("7d", "1w")]
    [InlineData("8d", "8d")]
    [InlineData("14d", "2w")]
    [InlineData("1w1d", "8d")]
    [InlineData("1w1s", "7d1s")]
    [InlineData("1d1d", "2d")]
    [InlineData("36525d", "36525d")]
    [InlineData("5217w", "5217w")]
    public void Durations_have_one_shortest_form(string written, string shortest)
    {
        Assert.True(Duration.TryParse(written, out var duration));
        Assert.Equal(shortest, Duration.Format(duration));
    }
}
