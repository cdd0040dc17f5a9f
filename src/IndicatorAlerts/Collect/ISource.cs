namespace IndicatorAlerts.Collect;

/// <summary>A kind of feed.</summary>
public interface ISource
{
    /// <summary>Its name in a definition: <c>source: { kind: usgs, … }</c>.</summary>
    string Kind { get; }

    /// <summary>Reads the parameters of one indicator; what is wrong with them is told to <paramref name="parameters"/>.</summary>
    IFeed Bind(Parameters parameters);
}

/// <summary>A source with the parameters of one indicator: what to ask, and how to read the answers.</summary>
public interface IFeed
{
    /// <summary>What to ask, in this order; nothing when there cannot be anything new yet.</summary>
    /// <param name="since">Up to when the feed was read, UTC; null when it never was.</param>
    /// <param name="now">UTC.</param>
    IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now);

    /// <summary>Reads one answer from its start; what it holds is told to <paramref name="reading"/>.</summary>
    /// <exception cref="FeedException">The answer is not what the feed promises.</exception>
    Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel);
}

/// <summary>What a status of 404 means.</summary>
public enum WhenAbsent
{
    /// <summary>The feed has moved.</summary>
    Fail,

    /// <summary>There is nothing to say of that time.</summary>
    Empty,

    /// <summary>It is not published yet: neither this request nor those after it are made up for before the next read.</summary>
    NotYet,
}

/// <summary>One request of a feed, by GET.</summary>
/// <param name="Address">http or https; may hold <c>{secret:NAME}</c>, which stands for a setting.</param>
public sealed record FeedRequest(Uri Address)
{
    /// <summary>What a status of 404 means.</summary>
    public WhenAbsent WhenAbsent { get; init; }

    /// <summary>
    /// Up to when the feed is read once this is answered, or absent and <see cref="WhenAbsent.Empty"/>, UTC: a feed that catches up
    /// in steps goes on from there. Null: up to now.
    /// </summary>
    public DateTimeOffset? ReadsUpTo { get; init; }

    /// <summary>Further headers; a value may hold <c>{secret:NAME}</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>A feed did not give what it promises; the message is for people.</summary>
public sealed class FeedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the server asks to wait before the next request, at most a day; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
