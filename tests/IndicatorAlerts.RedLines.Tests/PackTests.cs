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
    public void A_pack_is_read_with_every_field()
    {
        var watch = Pack.Read(
            """
            watch: "full"
            title: 'True'
            every: 1h30m
            indicators:
              - id: a
                title: 12
                unit: "null"
                of: events
                source: { kind: rss, radius-km: 1.5, count: -3, on: true, off: false, none: ~, empty: , big: 1e20, text: no, nested: [1, "2"] }
                schedule: "* * * * *"
                stale-after: 2h
                lag: 1d
            red-lines:
              - id: b
                title: B
                severity: notice
                ladder: l
                when: count(a, 1h) > 1
                for: 5m
                clear-when: count(a, 1h) < 1
                keep: 1h
                remind-every: 12h
                most-per-day: 2
                on-blind: hold
                because: Of this.
            """.Replace("title: 12", "title: \"12\""),
            out var errors
        )!;
        Assert.Empty(errors);
        Assert.Equal(("full", "True", TimeSpan.FromMinutes(90)), (watch.Id, watch.Title, watch.Every));
        var indicator = watch.Indicators[0];
        Assert.Equal(("12", "null", SeriesKind.Events), (indicator.Title, indicator.Unit, indicator.Of));
        Assert.Equal(
            """{"kind":"rss","radiusKm":1.5,"count":-3,"on":true,"off":false,"none":null,"empty":null,"big":1E+20,"text":"no","nested":[1,"2"]}""",
            indicator.Source!.ToJsonString()
        );
        Assert.Equal(
            ("* * * * *", TimeSpan.FromHours(2), TimeSpan.FromDays(1)),
            (indicator.Schedule, indicator.StaleAfter, indicator.Lag)
        );
        Assert.Equal(
            new RedLine
            {
                Id = "b",
                Title = "B",
                Severity = Severity.Notice,
                Ladder = "l",
                When = "count(a, 1h) > 1",
                For = TimeSpan.FromMinutes(5),
                ClearWhen = "count(a, 1h) < 1",
                Keep = TimeSpan.FromHours(1),
                RemindEvery = TimeSpan.FromHours(12),
                MostPerDay = 2,
                OnBlind = BlindPolicy.Hold,
                Because = "Of this.",
            },
            watch.RedLines[0]
        );
    }

    [Theory]
    [InlineData("", 1, 1, "The file is empty: a pack starts with 'watch:' and the watch's id.")]
    [InlineData("# nothing", 1, 1, "The file is empty: a pack starts with 'watch:' and the watch's id.")]
    [InlineData(
        "watch: a\nabcdefgh: 1",
        2,
        1,
        "There is no key 'abcdefgh'. Known here are watch, title, every, indicators, red-lines, events, tests."
    )]
    [InlineData("watch: a\n? [b]\n: c", 2, 3, "A key is a plain word.")]
    [InlineData("watch: a\n? \"\"\n: c", 2, 3, "A key is a plain word.")]
    [InlineData("red-lines: []\nredLines: []", 2, 1, "The key 'redLines' stands here twice.")]
    [InlineData("watch: [", 2, 1, null)]
    public void What_is_no_pack_is_refused_with_its_place(string yaml, int line, int column, string? says)
    {
        var error = Pack.Check(yaml)[0];
        Assert.Equal((line, column), (error.Line, error.Column));
        if (says is not null)
            Assert.Equal(says, error.Message);
    }

    [Fact]
    public void A_file_may_have_so_many_characters_and_no_more()
    {
        var most = Good + "\n#" + new string(' ', Pack.MostCharacters - Good.Length - 2);
        Assert.Empty(Pack.Check(most));
        Assert.Equal(
            "The file has 4194305 characters; at most 4194304 are allowed.",
            Assert.Single(Pack.Check(most + " ")).Message
        );
    }

    [Fact]
    public void A_mistake_on_a_later_line_of_an_expression_says_which()
    {
        var yaml = Good.Replace(
            "when: rate > 3",
            "when: |\n      rate > 3\n      and rat > 4",
            StringComparison.Ordinal
        );
        Assert.EndsWith("Did you mean 'rate'? (character 5 of the expression, line 2)", Pack.Check(yaml)[0].Message);
        Assert.EndsWith(
            "(character 1 of the expression)",
            Pack.Check(Good.Replace("when: rate", "when: rat"))[0].Message
        );
    }

    [Theory]
    [InlineData("step: 15m", "step: 14m", "25:5 The step is shorter than the watch's grid.")]
    [InlineData(
        "at: 30m",
        "at: soon",
        "29:11 a test crosses at once: 'at' was expected: a duration from the start, such as 30m."
    )]
    [InlineData(
        "at: 45m, slide",
        "slide",
        "30:9 a test crosses at once: 'at' was expected: a duration from the start, such as 30m."
    )]
    [InlineData("at: 30m", "at: 0m", "29:11 a test crosses at once: The instants of a test go forward.")]
    [InlineData(
        "slide: pending",
        "slide: pendin",
        "30:20 a test crosses at once: 'pendin' was not understood: blind, calm, clearing, crossed, pending was expected, with a reason after a colon if wanted."
    )]
    [InlineData(
        "slide: pending",
        "slide: \"\"",
        "30:20 a test crosses at once: '' was not understood: blind, calm, clearing, crossed, pending was expected, with a reason after a colon if wanted."
    )]
    [InlineData(
        "slide: pending",
        "slide: blind",
        "30:20 a test crosses at once: slide is pending (Rate is 5, above 3), not blind."
    )]
    [InlineData(
        "test: blind calm",
        "test: calm",
        "35:23 a test crosses at once: test is calm and blind (Seismic magnitude has not been read for more than 1 h), not calm."
    )]
    [InlineData(
        "1x3 5x4 1 _x100",
        "1x3 5x4 1 _x-1",
        "26:47 a test crosses at once: '_x-1' is no value, '_' or 'stale', nor one of them with x and a count such as 1x3."
    )]
    [InlineData(
        "1x3 5x4 1 _x100",
        "1x3 5x4 1 x3",
        "26:47 a test crosses at once: 'x3' is no value, '_' or 'stale', nor one of them with x and a count such as 1x3."
    )]
    [InlineData(
        "1x3 5x4 1 _x100",
        "1x3 5x4 1 stalest",
        "26:47 a test crosses at once: 'stalest' is no value, '_' or 'stale', nor one of them with x and a count such as 1x3."
    )]
    [InlineData(
        "1x3 5x4 1 _x100",
        "_x99999 1 1",
        "26:47 a test crosses at once: A series of a test may have at most 100000 steps."
    )]
    public void A_test_that_fails_says_exactly_what_happened(string right, string wrong, string expected)
    {
        var error = Pack.Test(Good.Replace(right, wrong, StringComparison.Ordinal), out _)[0];
        Assert.Equal(expected, $"{error.Line}:{error.Column} {error.Message}");
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
            // The large one takes too long for thousands of runs.
            Directory.GetFiles(Path.Combine(Repository.Root, "packs"), Lab.IsMutationRun ? "euro*.yaml" : "*.yaml"),
            f => Assert.Empty(Pack.Test(File.ReadAllText(f), out _))
        );

    [Fact]
    public void A_short_series_has_its_points_and_when_its_source_was_read()
    {
        var step = TimeSpan.FromMinutes(5);
        var series = ShortSeries.Read(" 1  _x2 stalex2 2x2 ", Lab.Indicators[0], Lab.At(0), step, out var complaint)!;
        Assert.Equal("", complaint);
        Assert.Equal(
            [new(Lab.At(0), 1, Lab.At(0)), new(Lab.At(25), 2, Lab.At(25)), new(Lab.At(30), 2, Lab.At(30))],
            series.Observations
        );
        Assert.Equal([new ReadRun(Lab.At(0), Lab.At(10)), new(Lab.At(25), Lab.At(30))], series.Reads);
        Assert.NotNull(ShortSeries.Read("_x99999 1", Lab.Indicators[0], Lab.At(0), step, out _));
    }
}
