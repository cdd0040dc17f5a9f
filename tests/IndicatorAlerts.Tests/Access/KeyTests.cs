using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Access.Keys;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public class KeyTests(AzuriteFixture azurite, SharedLab shared) : IClassFixture<SharedLab>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_shown_once_opens_what_its_role_may_and_tells_when_it_was_used()
    {
        await using var lab = await AccessLab.StartAsync(azurite);
        var (id, key) = await lab.MakeKeyAsync(new { name = "a person", role = "admin" });
        using var http = lab.Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var listed = await http.GetStringAsync("/api/keys", Cancel);
        Assert.DoesNotContain(key, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(ApiKey.HashOf(key)), listed, StringComparison.Ordinal);
        var mine = JsonNode.Parse(listed)!.AsArray().Single(k => (string?)k!["id"] == id)!;
        Assert.Equal(
            ("a person", "admin", "admin"),
            ((string?)mine["name"], (string?)mine["role"], (string?)mine["createdBy"])
        );
        Assert.Equal(lab.Time.GetUtcNow(), (DateTimeOffset?)mine["lastUsedAt"]);

        lab.Time.Advance(TimeSpan.FromMinutes(1));
        var used = (await http.GetFromJsonAsync<JsonArray>("/api/keys", Cancel))!.Single(k => (string?)k!["id"] == id);
        Assert.Equal(lab.Time.GetUtcNow().AddMinutes(-1), (DateTimeOffset?)used!["lastUsedAt"]);
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_here_and_within_ten_seconds_nothing_elsewhere()
    {
        await using var here = await AccessLab.StartAsync(azurite);
        await using var there = await AccessLab.StartAsync(azurite, ("AzureWebJobsStorage", here.Storage));
        var (id, key) = await here.MakeKeyAsync(new { name = "lost", role = "admin" });
        using var admin = here.Client(AccessLab.AdminKey);
        Assert.Equal(200, await StatusAsync(here, key));
        Assert.Equal(200, await StatusAsync(there, key));
        using var revoked = await admin.DeleteAsync($"/api/keys/{id}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(401, await StatusAsync(here, key));
        there.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(401, await StatusAsync(there, key));
        using var again = await admin.DeleteAsync($"/api/keys/{id}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task A_key_opens_nothing_after_its_time()
    {
        await using var lab = await AccessLab.StartAsync(azurite);
        var (_, key) = await lab.MakeKeyAsync(
            new
            {
                name = "guest",
                role = "admin",
                expiresAt = lab.Time.GetUtcNow().AddDays(1),
            }
        );
        Assert.Equal(200, await StatusAsync(lab, key));
        lab.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(401, await StatusAsync(lab, key));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":"","role":"reader"}""", "name")]
    [InlineData("""{"name":"a\nb","role":"reader"}""", "name")]
    [InlineData("""{"name":"a","role":"owner"}""", "role")]
    [InlineData("""{"name":"a","role":"reader","watches":[]}""", "watches")]
    [InlineData("""{"name":"a","role":"reader","watches":["A,b"]}""", "watches")]
    [InlineData("""{"name":"a","role":"reader","watches":[null]}""", "watches")]
    [InlineData("""{"name":"a","role":"reader","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","role":"reader","hash":"x"}""", "hash")]
    [InlineData("null", null)]
    [InlineData("[", null)]
    public async Task What_is_no_key_is_refused_with_its_field(string body, string? field)
    {
        using var http = shared.Lab.Client(AccessLab.AdminKey);
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync("/api/keys", content, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        if (field is not null)
            Assert.Contains(field, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_are_bounded_while_keys_that_are_known_go_on()
    {
        await using var lab = await AccessLab.StartAsync(azurite, ("Limits:FailuresPerMinute", "5"));
        var (_, key) = await lab.MakeKeyAsync(new { name = "known", role = "admin" });
        Assert.Equal(200, await StatusAsync(lab, key));
        for (var guess = 0; guess < 5; guess++)
            Assert.Equal(401, await StatusAsync(lab, ApiKey.New().Key));
        using var http = lab.Client(ApiKey.New().Key);
        using var refused = await http.GetAsync("/api/keys", Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(200, await StatusAsync(lab, key));
    }

    [Fact]
    public async Task Two_credentials_at_once_are_none()
    {
        using var http = shared.Lab.Client(AccessLab.AdminKey);
        http.DefaultRequestHeaders.Authorization = new("Bearer", AccessLab.AdminKey);
        using var answer = await http.GetAsync("/api/keys", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Bearer realm=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    static async Task<int> StatusAsync(AccessLab lab, string key)
    {
        using var http = lab.Client(key);
        using var answer = await http.GetAsync("/api/keys", Cancel);
        return (int)answer.StatusCode;
    }
}
