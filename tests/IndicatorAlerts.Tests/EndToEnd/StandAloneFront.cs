using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>The program by itself, with timers that run every second.</summary>
sealed class StandAloneFront : IFront
{
    StandAloneFront(Uri address, ChildProcess process) => (Address, Process) = (address, process);

    public Uri Address { get; }

    public ChildProcess Process { get; }

    public static IFront Start(Dictionary<string, string?> settings)
    {
        var address = Ports.NextAddress();
        var environment = new Dictionary<string, string?>(settings)
        {
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = null,
        };
        environment.TryAdd("StandAlone__VisibilitySeconds", "2");
        foreach (var timer in (string[])["CollectIndicators", "EvaluateWatches", "RecoverDeliveries"])
            environment.TryAdd($"StandAlone__Schedules__{timer}", "* * * * * *");
        return new StandAloneFront(address, App.Start(environment));
    }

    /// <summary>Also ready when it was killed already, which some tests do at its first step.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancel)
    {
        try
        {
            await Process.WaitForUrlAsync(new(Address, "healthz"), cancel);
        }
        catch (ChildExitedException e) when (e.ExitCode == 137) { }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
