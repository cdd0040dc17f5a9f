using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Access;

/// <summary>Where a request comes from, also behind proxies that the settings name (<c>Limits__TrustedProxies</c>).</summary>
public sealed class ClientAddress(IOptions<LimitOptions> options)
{
    const string Header = "X-Forwarded-For";
    const int MostHops = 20;

    readonly IReadOnlyList<IPNetwork> proxies = options.Value.ReadProxies() ?? [];

    /// <summary>The client's address; null where the connection has none.</summary>
    public IPAddress? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } peer)
            return null;
        var client = Plain(peer);
        if (!IsTrusted(client))
            return client;
        // Every proxy adds whom it heard at the end, so only what stands after the first stranger is known to be true.
        var hops = context.Request.Headers[Header].SelectMany(h => (h ?? "").Split(',')).Reverse().Take(MostHops);
        foreach (var hop in hops)
        {
            if (!IPEndPoint.TryParse(hop.Trim(), out var place))
                return client;
            client = Plain(place.Address);
            if (!IsTrusted(client))
                return client;
        }
        return client;
    }

    /// <summary>Whom to count requests for: the client's address, of IPv6 the first 64 bits, which one household can fill.</summary>
    public string NetworkOf(HttpContext context)
    {
        if (Of(context) is not { } address)
            return "";
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }

    bool IsTrusted(IPAddress address) => proxies.Any(p => p.Contains(address));

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
