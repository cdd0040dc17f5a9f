using System.IO.Compression;

namespace IndicatorAlerts.Indicators;

/// <summary>A raw answer as its feed gave it. It may be anything, script included: a browser is told to save it and to run none of it.</summary>
sealed class ArchivedAnswer(string sha, string contentType, Stream packed) : IResult
{
    const string InvocationHeader = "X-Azure-Functions-InvocationId";

    public async Task ExecuteAsync(HttpContext context)
    {
        await using var content = packed;
        var (headers, cancel) = (context.Response.Headers, context.RequestAborted);
        headers.ContentType = contentType;
        headers.ContentDisposition = $"attachment; filename=\"{sha}\"";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        // Named by its content, it never changes.
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        if (TakesGzip(context.Request))
        {
            headers.ContentEncoding = "gzip";
            await content.CopyToAsync(context.Response.Body, cancel);
            return;
        }
        await using var plain = new GZipStream(content, CompressionMode.Decompress);
        await plain.CopyToAsync(context.Response.Body, cancel);
    }

    // Some Functions hosts drop the header that says that an answer is compressed.
    static bool TakesGzip(HttpRequest request) =>
        !request.Headers.ContainsKey(InvocationHeader)
        && request
            .Headers.AcceptEncoding.ToString()
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(coding =>
                coding.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()
                    is "gzip"
                        or "gzip;q=1"
                        or "gzip;q=1.0"
            );
}
