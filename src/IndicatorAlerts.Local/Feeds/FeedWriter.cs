using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>Sends an answer as a public web server does: validators, 304, gzip when asked; and faults when set.</summary>
internal static class FeedWriter
{
    public static async Task WriteAsync(HttpContext context, FeedAnswer answer)
    {
        if (answer.Fault == FeedFault.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return;
        }
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (
            answer.Status == StatusCodes.Status200OK
            && answer.Fault is FeedFault.None
            && IsNotModified(context, answer)
        )
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentType = null;
            return;
        }
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        var gzip = AcceptsGzip(context.Request);
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (gzip)
            response.Headers.ContentEncoding = "gzip";
        await (
            answer.Fault == FeedFault.Endless
                ? WriteEndlessAsync(context, answer.Body, gzip)
                : WriteBodyAsync(context, answer, gzip ? Compress(answer.Body) : answer.Body)
        );
    }

    private static bool IsNotModified(HttpContext context, FeedAnswer answer)
    {
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(answer.Body.Span))[..32]}\"";
        context.Response.Headers.ETag = etag;
        if (answer.LastModified is { } modified)
            context.Response.Headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        var asked = context.Request.GetTypedHeaders();
        if (asked.IfNoneMatch is { Count: > 0 } tags)
            return tags.Any(tag => tag.Tag == etag);
        return asked.IfModifiedSince is { } since && answer.LastModified is { } last && last <= since;
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "gzip" && e.Quality is null or > 0);

    private static byte[] Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(body.Span);
        return compressed.ToArray();
    }

    private static async Task WriteBodyAsync(HttpContext context, FeedAnswer answer, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        switch (answer.Fault)
        {
            case FeedFault.Drip:
                for (var i = 0; i < body.Length; i++)
                {
                    await context.Response.Body.WriteAsync(body.Slice(i, 1), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(answer.Pause, TimeProvider.System, context.RequestAborted);
                }
                break;
            case FeedFault.Cut:
                // Less than promised: Kestrel closes the connection after it. Abort could overtake what was written.
                await context.Response.Body.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
                break;
            default:
                await context.Response.Body.WriteAsync(body, context.RequestAborted);
                break;
        }
    }

    private static async Task WriteEndlessAsync(HttpContext context, ReadOnlyMemory<byte> body, bool gzip)
    {
        var block = body.IsEmpty ? new byte[64 << 10] : body;
        await using var stream = gzip
            ? new GZipStream(context.Response.Body, CompressionLevel.Fastest)
            : context.Response.Body;
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await stream.WriteAsync(block, context.RequestAborted);
            await stream.FlushAsync(context.RequestAborted);
        }
    }
}
