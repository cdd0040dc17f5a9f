using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>A request as it goes over the wire.</summary>
sealed record FuzzRequest(
    ApiOperation Operation,
    string Method,
    string Address,
    string ContentType,
    byte[] Body,
    IReadOnlyList<(string Name, string Value)> Headers
)
{
    public override string ToString() =>
        $"{Method} {Address} ({ContentType}) {string.Join(' ', Headers)} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300)))}";
}

/// <summary>Makes requests from the OpenAPI document: right ones, and ones that are broken in one place or everywhere.</summary>
static class FuzzRequests
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"];

    static readonly string[] ContentTypes =
    [
        "application/json",
        "application/json; charset=utf-16",
        "application/merge-patch+json",
        "text/csv",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "nonsense",
        "",
    ];

    public static Gen<FuzzRequest> From(JsonNode document, IReadOnlyList<ApiOperation> operations) =>
        Gen.OneOf([.. operations.Select(o => (IGen<FuzzRequest>)From(document, o))]);

    static Gen<FuzzRequest> From(JsonNode document, ApiOperation operation)
    {
        var parameters = (operation.Text["parameters"] as JsonArray ?? []).Select(p => p!).ToList();
        var address = Path(operation, parameters);
        var query = Query(Of("query"));
        var headers = Headers(Of("header"));
        var body = FuzzBodies.Of(document, operation);
        var type = operation.ContentTypes is [] ? Gen.OneOf(ContentTypes) : Usually(operation.ContentTypes);
        var method = Gen.Frequency((19, Gen.Const(operation.Method)), (1, Gen.OneOf(Methods)));
        return Gen.Select(
            method,
            Gen.Select(address, query, (a, q) => a + q),
            type,
            body,
            headers,
            (m, a, t, b, h) => new FuzzRequest(operation, m, a, t, b, h)
        );

        List<(string Name, JsonNode Schema)> Of(string place) =>
            [
                .. parameters
                    .Where(p => (string?)p["in"] == place)
                    .Select(p => ((string)p["name"]!, FuzzBodies.Resolve(document, p["schema"]!))),
            ];
    }

    static Gen<string> Usually(IReadOnlyList<string> types) =>
        Gen.Frequency((9, Gen.OneOf(types.ToArray())), (1, Gen.OneOf(ContentTypes)));

    static Gen<string> Path(ApiOperation operation, List<JsonNode> parameters)
    {
        var path = Gen.Const(operation.Path);
        foreach (var parameter in parameters.Where(p => (string?)p["in"] == "path"))
        {
            var name = (string)parameter["name"]!;
            path = Gen.Select(
                path,
                FuzzTexts.Of(name),
                (p, value) => p.Replace($"{{{name}}}", Escape(value), StringComparison.Ordinal)
            );
        }
        return path;
    }

    static Gen<string> Query(List<(string Name, JsonNode Schema)> parameters)
    {
        var query = Gen.Const("");
        foreach (var (name, schema) in parameters)
            query = Gen.Select(
                query,
                Gen.Bool,
                Gen.Frequency(
                    (3, FuzzTexts.Plain((string?)schema["format"] ?? (string?)schema["type"])),
                    (2, FuzzTexts.Of(name))
                ),
                (q, given, value) => given ? $"{q}&{name}={Escape(value)}" : q
            );
        var stray = Gen.Select(FuzzTexts.Any, FuzzTexts.Any, (n, v) => $"&{Escape(n)}={Escape(v)}");
        return Gen.Select(
            query,
            Gen.Frequency((9, Gen.Const("")), (1, stray)),
            (q, s) => (q + s) is ['&', .. var all] ? "?" + all : ""
        );
    }

    static Gen<(string, string)[]> Headers(List<(string Name, JsonNode Schema)> parameters)
    {
        var names = parameters.Select(p => p.Name).Concat(["Accept", "X-Forwarded-For", "Cookie"]).ToArray();
        return Gen.Select(Gen.OneOf(names), FuzzTexts.Header, (n, v) => (n, v)).Array[0, 3];
    }

    // What is no HTTP at all is refused by the server before it is a request: no NUL, and no address beyond its bound.
    static string Escape(string text) =>
        FuzzTexts.Whole(text).Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } some
            ? Uri.EscapeDataString(some.Length > 700 ? some[..700] : some)
            : "x";
}

