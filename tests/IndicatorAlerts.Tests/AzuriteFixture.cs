using IndicatorAlerts.Local.Storage;
using IndicatorAlerts.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace IndicatorAlerts.Tests;

/// <summary>
/// One Azurite for all tests of the assembly, in memory, with a Storage account for each test that asks for one.
/// It starts when the first test asks for it, so that tests without Storage need no Node.js.
/// </summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    // Several times as many as all tests together ask for; Azurite takes them in one environment variable, of at most 128 kB.
    private static readonly string[] Accounts = [.. Enumerable.Range(0, 1000).Select(i => $"test{i:D3}")];
    private int given;

    // On the pool, because a test that waits for it holds one of the few threads that run tests.
    private readonly Lazy<Task<Azurite>> azurite = new(() =>
        Task.Run(() =>
            Azurite.StartAsync(
                new AzuriteOptions { InMemory = true, Accounts = [Azurite.DefaultAccount, .. Accounts] },
                TestContext.Current.SendDiagnosticMessage,
                CancellationToken.None
            )
        )
    );

    /// <summary>For <c>AzureWebJobsStorage</c>.</summary>
    public string ConnectionString => azurite.Value.GetAwaiter().GetResult().ConnectionString;

    /// <summary>The same for an account that no other test uses.</summary>
    public string NewAccount() =>
        azurite.Value.GetAwaiter().GetResult().ConnectionStringOf(Accounts[Interlocked.Increment(ref given) - 1]);

    public async ValueTask DisposeAsync()
    {
        if (azurite.IsValueCreated)
            await (await azurite.Value).DisposeAsync();
    }
}
