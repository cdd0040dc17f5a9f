namespace IndicatorAlerts.Collect;

/// <summary>What a request carries through the handlers.</summary>
static class Asking
{
    static readonly HttpRequestOptionsKey<string> Host = new("host");
    static readonly HttpRequestOptionsKey<AnswerClock> Clock = new("clock");

    public static void Set(HttpRequestMessage request, string host, AnswerClock clock)
    {
        request.Options.Set(Host, host);
        request.Options.Set(Clock, clock);
    }

    /// <summary>The host that the feed is known by, also where a mirror stands in for it.</summary>
    public static string HostOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Host, out var host) ? host : request.RequestUri!.Host;

    public static AnswerClock ClockOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Clock, out var clock)
            ? clock
            : throw new InvalidOperationException("The request did not come from FeedClient.");
}

/// <summary>The time for one answer, which begins with the first request that leaves.</summary>
sealed class AnswerClock : IDisposable
{
    readonly TimeProvider time;
    readonly CancellationTokenSource timer;
    readonly CancellationTokenSource either;
    long? started;

    public AnswerClock(TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        (Limit, this.time) = (limit, time);
        timer = new(Timeout.InfiniteTimeSpan, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled when the time is over, or by the caller.</summary>
    public CancellationToken Token => either.Token;

    public bool IsOver => timer.IsCancellationRequested;

    public TimeSpan Left => started is { } since ? Limit - time.GetElapsedTime(since) : Limit;

    public void Start()
    {
        if (started is not null)
            return;
        started = time.GetTimestamp();
        timer.CancelAfter(Limit);
    }

    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}
