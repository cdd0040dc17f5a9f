using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

public class RedirectTests
{
    const string Secret = "s3cret/+ of the test";

    static readonly Dictionary<string, string[]> Names = new()
    {
        ["feed.example"] = ["93.184.216.34"],
        ["other.example"] = ["8.8.8.8"],
        ["inside.example"] = ["192.168.0.7"],
    };

    static readonly (string, string)[] Settings =
    [
        ("Secrets__KEY__Value", Secret),
        ("Secrets__KEY__Host", "feed.example"),
        ("AllowedHosts__0", "feed.example:80"),
    ];

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_followed_with_what_is_known_of_the_answer(int status)
    {
        await using var lab = await RedirectAsync(status, "/elsewhere?a=%20b");
        await using var answer = await lab.GetAsync(Feed(), new("\"v\"", null));
        Assert.Equal("/elsewhere?a=%20b", lab.Requests.Last().Address);
        Assert.Equal("\"v\"", lab.Requests.Last().Headers["If-None-Match"]);
    }

    [Fact]
    public async Task Secret_headers_follow_to_the_same_host_but_to_no_other()
    {
        await using var same = await RedirectAsync(302, "http://feed.example/b");
        await using var stayed = await same.GetAsync(Feed());
        Assert.Equal($"Bearer {Secret}", same.Requests.Last().Headers["Authorization"]);

        foreach (var elsewhere in (string[])["http://other.example/", "//other.example/", "http://feed.example:8080/"])
        {
            await using var lab = await RedirectAsync(302, elsewhere);
            await using var answer = await lab.GetAsync(Feed());
            Assert.Equal(2, lab.Requests.Count);
            Assert.Equal($"Bearer {Secret}", lab.Requests.First().Headers["Authorization"]);
            Assert.False(lab.Requests.Last().Headers.ContainsKey("Authorization"));
            Assert.Equal("text/csv", lab.Requests.Last().Headers["Accept"]);
            Assert.DoesNotContain(
                lab.Requests.Last().Headers.Values,
                v => v.Contains("s3cret", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_server_cannot_ask_for_a_secret_by_its_name()
    {
        await using var lab = await RedirectAsync(302, "/{secret:KEY}");
        await using var answer = await lab.GetAsync(Feed());
        Assert.Equal("/%7Bsecret:KEY%7D", lab.Requests.Last().Address);
    }

    [Theory]
    [InlineData("http://inside.example/", "inside.example resolves to 192.168.0.7, an address of a private network")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is a link-local address")]
    [InlineData("http://[::ffff:169.254.169.254]/", "a link-local address")]
    [InlineData("file:///etc/passwd", "must begin with http:// or https://")]
    [InlineData("ftp://other.example/", "must begin with http:// or https://")]
    [InlineData("http://a:b@other.example/", "must not hold a user name or password")]
    [InlineData("/again", "feed.example redirects more than 5 times")]
    public async Task A_redirect_to_where_nothing_may_be_asked_is_refused(string location, string reason)
    {
        await using var lab = await FetchLab.StartAsync(
            (context, _) =>
            {
                context.Response.Redirect(location);
                return Task.CompletedTask;
            },
            Names,
            settings: Settings
        );
        Assert.Contains(reason, (await lab.FailAsync(Feed())).Message);
        Assert.InRange(lab.Requests.Count, 1, 6);
    }

    [Fact]
    public async Task A_redirect_without_an_address_says_so()
    {
        await using var lab = await FetchLab.StartAsync(AnswerTests.Status(302));
        Assert.Contains("redirects, without an address to go to", (await lab.FailAsync()).Message);
    }

    [Fact]
    public void A_redirect_from_https_to_http_is_refused()
    {
        var options = new FeedOptions();
        var hop = FeedHop.First(new(new("https://feed.example/")), options, out _);
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.Found);
        response.Headers.Location = new("http://feed.example/");
        var error = Assert.Throws<FeedException>(() => hop.Follow(response, options));
        Assert.Contains("redirects from https to http", error.Message);
    }

    static FeedRequest Feed() =>
        new(new("http://feed.example/a"))
        {
            Headers = new Dictionary<string, string>
            {
                ["Authorization"] = "Bearer {secret:KEY}",
                ["Accept"] = "text/csv",
            },
        };

    static Task<FetchLab> RedirectAsync(int status, string location) =>
        FetchLab.StartAsync(
            (context, before) =>
            {
                context.Response.StatusCode = before == 0 ? status : 200;
                if (before == 0)
                    context.Response.Headers.Location = location;
                return Task.CompletedTask;
            },
            Names,
            settings: Settings
        );
}
