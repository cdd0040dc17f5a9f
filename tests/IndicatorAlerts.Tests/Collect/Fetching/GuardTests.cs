using System.Net;
using CsCheck;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

public class GuardTests
{
    const string Public = "93.184.216.34";

    [Theory]
    [InlineData("127.0.0.1", "this machine itself")]
    [InlineData("127.255.255.254", "this machine itself")]
    [InlineData("127.1", "this machine itself")]
    [InlineData("2130706433", "this machine itself")]
    [InlineData("0x7f000001", "this machine itself")]
    [InlineData("0x7f.0.0.1", "this machine itself")]
    [InlineData("0177.0.0.1", "this machine itself")]
    [InlineData("017700000001", "this machine itself")]
    [InlineData("0", "this machine itself")]
    [InlineData("0.0.0.0", "this machine itself")]
    [InlineData("127.0.0.1.", "this machine itself")]
    [InlineData("localhost", "this machine itself")]
    [InlineData("LOCALHOST.", "this machine itself")]
    [InlineData("[::1]", "this machine itself")]
    [InlineData("[::]", "this machine itself")]
    [InlineData("[::ffff:127.0.0.1]", "this machine itself")]
    [InlineData("[::ffff:7f00:1]", "this machine itself")]
    [InlineData("[0:0:0:0:0:ffff:7f00:1]", "this machine itself")]
    [InlineData("[::127.0.0.1]", "not for the public internet")]
    [InlineData("[64:ff9b::127.0.0.1]", "this machine itself")]
    [InlineData("[64:ff9b::a9fe:a9fe]", "keep the keys of a machine")]
    [InlineData("[64:ff9b:1::1]", "not for the public internet")]
    [InlineData("[2002:7f00:1::]", "this machine itself")]
    [InlineData("[2002:a9fe:a9fe::1]", "keep the keys of a machine")]
    [InlineData("[2001:0:1::1]", "tunnel")]
    [InlineData("169.254.169.254", "keep the keys of a machine")]
    [InlineData("2852039166", "keep the keys of a machine")]
    [InlineData("168.63.129.16", "keep the keys of a machine")]
    [InlineData("[fd00:ec2::254]", "private network")]
    [InlineData("[fe80::1]", "keep the keys of a machine")]
    [InlineData("[fec0::1]", "private network")]
    [InlineData("10.0.0.1", "private network")]
    [InlineData("172.31.255.255", "private network")]
    [InlineData("192.168.1.1", "private network")]
    [InlineData("100.64.0.1", "private network")]
    [InlineData("192.0.2.1", "not for the public internet")]
    [InlineData("198.51.100.1", "not for the public internet")]
    [InlineData("203.0.113.1", "not for the public internet")]
    [InlineData("198.19.0.1", "not for the public internet")]
    [InlineData("[2001:db8::1]", "not for the public internet")]
    [InlineData("[3fff::1]", "not for the public internet")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("255.255.255.255", "not for the public internet")]
    [InlineData("[ff02::1]", "multicast")]
    public async Task Whatever_way_it_is_written_an_address_that_is_not_public_is_refused(string host, string reason)
    {
        var connected = new List<IPEndPoint>();
        // The names as every machine knows them.
        var names = new Dictionary<string, string[]>
        {
            ["localhost"] = ["::1 127.0.0.1"],
            ["localhost."] = ["::1 127.0.0.1"],
            ["127.0.0.1."] = ["127.0.0.1"],
        };
        await using var lab = await FetchLab.StartAsync((_, _) => Task.CompletedTask, names, connected: connected);
        var error = await lab.FailAsync(new FeedRequest(new($"http://{host}:8080/")));
        Assert.Contains(reason, error.Message);
        Assert.Contains("Feeds__AllowedHosts__0=", error.Message);
        Assert.Empty(connected);
    }

    [Theory]
    [InlineData("http://user:password@feed.example/", "user name or password")]
    [InlineData("http://user@feed.example/", "user name or password")]
    [InlineData("ftp://feed.example/", "http:// or https://")]
    [InlineData("file:///etc/passwd", "http:// or https://")]
    [InlineData("gopher://feed.example/", "http:// or https://")]
    public async Task An_address_of_another_kind_is_refused(string address, string reason)
    {
        await using var lab = await FetchLab.StartAsync((_, _) => Task.CompletedTask, Names(Public));
        var error = await lab.FailAsync(new FeedRequest(new(address)));
        Assert.Contains(reason, error.Message);
        Assert.DoesNotContain("password@", error.Message);
        Assert.Empty(lab.Requests);
    }

