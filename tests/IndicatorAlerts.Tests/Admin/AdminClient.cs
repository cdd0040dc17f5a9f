using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IndicatorAlerts.Tests.EndToEnd;
using Xunit;

namespace IndicatorAlerts.Tests.Admin;

/// <summary>What an admin's request was answered with.</summary>
sealed record Answered(HttpStatusCode Status, string? Tag, JsonNode? Body, HttpResponseHeaders Headers)
{
    public string? Field => (string?)Body?["errors"]?[0]?["field"];
}

/// <summary>An admin who speaks HTTP.</summary>
sealed class AdminClient(HttpClient http, string key = TestService.AdminKey)
{
    /// <param name="method">Such as PUT.</param>
    /// <param name="path">Under <c>/api/</c>.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="match">For <c>If-Match</c>.</param>
    /// <param name="noneMatch">For <c>If-None-Match</c>.</param>
    /// <param name="note">For <c>X-Note</c>.</param>
    public async Task<Answered> SendAsync(
        string method,
        string path,
        string? body = null,
        string? match = null,
        string? noneMatch = null,
        string? note = null
    )
    {
        var cancel = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(new(method), "/api/" + path);
        request.Headers.Add("X-Api-Key", key);
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        if (noneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", noneMatch);
        if (note is not null)
            request.Headers.TryAddWithoutValidation("X-Note", note);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if ((int)answer.StatusCode >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return new(
            answer.StatusCode,
            answer.Headers.ETag?.ToString(),
            text.Length == 0 ? null : JsonNode.Parse(text),
            answer.Headers
        );
    }

    public Task<Answered> GetAsync(string path) => SendAsync("GET", path);
}
