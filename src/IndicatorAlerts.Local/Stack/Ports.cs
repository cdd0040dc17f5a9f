using System.Net;
using System.Net.Sockets;

namespace IndicatorAlerts.Local.Stack;

/// <summary>Checks ports before anything is started, so that a taken one costs nothing.</summary>
internal static class Ports
{
    /// <summary>The port, or a free one for 0.</summary>
    /// <exception cref="LocalStackException">It is in use, or not ours to take.</exception>
    public static int Take(int port, string option)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException e)
        {
            var why =
                e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is in use" : $"cannot be used ({e.Message})";
            throw new LocalStackException(
                $"Port {port} {why}: end what uses it, or choose another port with {option}.",
                e
            );
        }
    }
}
