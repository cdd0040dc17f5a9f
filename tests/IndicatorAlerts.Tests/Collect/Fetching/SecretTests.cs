using CsCheck;
using IndicatorAlerts.Collect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

public class SecretTests
{
    const string Secret = "key/with?all&of#them%+ü";

    static readonly Dictionary<string, string[]> Names = new()
    {
        ["feed.example"] = ["93.184.216.34"],
        ["other.example"] = ["8.8.8.8"],
        ["mirror.example"] = ["10.0.0.9"],
    };

    [Theory]
    [InlineData("/api/{secret:KEY}/area?x=1")]
    [InlineData("/api?key={secret:KEY}&x=1")]
    [InlineData("/api?key=%7Bsecret%3Akey%7D&x=1")]
    public async Task A_secret_takes_its_place_in_an_address_escaped(string path)
    {
        await using var lab = await StartAsync(("AllowedHosts__0", "feed.example:80"));
        await using var answer = await lab.GetAsync(new FeedRequest(new($"http://feed.example{path}")));
        var asked = lab.Requests.Single().Address;
        Assert.Contains(Uri.EscapeDataString(Secret), asked);
        Assert.Contains("x=1", asked);
    }

    [Fact]
    public void Any_secret_comes_back_as_it_was_when_its_place_is_read() =>
        Gen.String[Gen.Char[' ', '~'], 1, 50]
            .Where(s => s is not ("." or ".."))
            .Sample(value =>
            {
                var options = new FeedOptions
                {
                    Secrets =
                    {
                        ["K"] = new() { Value = value, Host = "feed.example" },
                    },
                };
                var hop = FeedHop.First(new(new("https://feed.example/a?k={secret:K}&b=1")), options, out var secrets);
                Assert.Equal(
                    $"?k={Uri.EscapeDataString(value)}&b=1",
                    hop.Address.Query.Replace("%27", "'", StringComparison.Ordinal)
                        .Replace("'", "%27", StringComparison.Ordinal)
                );
                Assert.Equal("feed.example", hop.Address.Host);
                Assert.DoesNotContain(hop.Address.AbsoluteUri, secrets.Hide($"Not found: {hop.Address.AbsoluteUri}"));
            });

    [Theory]
    [InlineData("https://feed.example/{secret:OTHER}", "set Feeds__Secrets__OTHER__Value")]
    [InlineData(
        "https://other.example/{secret:KEY}",
        "'KEY' is not told to other.example: Feeds__Secrets__KEY__Host names feed.example"
    )]
    [InlineData("https://feed.example.other.example/{secret:KEY}", "'KEY' is not told to")]
    [InlineData("http://feed.example/{secret:KEY}", "'KEY' is not told to feed.example over http")]
    public async Task A_secret_is_told_to_its_own_host_only_and_encrypted(string address, string reason)
    {
        await using var lab = await StartAsync();
        var inAddress = await lab.FailAsync(new FeedRequest(new(address)));
        Assert.Contains(reason, inAddress.Message);
        var (place, name) = (new Uri(new(address), "/"), address[address.IndexOf('{', StringComparison.Ordinal)..]);
        var headers = new Dictionary<string, string> { ["X-Key"] = name };
        Assert.Contains(reason, (await lab.FailAsync(new FeedRequest(place) { Headers = headers })).Message);
        Assert.Empty(lab.Requests);
        Assert.DoesNotContain("key/with", inAddress.ToString());
    }

    [Fact]
    public async Task A_mirror_of_its_host_is_told_the_secret()
    {
        await using var lab = await StartAsync(("Mirrors__feed.example", "http://mirror.example/m"));
        await using var answer = await lab.GetAsync(new FeedRequest(new("https://feed.example/{secret:KEY}")));
        Assert.Equal("mirror.example", lab.Requests.Single().Host);
        Assert.Equal($"/m/{Uri.EscapeDataString(Secret)}", lab.Requests.Single().Address);
    }

    [Theory]
    [InlineData("key/with?all&of#them%+")]
    [InlineData("key%2Fwith%3Fall%26of%23them%25%2B")]
    public async Task What_a_server_repeats_of_a_secret_is_not_shown(string repeated)
    {
        await using var lab = await FetchLab.StartAsync(
            (context, _) =>
            {
                context.Response.StatusCode = 403;
                context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = $"No such key {repeated}";
                return Task.CompletedTask;
            },
            Names,
            settings:
            [
                ("Secrets__KEY__Value", "key/with?all&of#them%+"),
                ("Secrets__KEY__Host", "feed.example"),
                ("AllowedHosts__0", "feed.example:80"),
            ]
        );
        var error = await lab.FailAsync(new FeedRequest(new("http://feed.example/{secret:KEY}")));
        Assert.Equal("feed.example answered 403 No such key {secret:KEY}.", error.Message);
        Assert.DoesNotContain("with", error.ToString().Split(Environment.NewLine)[0], StringComparison.Ordinal);
    }

    static Task<FetchLab> StartAsync(params (string, string)[] settings) =>
        FetchLab.StartAsync(
            (context, _) => context.Response.WriteAsync("{}"),
            Names,
            settings: [("Secrets__KEY__Value", Secret), ("Secrets__KEY__Host", "feed.example"), .. settings]
        );
}
