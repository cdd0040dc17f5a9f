using System.Collections.Concurrent;

namespace IndicatorAlerts.Local.Feeds;

public sealed record SampleFeedsOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How long after the start the event that crosses the red line appears.</summary>
    public TimeSpan CrossingAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>In its place, a crisis of eight minutes that ends with such an event and its correction.</summary>
    public bool Crisis { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>
/// A request that came in: its path from the meant host on, with its query; its headers by name in any case, several
/// values joined with a comma; its time in UTC.
/// </summary>
public sealed record FeedRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    DateTimeOffset At
);

/// <summary>
/// Stands in for the public feeds: the first segment of a path is the host that is meant. It answers by itself for
/// <see cref="Hosts"/>; any other path, and any fault, is set by a test.
/// </summary>
public sealed class SampleFeeds : IAsyncDisposable
{
    private readonly SampleFeedsOptions options;
    private readonly UsgsSamples usgs;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FeedAnswer>> set = new();
    private readonly Journal<FeedRequest> requests = new(10_000);
    private WebApplication? server;
    private int port;

    private SampleFeeds(SampleFeedsOptions options)
    {
        this.options = options;
        var start = options.TimeProvider.GetUtcNow();
        Story = options.Crisis ? SampleStory.Crisis(start) : SampleStory.OneEvent(start + options.CrossingAfter);
        usgs = new UsgsSamples(options.TimeProvider, Story);
        port = options.Port;
    }

    /// <summary>The hosts that there are samples for.</summary>
    public static IReadOnlyList<string> Hosts { get; } = ["earthquake.usgs.gov", .. HostSamples.Hosts];

    /// <summary>What happens in the samples.</summary>
    public SampleStory Story { get; }

    /// <summary>The root, for example http://127.0.0.1:41234; it stays the same when listening stops and starts.</summary>
    public Uri Url => new($"http://127.0.0.1:{port}");

    /// <summary>What came in, oldest first.</summary>
    public IReadOnlyList<FeedRequest> Requests => requests.Items;

    /// <exception cref="LocalStackException">The port is in use.</exception>
    public static async Task<SampleFeeds> StartAsync(SampleFeedsOptions options, CancellationToken cancel)
    {
        var feeds = new SampleFeeds(options);
        await feeds.ListenAsync(cancel);
        return feeds;
    }

    /// <summary>For the setting <c>Feeds__Mirrors__HOST</c>: where requests for that host go instead.</summary>
    public Uri MirrorOf(string host) => new(Url, host);

    /// <summary>
    /// Sets what a path (<c>earthquake.usgs.gov/earthquakes/...</c>, without query) answers: one answer after the
    /// other, the last one from then on.
    /// </summary>
    public void Set(string path, params IEnumerable<FeedAnswer> answers) =>
        set["/" + path.TrimStart('/')] = new ConcurrentQueue<FeedAnswer>(answers);

    /// <summary>The first request that matches, come already or yet to come.</summary>
    public Task<FeedRequest> WaitForRequestAsync(Func<FeedRequest, bool> matches, CancellationToken cancel) =>
        requests.WaitAsync(matches, cancel);

    /// <summary>Stops listening: connections are refused until <see cref="ListenAsync"/>.</summary>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref server, null) is { } running)
            await running.DisposeAsync();
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task ListenAsync(CancellationToken cancel)
    {
        const long NoBody = 1 << 10;
        server ??= await LoopbackServer.StartAsync(
            "The sample feeds",
            port,
            NoBody,
            app => app.Run(AnswerAsync),
            cancel
        );
        port = LoopbackServer.Url(server).Port;
    }

    public async ValueTask DisposeAsync() => await StopListeningAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        requests.Add(
            new FeedRequest(
                request.Method,
                request.Path + request.QueryString,
                request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                options.TimeProvider.GetUtcNow()
            )
        );
        var answer = NextSet(request.Path.Value ?? "/");
        if (answer.IsAsUsual)
            answer = Usual(request.Path.Value ?? "/", request.Query);
        return FeedWriter.WriteAsync(context, answer);
    }

    private FeedAnswer Usual(string path, IQueryCollection query) =>
        usgs.Answer(path)
        ?? HostSamples.Answer(path, query, Story, options.TimeProvider.GetUtcNow())
        ?? FeedAnswer.Error(StatusCodes.Status404NotFound);

    private FeedAnswer NextSet(string path)
    {
        if (!set.TryGetValue(path, out var answers))
            return FeedAnswer.AsUsual;
        lock (answers)
        {
            if (answers.Count > 1 && answers.TryDequeue(out var next))
                return next;
            return answers.TryPeek(out var last) ? last : FeedAnswer.AsUsual;
        }
    }
}
