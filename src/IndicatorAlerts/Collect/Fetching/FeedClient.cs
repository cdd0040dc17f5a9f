using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;

namespace IndicatorAlerts.Collect;

/// <summary>Asks feeds over HTTP, bounded in time and size, on the public internet only; docs/fetching.md tells the rules.</summary>
public sealed class FeedClient(
    IHttpClientFactory clients,
    HostTurns turns,
    IOptions<FeedOptions> options,
    TimeProvider time
)
{
    public const string Name = "feeds";
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(20);
    const string UserAgent = "IndicatorAlerts/0.1 (public indicators of a crisis, read once a minute at most)";
    const int MostRedirects = 5;
    const int LongestValidator = 1000;

    readonly ConcurrentDictionary<string, string> lastFailures = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="request">What to ask.</param>
    /// <param name="known">What the last answer to the same request said; null to be given the whole answer.</param>
    /// <param name="cancel">Stops the request.</param>
    /// <exception cref="FeedException">The request may not be made, or no answer with a status of use came in time and within the limits.</exception>
    public async Task<FeedAnswer> GetAsync(FeedRequest request, FeedValidators? known, CancellationToken cancel)
    {
        var hop = FeedHop.First(request, options.Value, out var secrets);
        using var clock = new AnswerClock(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), time, cancel);
        try
        {
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                // Held until the body is read.
                using var place = await turns.PlaceAsync(hop.Host, clock.Token);
                using var response = await SendAsync(hop, known, clock);
                if (!IsRedirect(response.StatusCode))
                    return await ReadAsync(hop.Host, request.WhenAbsent, known, response, clock.Token);
                hop = hop.Follow(response, options.Value);
            }
            throw new FeedException($"{hop.Host} redirects more than {MostRedirects} times.");
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && FeedFailure.Explain(e, hop.Host, clock) is { } why)
        {
            // Without what lies beneath, where a secret might show.
            throw new FeedException(Tell(e, hop.Host, secrets.Hide(why.Message))) { RetryAfter = why.RetryAfter };
        }
    }

    /// <summary>That a host is left alone helps nobody who does not see why.</summary>
    string Tell(Exception e, string host, string message)
    {
        if (e is BrokenCircuitException)
            return lastFailures.TryGetValue(host, out var last) ? $"{message} The last one: {last}" : message;
        lastFailures[host] = message;
        return message;
    }

    async Task<HttpResponseMessage> SendAsync(FeedHop hop, FeedValidators? known, AnswerClock clock)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, hop.Address);
        Asking.Set(request, hop.Host, clock);
        Add(request, "User-Agent", UserAgent);
        if (known?.ETag is { } tag)
            Add(request, "If-None-Match", tag);
        if (known?.LastModified is { } modified)
            Add(request, "If-Modified-Since", modified);
        foreach (var (name, value, _) in hop.Headers)
            Add(request, name, value);
        return await clients
            .CreateClient(Name)
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, clock.Token);
    }

    static void Add(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        if (!IsHeader(value) || !request.Headers.TryAddWithoutValidation(name, value))
            throw new FeedException($"The feed's header '{name}' is none that a request may have.");
    }

    async Task<FeedAnswer> ReadAsync(
        string host,
        WhenAbsent whenAbsent,
        FeedValidators? known,
        HttpResponseMessage response,
        CancellationToken cancel
    )
    {
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
            return new() { Kind = FeedAnswerKind.Unchanged, Validators = known };
        if (response.StatusCode == HttpStatusCode.NotFound && whenAbsent != WhenAbsent.Fail)
            return new() { Kind = FeedAnswerKind.Absent, Validators = new(null, null) };
        if (response.StatusCode != HttpStatusCode.OK)
            throw new FeedException(
                $"{host} answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd() + "."
            )
            {
                RetryAfter = HostPatience.RetryAfter(response, time),
            };
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
            throw new FeedException(
                $"{host} answered with a web page (HTML), not data: the feed has moved, or asks visitors to prove themselves."
            );
        var most = options.Value.MaxBytes;
        if (response.Content.Headers.ContentLength > most)
            throw TemporaryContent.TooLarge(most);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var (content, sha256) = await TemporaryContent.ReceiveAsync(body, most, cancel);
        return new()
        {
            Kind = FeedAnswerKind.Whole,
            Content = content,
            Sha256 = sha256,
            ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/octet-stream",
            Validators = new(
                Raw(response.Headers.NonValidated, "ETag"),
                Raw(response.Content.Headers.NonValidated, "Last-Modified")
            ),
        };
    }

    static bool IsRedirect(HttpStatusCode status) =>
        status
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect;

    static string? Raw(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values)
        && values.ToString() is { Length: <= LongestValidator } value
        && IsHeader(value)
            ? value
            : null;

    // Headers are passed on unread: a line break would begin one of its own, and other letters could not be sent at all.
    static bool IsHeader(string value) => value.All(c => c is >= ' ' and <= '~');
}
