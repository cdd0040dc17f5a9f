using System.Net;
using System.Net.Sockets;

namespace IndicatorAlerts.Collect;

/// <summary>The two things that the guard stands between.</summary>
/// <param name="ResolveAsync">The addresses of a name.</param>
/// <param name="ConnectAsync">A connection to an address.</param>
public sealed record Network(
    Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync,
    Func<IPEndPoint, CancellationToken, Task<Stream>> ConnectAsync
)
{
    public static Network OfThisMachine { get; } = new(Dns.GetHostAddressesAsync, OpenAsync);

    static async Task<Stream> OpenAsync(IPEndPoint address, CancellationToken cancel)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
