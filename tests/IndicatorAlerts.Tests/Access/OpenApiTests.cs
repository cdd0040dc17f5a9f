using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IndicatorAlerts.Access;
using IndicatorAlerts.Tests.EndToEnd;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public partial class OpenApiTests(SharedLab shared) : IClassFixture<SharedLab>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_under_api_is_described_with_its_role_and_its_parameters()
    {
        var lab = shared.Lab;
        var (document, operations) = await ApiOperation.ReadAllAsync(lab.Http, Cancel);
        var mapped = lab
            .Endpoints.Where(e => e.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .ToDictionary(e => $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {Plain(e)}");
        Assert.Equal(
            mapped.Keys.Order(StringComparer.Ordinal),
            operations.Select(o => $"{o}").Order(StringComparer.Ordinal)
        );
        Assert.Equal("3.1", ((string)document["openapi"]!)[..3]);
        Assert.Equal(operations.Count, operations.Select(o => (string?)o.Text["operationId"]).Distinct().Count());
        foreach (var operation in operations)
        {
            Assert.False(string.IsNullOrEmpty((string?)operation.Text["operationId"]), $"{operation}");
            Assert.False(string.IsNullOrEmpty((string?)operation.Text["summary"]), $"{operation}");
            Assert.Single(operation.Text["tags"]!.AsArray());
            var least = mapped[$"{operation}"].Metadata.GetMetadata<RequiredRole>()?.Least;
            Assert.Equal(least?.ToString().ToLowerInvariant(), (string?)operation.Text["x-required-role"]);
            Assert.Equal(least is null ? 0 : 3, (operation.Text["security"] as JsonArray ?? []).Count);
            AssertAnswers(operation, least is not null);
            var named = (operation.Text["parameters"] as JsonArray ?? [])
                .Where(p => (string?)p!["in"] == "path")
                .Select(p => (string)p!["name"]!);
            Assert.Equal(
                Parameter().Matches(operation.Path).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal),
                named.Order(StringComparer.Ordinal)
            );
        }
    }

    [Fact]
    public async Task The_document_is_right_and_stays_the_same_until_the_program_changes()
    {
        var lab = shared.Lab;
        using var answer = await lab.Http.GetAsync("/api/openapi.json", Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(e => $"{e}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(e => $"{e}"));
        foreach (Match reference in Reference().Matches(text))
            Assert.NotNull(
                reference.Groups[1].Value.Split('/').Aggregate(JsonNode.Parse(text), (node, name) => node?[name])
            );
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/openapi.json");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await lab.Http.SendAsync(again, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Bodies_are_described_as_they_are_written()
    {
        var lab = shared.Lab;
        var (document, operations) = await ApiOperation.ReadAllAsync(lab.Http, Cancel);
        var schemas = document["components"]!["schemas"]!;
        var line = schemas["RedLine"]!;
        Assert.Equal(["id", "title", "when"], line["required"]!.AsArray().Select(r => (string)r!).Order());
        Assert.Contains("critical", schemas["Severity"]!["enum"]!.AsArray().Select(w => (string?)w));
        Assert.Equal("string", (string?)line["properties"]!["keep"]!["type"]);
        Assert.Contains("wdhms", (string?)line["properties"]!["keep"]!["pattern"], StringComparison.Ordinal);
        var push = operations.Single(o => (string?)o.Text["operationId"] == "pushObservations");
        Assert.Equal(["application/json", "application/x-ndjson", "text/csv"], push.ContentTypes);
    }

    static void AssertAnswers(ApiOperation operation, bool needsRole)
    {
        var answers = operation.Text["responses"]!.AsObject();
        Assert.Contains(answers, a => a.Key[0] == '2');
        foreach (var status in needsRole ? (string[])["401", "403", "429", "503"] : ["429", "503"])
            Assert.NotNull(answers[status]?["content"]?["application/problem+json"]?["schema"]);
    }

    static string Plain(RouteEndpoint endpoint) =>
        Parameter().Replace(endpoint.RoutePattern.RawText!, m => $"{{{m.Groups[1].Value}}}");

    [GeneratedRegex(@"\{\**([^}:?=]+)[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"\\$ref\": ?\"#/([^\"]+)\"")]
    private static partial Regex Reference();
}