    [Theory]
    [InlineData("169.254.169.254", "feed.example resolves to 169.254.169.254, a link-local address")]
    [InlineData($"{Public} 10.0.0.1", "feed.example resolves to 10.0.0.1, an address of a private network")]
    [InlineData($"{Public} ::1", "feed.example resolves to ::1, an address of this machine itself")]
    public async Task A_name_that_leads_inside_is_refused_also_where_another_of_its_addresses_is_public(
        string addresses,
        string reason
    )
    {
        var connected = new List<IPEndPoint>();
        await using var lab = await FetchLab.StartAsync(
            (_, _) => Task.CompletedTask,
            Names(addresses),
            connected: connected
        );
        Assert.Contains(reason, (await lab.FailAsync(Feed())).Message);
        Assert.Empty(connected);
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_that_is_connected_to()
    {
        var connected = new List<IPEndPoint>();
        await using var lab = await FetchLab.StartAsync(
            (context, _) =>
            {
                context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            },
            Names(Public, "127.0.0.1"),
            connected: connected
        );
        await using var first = await lab.GetAsync(Feed());
        Assert.Equal([new IPEndPoint(IPAddress.Parse(Public), 80)], connected);
        // The name has moved inside: the next connection is checked like the first.
        Assert.Contains("resolves to 127.0.0.1", (await lab.FailAsync(Feed())).Message);
        Assert.Single(connected);
    }

    [Fact]
    public async Task Only_the_port_that_the_operator_names_is_allowed()
    {
        await using var lab = await FetchLab.StartAsync(
            (_, _) => Task.CompletedTask,
            Names("10.0.0.1"),
            settings: ("AllowedHosts__0", "FEED.example:8080")
        );
        await using var answer = await lab.GetAsync(new FeedRequest(new("http://feed.example:8080/")));
        Assert.Contains("private network", (await lab.FailAsync(Feed())).Message);
    }

    [Fact]
    public async Task A_mirror_may_be_on_this_machine_and_a_proxy_too()
    {
        await using var mirror = await FetchLab.StartAsync("{}");
        await using var lab = await FetchLab.StartAsync("", ("Mirrors__feed.example", $"{mirror.Url}mirror/"));
        await using var mirrored = await lab.GetAsync(Feed());
        Assert.Equal("/mirror/?q=1", mirror.Requests.Single().Address);

        await using var behind = await FetchLab.StartAsync("", ("Proxy", mirror.Url.ToString()));
        await using var proxied = await behind.GetAsync(Feed());
        Assert.Equal("feed.example", mirror.Requests.Last().Host);
    }

    [Fact]
    public void An_address_within_another_is_judged_as_itself() =>
        Gen
            .Byte.Array[4]
            .Sample(v4 =>
            {
                var objection = PublicAddress.Objection(new(v4));
                foreach (var (prefix, at) in ((string, int)[])[("::ffff:0:0", 12), ("64:ff9b::", 12), ("2002::", 2)])
                {
                    var bytes = IPAddress.Parse(prefix).GetAddressBytes();
                    v4.CopyTo(bytes, at);
                    Assert.Equal(objection, PublicAddress.Objection(new(bytes)));
                }
            });

    [Theory]
    [InlineData(Public)]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("64:ff9b::808:808")]
    public void Addresses_of_the_public_internet_are_not_objected_to(string address) =>
        Assert.Null(PublicAddress.Objection(IPAddress.Parse(address)));

    [Fact]
    public async Task An_address_that_nobody_answers_at_is_given_up_after_10_seconds()
    {
        await using var lab = await FetchLab.StartAsync(
            (_, _) => Task.CompletedTask,
            Names(Public),
            connect: async cancel => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel),
            settings: ("TimeoutSeconds", "10.2")
        );
        Assert.Equal("feed.example cannot be read: no connection within 10 s.", (await lab.FailAsync(Feed())).Message);
    }

    static FeedRequest Feed() => new(new("http://feed.example/?q=1"));

    static Dictionary<string, string[]> Names(params string[] addresses) => new() { ["feed.example"] = addresses };
}
