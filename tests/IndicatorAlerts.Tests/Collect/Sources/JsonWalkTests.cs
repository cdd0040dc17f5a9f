using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class JsonWalkTests
{
    static readonly string[] Names = ["x", "a", "c", "y"];

    // The same values as when the whole document is held in memory, however the network cuts it into pieces.
    [Fact]
    public Task A_walk_finds_what_the_whole_document_holds() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 40])
            .SampleAsync(
                async (seed, size) =>
                {
                    var document = Document(new(seed), size);
                    var expected = document["a"] is JsonObject { } a && a["b"] is JsonArray list ? list : [];
                    var answer = Encoding.UTF8.GetBytes(document.ToJsonString());
                    using var walk = new JsonWalk(
                        new Dribble(answer, seed),
                        JsonPath.Of("/a/b").Each,
                        JsonPath.Of("/c/1")
                    );
                    var (found, second) = (new List<string>(), (string?)null);
                    await foreach (var (path, value) in walk.ValuesAsync(CancellationToken.None))
                        if (path == 0)
                            found.Add(value.GetRawText());
                        else
                            second = value.GetRawText();
                    Assert.Equal(expected.Select(Text), found);
                    Assert.Equal(document["c"] is JsonArray { Count: > 1 } c ? Text(c[1]) : null, second);
                },
                iter: 2000
            );

    [Fact]
    public async Task A_value_that_is_too_large_or_too_deep_is_refused()
    {
        await RefusedAsync("more than 1024 KiB", $"[\"{new string('x', 1_100_000)}\"]");
        await RefusedAsync("not whole JSON", new string('[', 40) + new string(']', 40));
    }

    [Fact]
    public async Task A_byte_order_mark_does_not_matter()
    {
        byte[] answer = [0xEF, 0xBB, 0xBF, .. "[1]"u8];
        Assert.Equal(1, await CountAsync(answer));
    }

    static async Task RefusedAsync(string expected, string answer)
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() => CountAsync(Encoding.UTF8.GetBytes(answer)));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    static async Task<int> CountAsync(byte[] answer)
    {
        using var walk = new JsonWalk(new Dribble(answer, 1), JsonPath.Of("").Each);
        var count = 0;
        await foreach (var _ in walk.ValuesAsync(TestContext.Current.CancellationToken))
            count++;
        return count;
    }

    static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    static JsonObject Document(Random random, int size)
    {
        var document = new JsonObject();
        foreach (var name in Names.OrderBy(_ => random.Next()).Take(random.Next(2, 5)))
            document[name] = name switch
            {
                "a" => new JsonObject { ["z"] = Value(random, 3), ["b"] = List(random, size) },
                "c" => List(random, 3),
                _ => Value(random, 3),
            };
        return document;
    }

    static JsonArray List(Random random, int most) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => Value(random, 3))];

    static JsonNode? Value(Random random, int depth) =>
        random.Next(depth == 0 ? 4 : 6) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next()),
            2 => JsonValue.Create(random.Next(2) == 0),
            3 => JsonValue.Create(new string('é', random.Next(3) == 0 ? random.Next(20_000) : 3)),
            4 => new JsonObject { ["a"] = Value(random, depth - 1), ["b"] = Value(random, depth - 1) },
            _ => new JsonArray(Value(random, depth - 1), Value(random, depth - 1)),
        };
}
