using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>What stands between the world and the program: nothing, or a Functions host.</summary>
interface IFront : IAsyncDisposable
{
    /// <summary>Where the world asks.</summary>
    Uri Address { get; }

    ChildProcess Process { get; }

    Task WaitUntilReadyAsync(CancellationToken cancel);
}
