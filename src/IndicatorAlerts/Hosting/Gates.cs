using System.Diagnostics.CodeAnalysis;

namespace IndicatorAlerts.Hosting;

/// <summary>In this process, one at a time for each name. Names share gates, as anything can be asked for by a name.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to dispose of.")]
sealed class Gates(int count)
{
    readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(1))];

    public async Task<T> InTurnAsync<T>(string name, Func<Task<T>> act, CancellationToken cancel)
    {
        var gate = gates[(uint)name.GetHashCode(StringComparison.Ordinal) % gates.Length];
        await gate.WaitAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }
}
