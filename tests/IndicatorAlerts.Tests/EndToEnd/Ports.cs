using System.Net;
using System.Net.NetworkInformation;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Ports to listen on later, below those from which the system takes the ends of outgoing connections.</summary>
static class Ports
{
    const int First = 10_000;
    const int Count = 20_000;
    static int last = Random.Shared.Next(Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref last) % Count;
            if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(l => l.Port != port))
                return port;
        }
    }

    public static Uri NextAddress() => new($"http://{IPAddress.Loopback}:{Next()}");
}
