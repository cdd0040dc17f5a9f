using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Bodies by their schema, and broken ones.</summary>
static class FuzzBodies
{
    const int Deepest = 4;

    static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e308",
        "1e999",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[[[[[[[[[[[[]]]]]]]]]]]]",
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}",
    ];

    static readonly byte[] Deep = Encoding.ASCII.GetBytes(new string('[', 5_000));
    static readonly byte[] Huge = Encoding.ASCII.GetBytes($"{{\"title\":\"{new string('x', 70_000)}\"}}");

    public static JsonNode Resolve(JsonNode document, JsonNode schema) =>
        (string?)schema["$ref"] is { } reference
            ? Resolve(document, reference[2..].Split('/').Aggregate(document, (node, name) => node[name]!))
            : schema;

    public static Gen<byte[]> Of(JsonNode document, ApiOperation operation)
    {
        if (operation.Text["requestBody"]?["content"] is not JsonObject content)
            return Gen.Frequency((9, Gen.Const<byte[]>([])), (1, Gen.Byte.Array[0, 50]));
        var schema = content.Select(c => c.Value!["schema"]!).First();
        var right = Json(document, operation, schema, 0).Select(Encoding.UTF8.GetBytes);
        return Gen.Frequency(
            (8, right),
            (3, Gen.Select(right, Gen.Int[0, 5_000], Gen.Byte, Cut)),
            (2, Gen.Select(right, Gen.Int[0, 5_000], Gen.Byte, Change)),
            (2, Gen.OneOf(Values).Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Byte.Array[0, 200]),
            (1, Gen.OneOf(Deep, Huge, Array.Empty<byte>(), "\uFEFF{}"u8.ToArray()))
        );
    }

    static Gen<string> Json(JsonNode document, ApiOperation operation, JsonNode schema, int depth)
    {
        schema = Resolve(document, schema);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
            return Gen.OneOf([.. choices.Select(c => (IGen<string>)Json(document, operation, c!, depth))]);
        if (schema["enum"] is JsonArray words)
            return Gen.OneOf(words.Select(w => w?.ToJsonString() ?? "null").ToArray());
        var type = TypeOf(schema);
        return type switch
        {
            "object" when depth < Deepest => Object(document, operation, schema, depth),
            "array" when depth < Deepest => Json(document, operation, schema["items"] ?? new JsonObject(), depth + 1)
                .Array[0, 3]
                .Select(items => $"[{string.Join(',', items)}]"),
            "integer" or "number" or "boolean" => FuzzTexts.Plain(type),
            "string" => Text(schema).Select(Quote),
            _ => Gen.OneOf(Values),
        };
    }

    static string? TypeOf(JsonNode schema) =>
        schema["type"] is JsonArray types ? (string?)types.First(t => (string?)t != "null") : (string?)schema["type"];

    static Gen<string> Text(JsonNode schema) =>
        (string?)schema["format"] == "date-time" ? FuzzTexts.Plain("date-time")
        : ((string?)schema["pattern"])?.Contains("wdhms", StringComparison.Ordinal) == true
            ? Gen.Select(Gen.Int[0, 100], Gen.OneOf("s", "m", "h", "d", "w"), (n, unit) => $"{n}{unit}")
        : FuzzTexts.Any;

    static Gen<string> Object(JsonNode document, ApiOperation operation, JsonNode schema, int depth)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
        var members = Gen.Const("");
        foreach (var (name, value) in schema["properties"] as JsonObject ?? [])
        {
            var right = Json(document, operation, value!, depth + 1);
            if (FuzzTexts.Of(name) is var text && TypeOf(Resolve(document, value!)) == "string")
                right = Gen.Frequency((1, right), (2, text.Select(Quote)));
            var member = Gen.Frequency((14, right), (1, Gen.OneOf(Values)));
            // An id stands in the address, and the two must agree.
            if (name == "id" && operation.Path.EndsWith("{id}", StringComparison.Ordinal))
                continue;
            // One in so many lacks what is needed, or has what is not.
            var given = required.Contains(name) ? Gen.Int[0, 19].Select(i => i > 0) : Gen.Int[0, 2].Select(i => i == 0);
            members = Gen.Select(members, given, member, (m, g, v) => g ? Join(m, name, v) : m);
        }
        var stray = Gen.Select(FuzzTexts.Any, Gen.OneOf(Values), (n, v) => (n, v));
        return Gen.Select(members, Gen.Int[0, 19], stray, (m, i, s) => $"{{{(i == 0 ? Join(m, s.n, s.v) : m)}}}");
    }

    static string Join(string members, string name, string value) =>
        $"{members}{(members.Length == 0 ? "" : ",")}{Quote(name)}:{value}";

    static string Quote(string text) => JsonSerializer.Serialize(text);

    static byte[] Cut(byte[] body, int at, byte _) => body[..(at % (body.Length + 1))];

    static byte[] Change(byte[] body, int at, byte to)
    {
        var changed = body.ToArray();
        if (changed.Length > 0)
            changed[at % changed.Length] = to;
        return changed;
    }
}
