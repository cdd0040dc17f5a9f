using System.Net;
using System.Net.Sockets;

namespace IndicatorAlerts.Subscribe;

/// <summary>Whom requests are counted for.</summary>
public static class CallerAddress
{
    /// <summary>The caller's address; of IPv6 the first 64 bits, which one household can fill. Empty when it has none.</summary>
    /// <param name="peer">Whom the connection is with.</param>
    /// <param name="forwarded">The header <c>X-Forwarded-For</c>.</param>
    /// <param name="proxies">How many proxies, the peer included, have each added at its end whom they heard.</param>
    public static string Of(IPAddress? peer, string? forwarded, int proxies)
    {
        // What stands further to the left was sent by the caller itself, and may be made up.
        var hops = (forwarded ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var named = proxies > 0 && hops.Length > 0 ? hops[Math.Max(0, hops.Length - proxies)] : null;
        // Azure writes the port too.
        var address = IPEndPoint.TryParse(named ?? "", out var place) ? place.Address : peer;
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }
}