/// <summary>Texts that have broken programs before, and such as are right.</summary>
static class FuzzTexts
{
    static readonly string[] Nasty =
    [
        "",
        " ",
        ".",
        "..",
        "../../etc/passwd",
        "null",
        "true",
        "-1",
        "0",
        "99999999999999999999999",
        "1e400",
        "NaN",
        "' or 1 eq 1 or '",
        "<script>alert(1)</script>",
        "\u202Eabc",
        "\uFEFF",
        "a\u0300\u0301",
        "\uD83D\uDE00",
        "\uD800",
        "\r\n\r\nGET / HTTP/1.1",
        "%2e%2e%2f",
        "%zz",
        "2024-02-30T25:61:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999+14:00",
        "max(punggye-ri-shock, 24h) >=",
        "((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))",
        "!push:a:b",
        "PartitionKey",
        new string('a', 700),
    ];

    static readonly Dictionary<string, string[]> Right = new()
    {
        ["watch"] = ["korean-peninsula", "no-such-watch"],
        ["id"] = ["punggye-ri-shock", "nuclear-test", "korean-peninsula", "0123456789abcdef"],
        ["sha"] = [new string('0', 64)],
        ["when"] =
        [
            "max(punggye-ri-shock, 24h) >= 4.0",
            "count(punggye-ri-shock > 0, 30d) >= 6",
            "age(punggye-ri-shock) > 2d",
        ],
        ["clearWhen"] = ["age(punggye-ri-shock) > 24h", "false"],
        ["format"] = ["json", "csv"],
    };

    public static Gen<string> Any { get; } =
        Gen.Frequency(
            (3, Gen.OneOf(Nasty)),
            (2, Gen.Char.Array[0, 40].Select(c => new string(c))),
            (1, Gen.Char.AlphaNumeric.Array[1, 20].Select(c => new string(c)))
        );

    /// <summary>A value for a name: one that is right, mostly.</summary>
    public static Gen<string> Of(string name) =>
        Right.TryGetValue(name, out var right)
            ? Gen.Frequency((3, Gen.OneOf(right)), (1, Any))
            : Gen.Frequency((1, Gen.Char.AlphaNumeric.Array[1, 30].Select(c => new string(c))), (1, Any));

    /// <summary>A value of a type of JSON Schema, or of a format, as text.</summary>
    public static Gen<string> Plain(string? type) =>
        type switch
        {
            "integer" => Gen.Int[-5, 20_000].Select(i => $"{i}"),
            "number" => Gen.Double[-1e6, 1e6]
                .Select(d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
            "boolean" => Gen.Bool.Select(b => b ? "true" : "false"),
            "date-time" => Gen.Int[0, 20_000].Select(d => DateTimeOffset.UnixEpoch.AddDays(d).ToString("O")),
            _ => Any,
        };

    /// <summary>What may stand in a header: everything else is refused before it is sent.</summary>
    public static Gen<string> Header { get; } =
        Any.Select(t => new string([.. Whole(t).Where(c => c is >= ' ' and not '\u007F')]).Trim());

    /// <summary>Without halves of characters, which cannot be sent.</summary>
    public static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

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
        var right = Json(document, schema, 0).Select(Encoding.UTF8.GetBytes);
        return Gen.Frequency(
            (8, right),
            (3, Gen.Select(right, Gen.Int[0, 5_000], Gen.Byte, Cut)),
            (2, Gen.Select(right, Gen.Int[0, 5_000], Gen.Byte, Change)),
            (2, Gen.OneOf(Values).Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Byte.Array[0, 200]),
            (1, Gen.OneOf(Deep, Huge, Array.Empty<byte>(), "\uFEFF{}"u8.ToArray()))
        );
    }

    static Gen<string> Json(JsonNode document, JsonNode schema, int depth)
    {
        schema = Resolve(document, schema);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
            return Gen.OneOf([.. choices.Select(c => (IGen<string>)Json(document, c!, depth))]);
        if (schema["enum"] is JsonArray words)
            return Gen.OneOf(words.Select(w => w?.ToJsonString() ?? "null").ToArray());
        var type = TypeOf(schema);
        return type switch
        {
            "object" when depth < Deepest => Object(document, schema, depth),
            "array" when depth < Deepest => Json(document, schema["items"] ?? new JsonObject(), depth + 1)
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

    static Gen<string> Object(JsonNode document, JsonNode schema, int depth)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
        var members = Gen.Const("");
        foreach (var (name, value) in schema["properties"] as JsonObject ?? [])
        {
            var right = Json(document, value!, depth + 1);
            if (FuzzTexts.Of(name) is var text && TypeOf(Resolve(document, value!)) == "string")
                right = Gen.Frequency((1, right), (2, text.Select(Quote)));
            var member = Gen.Frequency((14, right), (1, Gen.OneOf(Values)));
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
