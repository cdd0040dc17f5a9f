using System.Net;
using System.Net.Sockets;

namespace IndicatorAlerts.Local.Stack;

/// <summary>Checks ports before anything is started, so that a taken one costs nothing.</summary>
public static class Ports
{
    // Below those from which the system takes the ends of outgoing connections: such a one may be gone when it is used.
    private const int First = 10_000;
    private const int End = 30_000;
    private const int MostTries = 100;

    /// <summary>The port, or a free one for 0.</summary>
    /// <exception cref="LocalStackException">It is in use, or not ours to take.</exception>
    public static int Take(int port, string option)
    {
        for (var tries = 1; ; tries++)
        {
            var tried = port == 0 ? Random.Shared.Next(First, End) : port;
            if (TryTake(tried) is not { } e)
                return tried;
            if (port == 0 && tries < MostTries)
                continue;
            var why =
                e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is in use" : $"cannot be used ({e.Message})";
            throw new LocalStackException(
                $"Port {tried} {why}: end what uses it, or choose another port with {option}.",
                e
            );
        }
    }

    /// <returns>Why it cannot be taken; null when it can.</returns>
    private static SocketException? TryTake(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
    }
}
