using System.Text.Json;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class DefinitionTests
{
    const string Id =
        "An id is of lower-case letters, digits and hyphens, starts with a letter and has at most 64 of them.";
    const string Text = "One line of 1 to 200 characters was expected.";

    static readonly Watch Right = Lab.Watch(Lab.Line("x > 1") with { Ladder = "l", Because = "b" });

    static Watch Line(Func<RedLine, RedLine> change) => Right with { RedLines = [change(Right.RedLines[0])] };

    static Watch Indicator(Func<Indicator, Indicator> change) =>
        Right with
        {
            Indicators = [change(Lab.Indicators[0]), .. Lab.Indicators[1..]],
        };

    static string Long(int length) => new('a', length);

    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    static readonly (Watch Watch, string Error)[] Mistakes =
    [
        (Right with { Every = TimeSpan.FromSeconds(1) - Tick }, "every: The grid's step must be a second or longer."),
        (
            Right with
            {
                Indicators =
                [
                    .. Enumerable.Range(0, 201).Select(i => Lab.Indicators[0] with { Id = i == 0 ? "x" : $"i{i}" }),
                ],
            },
            "indicators: A watch may have at most 200 indicators."
        ),
        (Right with { Title = "" }, "title: " + Text),
        (Right with { Title = " " }, "title: " + Text),
        (Right with { Title = "a\nb" }, "title: " + Text),
        (Right with { Title = Long(201) }, "title: " + Text),
        (Indicator(i => i with { Title = "" }), "indicators[0].title: " + Text),
        (Indicator(i => i with { Unit = "a\tb" }), "indicators[0].unit: " + Text),
        (
            Indicator(i => i with { StaleAfter = TimeSpan.Zero }),
            "indicators[0].staleAfter: It must be longer than nothing."
        ),
        (Line(l => l with { Title = "" }), "redLines[0].title: " + Text),
        (Line(l => l with { Ladder = "" }), "redLines[0].ladder: " + Text),
        (Line(l => l with { Because = Long(2_001) }), "redLines[0].because: It may have at most 2000 characters."),
        (
            Line(l => l with { RemindEvery = TimeSpan.Zero }),
            "redLines[0].remindEvery: It must be longer than nothing; leave it out for no reminders."
        ),
        (Line(l => l with { MostPerDay = -1 }), "redLines[0].mostPerDay: It must be 0 (all are told) or more."),
        (Right with { Id = "" }, "id: " + Id),
        (Right with { Id = "1a" }, "id: " + Id),
        (Right with { Id = "-a" }, "id: " + Id),
        (Right with { Id = "Lab" }, "id: " + Id),
        (Right with { Id = "a_b" }, "id: " + Id),
        (Right with { Id = "aB" }, "id: " + Id),
        (Right with { Id = Long(65) }, "id: " + Id),
        (Line(l => l with { Id = "A" }), "redLines[0].id: " + Id),
        (
            Right with
            {
                RedLines = [.. Right.RedLines, .. Right.RedLines],
            },
            "redLines[1].id: There are two of the id 'line'."
        ),
        (
            Line(l => l with { When = "x" }),
            "redLines[0].when: A condition such as 'x > 0' was expected, but this is a number."
        ),
        (
            Line(l => l with { ClearWhen = "x" }),
            "redLines[0].clearWhen: A condition such as 'x > 0' was expected, but this is a number."
        ),
        (
            Line(l => l with { When = "crossed(line)" }),
            "redLines[0].when: Red lines refer to each other in a circle: line -> line."
        ),
    ];

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Mistakes.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_mistake_in_a_definition_is_told_with_its_field(int number)
    {
        Assert.Null(CompiledWatch.Compile(Mistakes[number].Watch, out var errors));
        var error = Assert.Single(errors);
        Assert.Equal(Mistakes[number].Error, $"{error.Path}: {error.Message}");
    }

    static readonly Watch[] Limits =
    [
        Right,
        Right with
        {
            Every = TimeSpan.FromSeconds(1),
        },
        Right with
        {
            Title = Long(200),
            Id = Long(64),
        },
        Right with
        {
            Id = "a-1",
        },
        Indicator(i => i with { Unit = "", StaleAfter = Tick }),
        Indicator(i => i with { Unit = Long(200) }),
        Line(l => l with { Because = Long(2_000), Ladder = null, RemindEvery = Tick, MostPerDay = 0 }),
        Right with
        {
            Indicators =
            [
                .. Enumerable.Range(0, 200).Select(i => Lab.Indicators[0] with { Id = i == 0 ? "x" : $"i{i}" }),
            ],
        },
        Right with
        {
            RedLines = [.. Enumerable.Range(0, 1_000).Select(i => Lab.Line("x > 1", $"l{i}"))],
        },
    ];

    [Fact]
    public void What_is_just_within_the_limits_is_right() =>
        Assert.All(
            Limits,
            w =>
            {
                Assert.NotNull(CompiledWatch.Compile(w, out var errors));
                Assert.Empty(errors);
            }
        );

    [Fact]
    public void An_indicator_may_be_called_as_a_severity_is()
    {
        var watch = Right with
        {
            Indicators = [.. Lab.Indicators, Lab.Indicators[0] with { Id = "warning", Title = "Warnings issued" }],
            RedLines = [Lab.Line("warning > 3")],
        };
        var series = new Series(watch.Indicators[^1], [new(Lab.At(0), 2, Lab.At(0))], []);
        var compiled = CompiledWatch.Compile(watch, out _)!;
        var walk = compiled.Advance(
            compiled.Start(Lab.At(0)),
            new Dictionary<string, Series> { ["warning"] = series },
            Lab.At(0)
        );
        Assert.Equal("Warnings issued is 2, at or below 3", walk.State.Lines["line"].Sentence);
    }

    [Fact]
    public void Durations_in_JSON_are_texts()
    {
        var line = JsonSerializer.Deserialize<RedLine>(
            """{"Id":"a","Title":"A","When":"x > 1","For":"90s","RemindEvery":"1d12h"}"""
        )!;
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromHours(36)), (line.For, line.RemindEvery!.Value));
        var text = JsonSerializer.Serialize(line);
        Assert.Contains("\"For\":\"1m30s\"", text);
        Assert.Contains("\"RemindEvery\":\"1d12h\"", text);
        Assert.Contains("\"RemindEvery\":null", JsonSerializer.Serialize(line with { RemindEvery = null }));
        Assert.Null(
            JsonSerializer
                .Deserialize<RedLine>("""{"Id":"a","Title":"A","When":"x > 1","RemindEvery":null}""")!
                .RemindEvery
        );
        foreach (var wrong in new[] { "5", "\"soon\"", "null" })
            Assert.StartsWith(
                "A duration is a text of whole numbers and units, such as \"90s\", \"15m\", \"2h\", \"3d\" or \"2w\".",
                Assert
                    .Throws<JsonException>(() =>
                        JsonSerializer.Deserialize<RedLine>($$"""{"Id":"a","Title":"A","When":"x","Keep":{{wrong}}}""")
                    )
                    .Message
            );
    }
}
