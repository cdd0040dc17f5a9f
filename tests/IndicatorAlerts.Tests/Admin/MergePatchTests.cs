using System.Text.Json.Nodes;
using CsCheck;
using IndicatorAlerts.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.Admin;

public class MergePatchTests
{
    static readonly Gen<JsonNode?> Leaf = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[-9, 9],
        (kind, n) =>
            kind switch
            {
                0 => (JsonNode?)null,
                1 => JsonValue.Create(n),
                2 => JsonValue.Create($"t{n}"),
                3 => JsonValue.Create(n > 0),
                _ => new JsonArray(n, null),
            }
    );

    static Gen<JsonNode?> Any(int depth) =>
        depth == 0
            ? Leaf
            : Gen.OneOf(
                Leaf,
                Gen.Select(Gen.Char['a', 'd'], Any(depth - 1))
                    .Array[0, 4]
                    .Select(fields =>
                    {
                        var made = new JsonObject();
                        foreach (var (name, value) in fields)
                            made[name.ToString()] = value?.DeepClone();
                        return (JsonNode?)made;
                    })
            );

    // The examples of RFC 7396, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", """null""", """null""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_patch_makes_what_the_standard_says(string target, string patch, string expected) =>
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(expected),
                MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch))
            )
        );

    [Fact]
    public void A_patch_twice_is_the_patch_once_and_changes_neither_side() =>
        Gen.Select(Any(3), Any(3))
            .Sample(
                (target, patch) =>
                {
                    var (before, asked) = (target?.ToJsonString(), patch?.ToJsonString());
                    var once = MergePatch.Apply(target, patch);
                    Assert.True(JsonNode.DeepEquals(once, MergePatch.Apply(once, patch)));
                    Assert.Equal((before, asked), (target?.ToJsonString(), patch?.ToJsonString()));
                },
                iter: 2_000
            );
}
