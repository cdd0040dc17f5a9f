using IndicatorAlerts.Local.Storage;
using IndicatorAlerts.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace IndicatorAlerts.Tests;

/// <summary>
/// One Azurite for all tests of the assembly, in memory: each test uses table, queue and container names of its own.
/// It starts when the first test asks for it, so that tests without Storage need no Node.js.
/// </summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    // On the pool, because a test that waits for it holds one of the few threads that run tests.
    private readonly Lazy<Task<Azurite>> azurite = new(() =>
        Task.Run(() =>
            Azurite.StartAsync(
                new AzuriteOptions { InMemory = true },
                TestContext.Current.SendDiagnosticMessage,
                CancellationToken.None
            )
        )
    );

    /// <summary>For <c>AzureWebJobsStorage</c>.</summary>
    public string ConnectionString => azurite.Value.GetAwaiter().GetResult().ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (azurite.IsValueCreated)
            await (await azurite.Value).DisposeAsync();
    }
}
