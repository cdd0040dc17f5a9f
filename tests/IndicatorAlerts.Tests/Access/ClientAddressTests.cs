using System.Net;
using IndicatorAlerts.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public class ClientAddressTests
{
    [Theory]
    [InlineData("", "203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("127.0.0.1", "203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("127.0.0.1", "127.0.0.1", "10.9.9.9, 198.51.100.1:4711", "198.51.100.1")]
    [InlineData("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "192.0.2.7, 198.51.100.1, 10.1.1.1", "198.51.100.1")]
    [InlineData("127.0.0.1,10.0.0.0/8", "127.0.0.1", "10.1.1.1", "10.1.1.1")]
    [InlineData("127.0.0.1", "127.0.0.1", "nobody", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1", "198.51.100.1, unknown", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1", null, "127.0.0.1")]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("::1", "::1", "[2001:db8::7]:443", "2001:db8::7")]
    public void A_forwarded_address_is_believed_from_proxies_that_are_named_and_only_as_far(
        string trusted,
        string peer,
        string? forwarded,
        string expected
    ) => Assert.Equal(IPAddress.Parse(expected), Addresses(trusted).Of(Request(peer, forwarded)));

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    public void Who_has_a_network_of_IPv6_is_counted_once(string peer, string expected) =>
        Assert.Equal(expected, Addresses("").NetworkOf(Request(peer, null)));

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.org")]
    [InlineData("10.0.0.0/8;127.0.0.1")]
    public void A_proxy_that_is_no_address_is_a_wrong_setting(string trusted) =>
        Assert.Null(new LimitOptions { TrustedProxies = trusted }.ReadProxies());

    static ClientAddress Addresses(string trusted) =>
        new(Options.Create(new LimitOptions { TrustedProxies = trusted }));

    static DefaultHttpContext Request(string peer, string? forwarded)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        if (forwarded is not null)
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        return context;
    }
}
