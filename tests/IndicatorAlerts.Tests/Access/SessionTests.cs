using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public partial class SessionTests(AzuriteFixture azurite, SharedLab shared) : IClassFixture<SharedLab>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://localhost:7071", "ia-session", false)]
    [InlineData("https://alerts.example.org", "__Host-ia-session", true)]
    public async Task A_session_is_a_cookie_that_scripts_and_other_sites_cannot_use(
        string url,
        string name,
        bool secure
    )
    {
        await using var lab = await AccessLab.StartAsync(azurite, ("Site:PublicUrl", url));
        using var answer = await SignInAsync(lab.Http, AccessLab.AdminKey, "/ui/login?x=1");
        Assert.Equal(
            (HttpStatusCode.Redirect, "/ui/login?x=1"),
            (answer.StatusCode, answer.Headers.Location?.ToString())
        );
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.StartsWith(name + "=", cookie[0], StringComparison.Ordinal);
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Equal(secure, cookie.Contains("secure"));
        Assert.Equal(secure, answer.Headers.Contains("Strict-Transport-Security"));
        Assert.DoesNotContain(AccessLab.AdminKey, cookie[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_made_with_a_session_needs_the_token_of_the_page()
    {
        await using var lab = await AccessLab.StartAsync(azurite);
        using var other = lab.Client();
        (await SignInAsync(lab.Http, AccessLab.AdminKey, "/ui")).Dispose();
        (await SignInAsync(other, AccessLab.AdminKey, "/ui")).Dispose();
        Assert.Equal(200, await StatusAsync(lab.Http, HttpMethod.Get, "/api/keys", null));
        Assert.Equal(403, await StatusAsync(lab.Http, HttpMethod.Post, "/api/keys", null));
        Assert.Equal(403, await StatusAsync(lab.Http, HttpMethod.Post, "/api/keys", "guess"));
        Assert.Equal(403, await StatusAsync(lab.Http, HttpMethod.Post, "/api/keys", await TokenAsync(other)));
        Assert.Equal(400, await StatusAsync(lab.Http, HttpMethod.Post, "/api/keys", await TokenAsync(lab.Http)));

        using var forged = await PostAsync(lab.Http, "/ui/logout", ("antiforgery", "guess"));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var left = await PostAsync(lab.Http, "/ui/logout", ("antiforgery", await TokenAsync(lab.Http)));
        Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        Assert.Equal(401, await StatusAsync(lab.Http, HttpMethod.Get, "/api/keys", null));
    }

    [Fact]
    public async Task A_session_ends_with_its_time_with_its_key_and_when_it_is_changed()
    {
        await using var lab = await AccessLab.StartAsync(azurite);
        var (id, key) = await lab.MakeKeyAsync(new { name = "a person", role = "admin" });
        (await SignInAsync(lab.Http, key, "/ui")).Dispose();
        Assert.Equal(200, await StatusAsync(lab.Http, HttpMethod.Get, "/api/keys", null));
        using var admin = lab.Client(AccessLab.AdminKey);
        (await admin.DeleteAsync($"/api/keys/{id}", Cancel)).Dispose();
        Assert.Equal(401, await StatusAsync(lab.Http, HttpMethod.Get, "/api/keys", null));

        using var fresh = lab.Client();
        using var signedIn = await SignInAsync(fresh, AccessLab.AdminKey, "/ui");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(200, await WithCookieAsync(lab, cookie));
        for (var at = "ia-session=".Length; at < cookie.Length; at += 7)
        {
            var other = cookie[at] == 'A' ? 'B' : 'A';
            Assert.Equal(401, await WithCookieAsync(lab, cookie[..at] + other + cookie[(at + 1)..]));
        }
        lab.Time.Advance(TimeSpan.FromHours(4));
        Assert.Equal(401, await WithCookieAsync(lab, cookie));
    }

    [Theory]
    [InlineData("https://evil.example/", "/ui")]
    [InlineData("//evil.example/", "/ui")]
    [InlineData("/ui//evil.example", "/ui")]
    [InlineData("/ui/\\evil.example", "/ui")]
    [InlineData("/uix", "/ui")]
    [InlineData("/ui/\u00fc", "/ui")]
    [InlineData("/ui/a\r\nb: c", "/ui")]
    [InlineData("/api/keys", "/ui")]
    [InlineData("", "/ui")]
    [InlineData("/ui/login", "/ui/login")]
    public async Task After_signing_in_people_stay_on_this_service(string then, string expected)
    {
        using var http = shared.Lab.Client();
        using var answer = await SignInAsync(http, AccessLab.AdminKey, then);
        Assert.Equal(expected, answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_wrong_key_is_told_on_the_page_and_a_page_elsewhere_signs_nobody_in()
    {
        await using var lab = await AccessLab.StartAsync(azurite, ("Limits:FailuresPerMinute", "2"));
        using var wrong = await SignInAsync(lab.Http, "<b>not a key</b>", "/ui\"><script>");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        var page = await wrong.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("This is no key", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not a key", page, StringComparison.Ordinal);
        (await SignInAsync(lab.Http, "wrong", "/ui")).Dispose();
        using var often = await SignInAsync(lab.Http, "wrong", "/ui");
        Assert.Equal(HttpStatusCode.TooManyRequests, often.StatusCode);

        lab.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var elsewhere = await SignInAsync(lab.Http, AccessLab.AdminKey, "/ui");
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
    }

    static Task<HttpResponseMessage> SignInAsync(HttpClient http, string key, string then) =>
        PostAsync(http, "/ui/login", ("key", key), ("then", then));

    static async Task<HttpResponseMessage> PostAsync(
        HttpClient http,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await http.PostAsync(path, form, Cancel);
    }

    /// <summary>The antiforgery token as the page shows it.</summary>
    static async Task<string> TokenAsync(HttpClient http) =>
        TokenField().Match(await http.GetStringAsync("/ui/login", Cancel)).Groups[1].Value;

    static async Task<int> StatusAsync(HttpClient http, HttpMethod method, string path, string? antiforgery)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
            request.Content = JsonContent.Create(new { });
        if (antiforgery is not null)
            request.Headers.Add("X-Antiforgery", antiforgery);
        using var answer = await http.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }

    static async Task<int> WithCookieAsync(AccessLab lab, string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = lab.Address };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        return await StatusAsync(http, HttpMethod.Get, "/api/keys", null);
    }

    [GeneratedRegex("name=\"antiforgery\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
