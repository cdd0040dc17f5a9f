using System.Text;
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
        Gen.Frequency([.. operations.Select(o => (Weight(o), (IGen<FuzzRequest>)From(document, o)))]);

    // Where there is little to choose, one request is like another.
    static int Weight(ApiOperation operation) =>
        operation.Text["requestBody"] is not null ? 8
        : operation.Text["parameters"] is JsonArray { Count: > 0 } ? 4
        : 1;

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

    static Gen<IReadOnlyList<(string, string)>> Headers(List<(string Name, JsonNode Schema)> parameters)
    {
        var stray = Gen.Select(
            Gen.OneOf("Accept", "X-Forwarded-For", "Cookie"),
            FuzzTexts.Any,
            (n, v) => (n, FuzzTexts.Sent(v))
        );
        var all = stray.Array[0, 1].Select(s => (IReadOnlyList<(string, string)>)s);
        foreach (var (name, _) in parameters)
            all = Gen.Select(
                all,
                Gen.Int[0, 3],
                FuzzTexts.Of(name),
                (a, given, value) => given > 0 ? [.. a, (name, FuzzTexts.Sent(value))] : a
            );
        return all;
    }

    // What is no HTTP at all is refused by the server before it is a request: no NUL, and no address beyond its bound.
    static string Escape(string text) =>
        FuzzTexts.Whole(text).Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } some
            ? Uri.EscapeDataString(some.Length > 700 ? some[..700] : some)
            : "x";
}
