using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>An operation of the OpenAPI document.</summary>
sealed record ApiOperation(string Method, string Path, JsonNode Text)
{
    /// <summary>The content types of its body, the usual one first; empty when it takes none.</summary>
    public IReadOnlyList<string> ContentTypes =>
        [.. (Text["requestBody"]?["content"] as JsonObject ?? []).Select(c => c.Key)];

    public override string ToString() => $"{Method} {Path}";

    public static async Task<(JsonNode Document, IReadOnlyList<ApiOperation> Operations)> ReadAllAsync(
        HttpClient http,
        CancellationToken cancel
    )
    {
        var document = (await http.GetFromJsonAsync<JsonNode>("/api/openapi.json", cancel))!;
        return (
            document,
            [
                .. document["paths"]!
                    .AsObject()
                    .SelectMany(path =>
                        path.Value!.AsObject()
                            .Select(o => new ApiOperation(o.Key.ToUpperInvariant(), path.Key, o.Value!))
                    ),
            ]
        );
    }
}
