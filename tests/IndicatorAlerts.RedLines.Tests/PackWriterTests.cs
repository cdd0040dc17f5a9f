using System.Text.Json.Nodes;
using CsCheck;
using IndicatorAlerts.RedLines.Packs;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class PackWriterTests
{
    static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.Char['a', 'z'].Array[1, 12].Select(c => new string(c))),
        (
            2,
            Lab.OneOf(
                "null",
                "true",
                "12",
                "1e5",
                "0x10",
                "~",
                "- a",
                "a: b",
                "a #b",
                "#",
                "@x",
                "'",
                "\"",
                "\\n",
                "ä 한 🙂"
            )
        ),
        (1, Gen.Char[' ', '~'].Array[1, 40].Select(c => "x" + new string(c) + "x"))
    );

    static readonly Gen<RedLine> Line = Gen.Select(
        Gen.Int[1, 999],
        Text,
        Text,
        Text,
        Gen.Int[0, 5_000],
        Gen.Bool,
        (id, title, when, because, minutes, some) =>
            new RedLine
            {
                Id = $"l{id}",
                Title = title,
                When = when,
                Because = some ? because + "\n" + title : null,
                For = TimeSpan.FromMinutes(minutes),
                Severity = some ? Severity.Critical : Severity.Warning,
                Labels = some ? [title, when] : [],
                Shadow = some,
                RemindEvery = some ? TimeSpan.FromHours(1 + minutes) : null,
                MostPerDay = some ? 0 : 6,
            }
    );

    static readonly Gen<Indicator> Series = Gen.Select(
        Gen.Int[1, 999],
        Text,
        Gen.Double[-1e6, 1e6],
        Gen.Bool,
        (id, text, number, some) =>
            new Indicator
            {
                Id = $"i{id}",
                Title = text,
                Of = some ? SeriesKind.Events : SeriesKind.Levels,
                Schedule = some ? "*/5 * * * *" : null,
                Source = some
                    ? new JsonObject
                    {
                        ["kind"] = text,
                        ["minMagnitude"] = number,
                        ["count"] = (long)number,
                        ["on"] = true,
                        ["nested"] = new JsonObject { ["listOf"] = new JsonArray("1", 1, false, text) },
                    }
                    : null,
            }
    );

    [Fact]
    public void What_is_written_reads_as_the_same_watch() =>
        Gen.Select(Text, Line.Array[0, 4], Series.Array[0, 4], Gen.Int[1, 90_000])
            .Select(
                (title, lines, indicators, seconds) =>
                    new Watch
                    {
                        Id = "w",
                        Title = title,
                        Every = TimeSpan.FromSeconds(seconds),
                        RedLines = lines,
                        Indicators = indicators,
                    }
            )
            .Sample(
                watch =>
                {
                    var yaml = Pack.Write(watch);
                    var read = Pack.Read(yaml, out var errors);
                    Assert.True(errors.Count == 0, $"{string.Join('\n', errors)}\n{yaml}");
                    Assert.Equal(Json(watch), Json(read!));
                },
                iter: Lab.Rounds(2_000)
            );

    [Fact]
    public void A_pack_is_written_for_people_without_what_goes_without_saying() =>
        Assert.Equal(
            """
            watch: lab
            title: Lab
            every: 5m
            indicators:
            - id: x
              title: Level x
              stale-after: 2h
            red-lines:
            - id: line
              title: line
              when: max(x, 1d) >= 4.0 and x > 1
              keep: 1h30m

            """,
            Pack.Write(
                Lab.Watch(Lab.Line("max(x, 1d) >= 4.0 and x > 1") with { Keep = TimeSpan.FromMinutes(90) }) with
                {
                    Indicators = [Lab.Indicators[0]],
                }
            )
        );

    [Theory]
    [InlineData(
        """{"watch":"w","title":"T","redLines":[{"id":"a","title":"A","when":"1 > 2","mostPerDay":0}]}""",
        null
    )]
    [InlineData("""{"watch":"w","title":"T","redLine":[]}""", "There is no key 'red-line'. Did you mean 'red-lines'?")]
    [InlineData("""{"watch":"w","title":"T","title":"U"}""", "This is not JSON")]
    [InlineData("""{"watch":"w"}""", "title")]
    [InlineData("[]", "JSON value could not be converted")]
    [InlineData("null", "The file is empty")]
    [InlineData("""{"watch":"\ud800","title":"T"}""", "")]
    public void A_pack_in_JSON_is_read_as_strictly(string json, string? error)
    {
        var watch = Pack.ReadJson(json, out var errors);
        Assert.Equal(error is null, watch is not null);
        if (error is not null)
            Assert.Contains(error, Assert.Single(errors).Message);
        else
            Assert.Equal(0, Assert.Single(watch!.RedLines).MostPerDay);
    }

    static string Json(Watch watch) =>
        System.Text.Json.JsonSerializer.Serialize(
            new PackFile
            {
                Watch = watch.Id,
                Title = watch.Title,
                Every = watch.Every,
                Indicators = watch.Indicators,
                RedLines = watch.RedLines,
            },
            PackJson.Default.PackFile
        );
}
