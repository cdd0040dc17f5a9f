using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IndicatorAlerts.Evaluate;

/// <summary>One evaluation of a watch at a time, in this process: others wait, and are spared when it saw what they came with.</summary>
sealed class Turns
{
    readonly ConcurrentDictionary<string, Turn> turns = new(StringComparer.Ordinal);

    public Turn Of(string watch) => turns.GetOrAdd(watch, _ => new());
}

/// <summary>The evaluations of one watch.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to dispose of.")]
sealed class Turn
{
    readonly SemaphoreSlim gate = new(1);

    /// <summary>When the last evaluation that ended well began to read, UTC: it saw what was written before.</summary>
    public DateTimeOffset SeenTo { get; private set; } = DateTimeOffset.MinValue;

    /// <param name="needed">Asked when the turn has come; false when there is nothing left to do.</param>
    /// <param name="evaluate">The evaluation.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops the wait.</param>
    public async Task TakeAsync(
        Func<Turn, bool> needed,
        Func<Turn, Task> evaluate,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (!needed(this))
                return;
            var began = time.GetUtcNow();
            await evaluate(this);
            SeenTo = began;
        }
        finally
        {
            gate.Release();
        }
    }
}
