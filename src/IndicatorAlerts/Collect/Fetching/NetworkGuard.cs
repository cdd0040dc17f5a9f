using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Opens connections to public addresses only, unless the operator named the host. The address that is checked is the one that is
/// connected to: a name that resolves otherwise a moment later (DNS rebinding) changes nothing.
/// </summary>
public sealed class NetworkGuard(IOptions<FeedOptions> options, Network network)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="FeedException">The host is, or resolves to, an address that is not public.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await network.ResolveAsync(host, cancel);
        if (!options.Value.Allows(host, port))
            Check(host, port, addresses);
        SocketException? failure = null;
        foreach (var address in addresses)
            try
            {
                return await network.ConnectAsync(new(address, port), cancel);
            }
            catch (SocketException e)
            {
                failure = e;
            }
        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    // One address that is not public is enough: a name must not mix them.
    static void Check(string host, int port, IPAddress[] addresses)
    {
        foreach (var address in addresses)
            if (PublicAddress.Objection(address) is { } objection)
                throw new FeedException(
                    $"{host} {(address.ToString() == host ? "is" : $"resolves to {address},")} {objection}; feeds are read from public addresses only. "
                        + $"If it is meant, allow it with Feeds__AllowedHosts__0={(host.Contains(':') ? $"[{host}]" : host)}:{port}."
                );
    }
}
