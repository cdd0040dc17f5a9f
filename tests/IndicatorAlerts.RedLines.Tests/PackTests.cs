using System.Text;
using CsCheck;
using IndicatorAlerts.Local;
using IndicatorAlerts.RedLines.Packs;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class PackTests
{
    const string Good = """
        watch: lab
        title: Lab
        every: 15m
        indicators:
          - id: shock
            title: Seismic magnitude
            of: events
            stale-after: 1h
          - id: rate
            title: Rate
            stale-after: 4d
        red-lines:
          - id: test
            title: A test
            severity: critical
            when: max(shock, 24h) >= 4.0
            keep: 1h
          - id: slide
            title: A slide
            for: 30m
            when: rate > 3
        tests:
          - title: a test crosses at once
            start: 2017-09-03T03:00:00Z
            step: 15m
            series: { shock: "_ _ 6.3 _x100 stalex9", rate: "1x3 5x4 1 _x100" }
            expect:
              - { at: 15m, test: calm, slide: calm }
              - { at: 30m, test: "crossed: is 6.3, at or above 4.0" }
              - { at: 45m, slide: pending }
              - { at: 75m, slide: "crossed: Rate is 5, above 3" }
              - { at: 24h, test: crossed, slide: calm }
              - { at: 25h, test: clearing }
              - { at: 25h30m, test: calm }
              - { at: 27h45m, test: blind calm }
        """;

    [Fact]
    public void A_right_pack_is_right_and_its_tests_hold()
    {
        Assert.Empty(Pack.Check(Good));
        Assert.Empty(Pack.Test(Good, out var count));
        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData("stale-after: 1h", "stale-aftr: 1h", 8, 5, "There is no key 'stale-aftr'. Did you mean 'stale-after'?")]
    [InlineData("every: 15m", "evry: 15m", 3, 1, "There is no key 'evry'. Did you mean 'every'?")]
    [InlineData("watch: lab", "watch: Lab", 1, 1, "An id is of lower-case letters")]
    [InlineData(
        "when: rate > 3",
        "when: rat > 3",
        21,
        5,
        "There is no indicator 'rat' in this watch. Did you mean 'rate'?"
    )]
    [InlineData("keep: 1h", "keep: soon", 17, 5, "A duration is a text of whole numbers and units")]
    [InlineData("severity: critical", "severity: fatal", 15, 5, "The JSON value could not be converted")]
    [InlineData("id: rate", "id: shock", 9, 5, "There are two of the id 'shock'.")]
    [InlineData("title: Lab", "title: Lab\ntitle: Lab", 3, 1, "Duplicate key title")]
    [InlineData("title: Lab", "title: &a Lab\nevery: *a", 3, 8, "Aliases are not allowed")]
    public void A_mistake_in_a_pack_has_its_line_and_column(
        string right,
        string wrong,
        int line,
        int column,
        string says
    )
    {
        var error = Pack.Check(Good.Replace(right, wrong, StringComparison.Ordinal))[0];
        Assert.Contains(says, error.Message);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData(
        "at: 15m, test: calm",
        "at: 15m, test: crossed",
        28,
        "test is calm (max of Seismic magnitude over 24 h is none"
    )]
    [InlineData(
        "slide: pending",
        "slid: pending",
        30,
        "There is no red line 'slid' in this watch. Did you mean 'slide'?"
    )]
    [InlineData("slide: pending", "slide: waiting", 30, "'waiting' was not understood")]
    [InlineData("at or above 4.0", "above 5", 29, "not crossed: is 6.3, above 5")]
    [InlineData("rate: \"1x3", "rate: \"1y3", 26, "'1y3' is no value")]
    [InlineData("_x100 stale", "_x1000000 stale", 26, "at most 100000 steps")]
    [InlineData("{ shock:", "{ shok:", 26, "There is no indicator 'shok' in this watch. Did you mean 'shock'?")]
    public void A_test_that_fails_says_where_and_what_happened(string right, string wrong, int line, string says)
    {
        var error = Pack.Test(Good.Replace(right, wrong, StringComparison.Ordinal), out _)[0];
        Assert.Contains(says, error.Message);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Any_bytes_are_a_pack_or_an_error()
    {
        Gen.Byte.Array[0, 80]
            .Select(b => Encoding.Latin1.GetString(b))
            .Sample(t => _ = Pack.Test(t, out var _), iter: Lab.Rounds(5_000));
        Gen.Select(
                Gen.Int[0, Good.Length - 1],
                Gen.Int[0, 30],
                Lab.OneOf("", ":", "- ", "{", "\n", "\"", "x", "1e999", "!", "?", "&a ")
            )
            .Sample(
                (at, cut, put) =>
                {
                    var text = Good.Remove(at, Math.Min(cut, Good.Length - at)).Insert(at, put);
                    Assert.All(
                        Pack.Test(text, out _),
                        e => Assert.True(e.Line > 0 && e.Column > 0 && e.Message.Length > 0)
                    );
                },
                iter: Lab.Rounds(3_000)
            );
    }

    [Fact]
    public void Packs_nested_too_deeply_are_refused() =>
        Assert.Contains("At most 32 levels", Assert.Single(Pack.Check(new string('[', 5_000))).Message);

    [Fact]
    public void The_committed_schema_is_the_contract()
    {
        var path = Path.Combine(Repository.Root, "packs", "pack.schema.json");
        if (Environment.GetEnvironmentVariable("WRITE_SCHEMA") == "1")
            File.WriteAllText(path, PackSchema.Text());
        Assert.Equal(PackSchema.Text(), File.ReadAllText(path));
    }

    [Fact]
    public void The_packs_of_the_project_are_right_and_their_tests_hold() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Root, "packs"), "*.yaml"),
            f => Assert.Empty(Pack.Test(File.ReadAllText(f), out _))
        );
}
