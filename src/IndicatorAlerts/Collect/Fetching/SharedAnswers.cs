using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IndicatorAlerts.Collect;

/// <summary>Asks a feed once for all indicators that want the same of it at the same time, such as one file of events for many pairs.</summary>
public sealed class SharedAnswers(FeedClient feeds, TimeProvider time)
{
    // Larger answers are asked for by each, rather than held.
    const long MostBytesOfOne = 2 * 1024 * 1024;
    const long MostBytes = 32 * 1024 * 1024;
    const int MostAnswers = 1000;

    readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);
    long held;

    /// <param name="request">What to ask.</param>
    /// <param name="known">What the caller's last answer to the same request said; null to be given the whole answer.</param>
    /// <param name="maxAge">How old an answer may be that another one was given.</param>
    /// <param name="cancel">Stops the request.</param>
    /// <exception cref="FeedException">As <see cref="FeedClient.GetAsync"/>; a failure is not shared.</exception>
    public async Task<FeedAnswer> GetAsync(
        FeedRequest request,
        FeedValidators? known,
        TimeSpan maxAge,
        CancellationToken cancel
    )
    {
        if (maxAge <= TimeSpan.Zero)
            return await feeds.GetAsync(request, known, cancel);
        var slot = slots.GetOrAdd(KeyOf(request), _ => new());
        await slot.Gate.WaitAsync(cancel);
        try
        {
            if (slot.Answer is { } recent && time.GetUtcNow() - slot.At <= maxAge)
                return recent.For(known);
            var answer = await feeds.GetAsync(request, known, cancel);
            if (answer.Kind == FeedAnswerKind.Whole && answer.Bytes <= MostBytesOfOne)
                await KeepAsync(slot, answer, cancel);
            return answer;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    async Task KeepAsync(Slot slot, FeedAnswer answer, CancellationToken cancel)
    {
        if (held + answer.Bytes > MostBytes || slots.Count > MostAnswers)
        {
            slots.Clear();
            held = 0;
        }
        using var copy = new MemoryStream((int)answer.Bytes);
        await answer.Content.CopyToAsync(copy, cancel);
        answer.Content.Position = 0;
        Interlocked.Add(ref held, copy.Length - (slot.Answer?.Content.Length ?? 0));
        (slot.Answer, slot.At) = (new(copy.ToArray(), answer), time.GetUtcNow());
    }

    static string KeyOf(FeedRequest request) =>
        string.Join('\n', request.Headers.Select(h => $"{h.Key}: {h.Value}").Prepend(request.Address.OriginalString));

    [SuppressMessage(
        "Design",
        "CA1001",
        Justification = "A semaphore without a wait handle holds nothing to dispose of."
    )]
    sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Held? Answer { get; set; }

        public DateTimeOffset At { get; set; }
    }

    sealed record Held(byte[] Content, FeedAnswer First)
    {
        /// <summary>What the server would have said to this caller.</summary>
        public FeedAnswer For(FeedValidators? known) =>
            known is { ETag: not null } && known.ETag == First.Validators.ETag
                ? new() { Kind = FeedAnswerKind.Unchanged, Validators = known }
                : new()
                {
                    Kind = FeedAnswerKind.Whole,
                    Content = new MemoryStream(Content, writable: false),
                    Sha256 = First.Sha256,
                    ContentType = First.ContentType,
                    Validators = First.Validators,
                };
    }
}
