using System.Text;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>How the body of an answer goes wrong on its way.</summary>
public enum FeedFault
{
    None,

    /// <summary>A byte at a time, with a pause of <see cref="FeedAnswer.Pause"/> after each.</summary>
    Drip,

    /// <summary>Not even a status, until the asker gives up or the server ends.</summary>
    Hang,

    /// <summary>The body again and again, without end, and compressed when the asker takes gzip.</summary>
    Endless,

    /// <summary>The connection is cut after half of the body, though all of it was promised.</summary>
    Cut,
}

/// <summary>What a path answers. <c>with { Fault = FeedFault.Drip }</c> makes any of them go wrong.</summary>
public sealed record FeedAnswer
{
    /// <summary>The server's own answer, as if nothing had been set.</summary>
    public static FeedAnswer AsUsual { get; } = new() { IsAsUsual = true };

    public int Status { get; init; } = StatusCodes.Status200OK;

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>Before compression.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Sent as Last-Modified, and what If-Modified-Since is held against.</summary>
    public DateTimeOffset? LastModified { get; init; }

    public FeedFault Fault { get; init; }

    /// <summary>Between two bytes of <see cref="FeedFault.Drip"/>.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    internal bool IsAsUsual { get; private init; }

    public static FeedAnswer Json(ReadOnlyMemory<byte> body) => new() { Body = body };

    public static FeedAnswer Json(string body) => Json(Encoding.UTF8.GetBytes(body));

    /// <summary>A page under status 200, as some servers send in place of data.</summary>
    public static FeedAnswer Html(string body) =>
        new() { ContentType = "text/html; charset=utf-8", Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>An error status, with Retry-After in seconds when given.</summary>
    public static FeedAnswer Error(int status, int? retryAfterSeconds = null) =>
        new()
        {
            Status = status,
            ContentType = "text/plain; charset=utf-8",
            Body = Encoding.UTF8.GetBytes($"{status}\n"),
            Headers = retryAfterSeconds is { } seconds
                ? new Dictionary<string, string> { ["Retry-After"] = $"{seconds}" }
                : new Dictionary<string, string>(),
        };
}
