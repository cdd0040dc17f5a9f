using IndicatorAlerts.RedLines.Language;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class SuggestionTests
{
    [Theory]
    [InlineData("mx", "max", "max")]
    [InlineData("maxx", "max", "max")]
    [InlineData("mix", "max", "max")]
    [InlineData("amx", "max", "max")]
    [InlineData("mxa", "max", "max")]
    [InlineData("MAX", "max", "max")]
    [InlineData("", "a", "a")]
    [InlineData("", "ab", null)]
    [InlineData("a", "", "")]
    [InlineData("b", "a", "a")]
    [InlineData("bc", "ad", null)]
    [InlineData("abc", "xyc", null)]
    [InlineData("abcdef", "abcdxy", "abcdxy")]
    [InlineData("abcdef", "abcxyz", null)]
    [InlineData("abcd", "abcdef", "abcdef")]
    [InlineData("abcdef", "abcd", "abcd")]
    [InlineData("bacd", "abdc", null)]
    [InlineData("bacdef", "abdcef", "abdcef")]
    [InlineData("mat", "max,man", "man")]
    [InlineData("punggye", "aunggyx,punggyx", "punggyx")]
    [InlineData("stale-aftr", "stale-after,status", "stale-after")]
    public void A_misspelt_name_is_guessed_by_the_fewest_edits(string name, string known, string? meant) =>
        Assert.Equal(meant is null ? "" : $" Did you mean '{meant}'?", Suggestion.For(name, known.Split(',')));

    [Fact]
    public void Long_names_are_compared_by_their_beginnings()
    {
        var name = new string('a', 64);
        Assert.NotEqual("", Suggestion.For(name, [name + new string('b', 60)]));
        Assert.NotEqual("", Suggestion.For(name + new string('b', 60), [name]));
    }
}
