using System.Net;
using System.Net.Sockets;
using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>The program by itself, with timers that run every second.</summary>
sealed class StandAloneFront : IFront
{
    StandAloneFront(Uri address, ChildProcess process) => (Address, Process) = (address, process);

    public Uri Address { get; }

    public ChildProcess Process { get; }

    public static async Task<IFront> StartAsync(Dictionary<string, string?> settings, CancellationToken cancel)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var environment = new Dictionary<string, string?>(settings)
        {
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = null,
            ["StandAlone__VisibilitySeconds"] = "2",
        };
        foreach (var timer in (string[])["CollectIndicators", "EvaluateWatches", "RecoverDeliveries"])
            environment[$"StandAlone__Schedules__{timer}"] = "* * * * * *";
        var process = App.Start(environment);
        await process.WaitForUrlAsync(new(address, "healthz"), cancel);
        return new StandAloneFront(address, process);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
