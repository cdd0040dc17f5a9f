using System.Net;
using System.Net.Http.Json;
using System.Text;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public class GuardTests(AzuriteFixture azurite, SharedLab shared) : IClassFixture<SharedLab>
{
    const string Problem = "application/problem+json";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/status", 200)]
    [InlineData("GET", "/ui", 200)]
    [InlineData("GET", "/ui/login", 200)]
    [InlineData("GET", "/ui/api/", 200)]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("DELETE", "/api/status", 405)]
    [InlineData("GET", "/api/keys", 401)]
    public async Task Every_answer_tells_browsers_what_to_keep_from_and_every_refusal_is_problem_details(
        string method,
        string path,
        int status
    )
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var answer = await shared.Lab.Http.SendAsync(request, Cancel);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        if (status >= 400)
            Assert.Equal(Problem, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_page_of_the_API_loads_nothing_from_elsewhere_and_is_never_compressed()
    {
        using var http = shared.Lab.Client();
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");
        var page = await http.GetStringAsync("/ui/api/", Cancel);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        foreach (var asset in (string[])["/ui/api/scalar.js", "/ui/api/scalar.aspnetcore.js"])
        {
            using var answer = await http.GetAsync(asset, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(answer.Content.Headers.ContentEncoding);
            Assert.Matches("function|=>", await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_others_are_not()
    {
        await using var lab = await AccessLab.StartAsync(
            azurite,
            ("Limits:ReadsPerMinute", "3"),
            ("Limits:WritesPerMinute", "1"),
            ("Limits:TrustedProxies", "127.0.0.1")
        );
        Assert.Equal([200, 200, 200, 429], await GetAsync("198.51.100.1", 4));
        Assert.Equal([200], await GetAsync("198.51.100.2", 1));
        using var live = await lab.Http.GetAsync("/healthz", Cancel);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var admin = lab.Client(AccessLab.AdminKey);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/keys", 1, Cancel)).StatusCode);
        using var refused = await admin.PostAsJsonAsync("/api/keys", 1, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(Problem, refused.Content.Headers.ContentType?.MediaType);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));

        async Task<List<int>> GetAsync(string address, int times)
        {
            var found = new List<int>();
            for (var i = 0; i < times; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
                request.Headers.Add("X-Forwarded-For", address);
                using var answer = await lab.Http.SendAsync(request, Cancel);
                found.Add((int)answer.StatusCode);
            }
            return found;
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_too_deep_is_refused()
    {
        using var admin = shared.Lab.Client(AccessLab.AdminKey);
        using var large = new StringContent(
            $$"""{"name":"{{new string('x', 2_000_000)}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        using var tooLarge = await admin.PostAsync("/api/keys", large, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(Problem, tooLarge.Content.Headers.ContentType?.MediaType);
        using var deep = new StringContent(new string('[', 100_000), Encoding.UTF8, "application/json");
        using var tooDeep = await admin.PostAsync("/api/keys", deep, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, tooDeep.StatusCode);
    }

    [Theory]
    [InlineData("", "https://a.example", null)]
    [InlineData("https://a.example,https://b.example", "https://a.example", "https://a.example")]
    [InlineData("https://a.example", "https://c.example", null)]
    public async Task Pages_of_other_origins_are_answered_only_where_they_are_named(
        string origins,
        string origin,
        string? allowed
    )
    {
        await using var lab = await AccessLab.StartAsync(azurite, ("Cors:Origins", origins));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/keys");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-api-key, content-type");
        using var answer = await lab.Http.SendAsync(preflight, Cancel);
        Assert.Equal(
            allowed,
            answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var found) ? found.Single() : null
        );
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task An_unexpected_fault_is_told_by_a_trace_and_the_stack_stays_in_the_log()
    {
        await using var lab = await AccessLab.StartAsync(azurite);
        using var admin = lab.Client(AccessLab.AdminKey);
        // Not what a person can send: a row that another program has written.
        await lab.SpoilKeysAsync();
        using var answer = await admin.GetAsync("/api/keys", Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(Problem, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        var trace = (string)System.Text.Json.Nodes.JsonNode.Parse(text)!["trace"]!;
        Assert.Contains($"GET /api/keys failed unexpectedly, trace {trace}", lab.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_logged_with_who_and_what_and_never_with_a_key_or_a_token()
    {
        await using var lab = await AccessLab.StartAsync(azurite);
        var (id, key) = await lab.MakeKeyAsync(new { name = "editor of the desk", role = "editor" });
        using var http = lab.Client(key);
        using var body = JsonContent.Create(new { });
        (await http.PutAsync($"/api/watches/some-watch/red-lines/a?key={key}", body, Cancel)).Dispose();
        (await http.PostAsync($"/api/unsubscribe/{key}", null, Cancel)).Dispose();
        (await http.GetAsync($"/ui/preferences/{key}", Cancel)).Dispose();
        Assert.Contains(
            $"editor of the desk (key:{id}) asked PUT /api/watches/{{watch}}/red-lines/{{id}} of watch some-watch: 400",
            lab.Log.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(key, lab.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessLab.AdminKey, lab.Log.Text, StringComparison.Ordinal);
    }
}
