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
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
