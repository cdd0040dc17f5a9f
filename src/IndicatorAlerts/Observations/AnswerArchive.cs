using System.IO.Compression;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Observations;

/// <summary>Container <c>answers</c>: the raw bytes that feeds gave, each content once, named by its SHA-256 and never changed.</summary>
public sealed class AnswerArchive(StorageAccount storage)
{
    public const string Container = "answers";

    /// <summary>Keeps a content, gzip-compressed; one call, also when it is there already.</summary>
    /// <param name="sha256">The hash of the content, as lower-case hexadecimal: its name.</param>
    /// <param name="content">Seekable; read from its start.</param>
    /// <param name="contentType">As the server named it.</param>
    /// <param name="cancel">Stops the upload.</param>
    public async Task KeepAsync(string sha256, Stream content, string contentType, CancellationToken cancel)
    {
        content.Position = 0;
        await using var packed = TemporaryContent.For(content.Length);
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await content.CopyToAsync(gzip, cancel);
        packed.Position = 0;
        var options = new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = contentType, ContentEncoding = "gzip" },
            Conditions = new() { IfNoneMatch = ETag.All },
        };
        try
        {
            await Blob(sha256).UploadAsync(packed, options, cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // The same bytes, by their name.
        }
    }

    /// <summary>A content that was kept; null when there is none of that name.</summary>
    /// <returns>The content type, and the content as it is stored: gzip-compressed, read from Storage as it is asked for.</returns>
    public async Task<(string ContentType, Stream Packed)?> OpenAsync(string sha256, CancellationToken cancel)
    {
        if (sha256.Length != SHA256.HashSizeInBytes * 2 || !sha256.All(char.IsAsciiHexDigitLower))
            return null;
        try
        {
            var blob = await Blob(sha256).DownloadStreamingAsync(cancellationToken: cancel);
            return (blob.Value.Details.ContentType, blob.Value.Content);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    BlobClient Blob(string sha256) => storage.Blobs.GetBlobContainerClient(Container).GetBlobClient(sha256);
}
