using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IndicatorAlerts.Evaluate;

/// <summary>One evaluation of a watch at a time, in this process.</summary>
sealed class Turns(TimeProvider time)
{
    readonly ConcurrentDictionary<string, Turn> turns = new(StringComparer.Ordinal);

    public Turn Of(string watch) => turns.GetOrAdd(watch, _ => new(time));
}

/// <summary>The evaluations of one watch.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to dispose of.")]
sealed class Turn(TimeProvider time)
{
    // A watch of many indicators is costly to evaluate: not after each of them, while others are still collected.
    const int RestFor = 10;
    const int AskedRestFor = 2;
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Latest = TimeSpan.FromSeconds(20);

    readonly SemaphoreSlim gate = new(1);
    DateTimeOffset restsUntil = DateTimeOffset.MinValue;
    int asked;

    /// <summary>When the last evaluation that ended well began to read, UTC: it saw what was written before.</summary>
    public DateTimeOffset SeenTo { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>In how long an evaluation is to be asked for.</summary>
    public TimeSpan Wait { get; private set; } = Soon;

    /// <summary>Waits for the turn, and evaluates.</summary>
    public async Task TakeAsync(Func<Task> evaluate, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        await EvaluateAsync(evaluate);
    }

    /// <summary>Evaluates when nobody does and the last one is some time ago.</summary>
    /// <returns>False when it was not the time.</returns>
    public async Task<bool> TryTakeAsync(Func<Task> evaluate, CancellationToken cancel)
    {
        if (time.GetUtcNow() < restsUntil || !await gate.WaitAsync(0, cancel))
            return false;
        await EvaluateAsync(evaluate);
        return true;
    }

    /// <summary>Whether an evaluation must be asked for, because none was asked for since the last one began.</summary>
    public bool MustAsk() => Interlocked.Exchange(ref asked, 1) == 0;

    async Task EvaluateAsync(Func<Task> evaluate)
    {
        var began = time.GetUtcNow();
        try
        {
            Volatile.Write(ref asked, 0);
            await evaluate();
            SeenTo = began;
        }
        finally
        {
            var ended = time.GetUtcNow();
            restsUntil = ended + RestFor * (ended - began);
            var wait = Soon + AskedRestFor * (ended - began);
            Wait = wait < Latest ? wait : Latest;
            gate.Release();
        }
    }
}
