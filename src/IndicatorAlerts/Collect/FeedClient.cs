using System.Net;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

/// <summary>An answer of a feed.</summary>
/// <param name="Content">The unpacked bytes.</param>
/// <param name="ContentType">As the server named it.</param>
public sealed record RawAnswer(ReadOnlyMemory<byte> Content, string ContentType);

/// <summary>Asks feeds over HTTP, bounded in time and size.</summary>
public sealed class FeedClient(IOptions<FeedOptions> options) : IDisposable
{
    readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxAutomaticRedirections = 5,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders =
        {
            { "User-Agent", "IndicatorAlerts/0.1 (public indicators of a crisis, read once a minute at most)" },
        },
    };

    /// <exception cref="FeedException">No whole answer with status 200 came in time and within the limit.</exception>
    public async Task<RawAnswer> GetAsync(Uri address, CancellationToken cancel)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var response = await http.GetAsync(
                Mirrored(address),
                HttpCompletionOption.ResponseHeadersRead,
                bounded.Token
            );
            if (response.StatusCode != HttpStatusCode.OK)
                throw new FeedException(
                    $"{address.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd() + "."
                );
            if (response.Content.Headers.ContentType?.MediaType is "text/html")
                throw new FeedException(
                    $"{address.Host} answered with a web page (HTML), not data: the feed has moved, or asks visitors to prove themselves."
                );
            return new(
                await ReadAsync(response, bounded.Token),
                response.Content.Headers.ContentType?.ToString() ?? "application/octet-stream"
            );
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new FeedException($"{address.Host} gave no whole answer within {options.Value.TimeoutSeconds} s.");
        }
        catch (HttpRequestException e)
        {
            throw new FeedException($"{address.Host} cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new FeedException($"The answer of {address.Host} broke off: {e.Message}", e);
        }
    }

    public void Dispose() => http.Dispose();

    async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var most = options.Value.MaxBytes;
        using var content = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (content.Length + count > most)
                throw new FeedException($"The answer is larger than the limit of {most} bytes (Feeds__MaxBytes).");
            content.Write(buffer, 0, count);
        }
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    Uri Mirrored(Uri address) =>
        options.Value.Mirrors.TryGetValue(address.Host, out var mirror)
            ? new(mirror.TrimEnd('/') + address.PathAndQuery)
            : address;
}
