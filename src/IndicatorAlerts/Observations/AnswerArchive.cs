using System.IO.Compression;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Observations;

/// <summary>A raw answer that was kept.</summary>
/// <param name="Packed">Its bytes, gzip-compressed; to be disposed of.</param>
/// <param name="PackedLength">How many there are.</param>
/// <param name="ContentType">What the feed called it.</param>
public sealed record KeptAnswer(Stream Packed, long PackedLength, string ContentType);

/// <summary>Container <c>answers</c>: the raw bytes that feeds gave, each content once, named by its SHA-256 and never changed.</summary>
public sealed class AnswerArchive(StorageAccount storage)
{
    public const string Container = "answers";

    /// <summary>The name of a content: its SHA-256 as lower-case hexadecimal.</summary>
    public static string NameOf(ReadOnlyMemory<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData(content.Span));

    /// <summary>Keeps a content, gzip-compressed; one call, also when it is there already.</summary>
    public async Task KeepAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancel)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(content, cancel);
        packed.Position = 0;
        var options = new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = contentType, ContentEncoding = "gzip" },
            Conditions = new() { IfNoneMatch = ETag.All },
        };
        try
        {
            await storage
                .Blobs.GetBlobContainerClient(Container)
                .GetBlobClient(name)
                .UploadAsync(packed, options, cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // The same bytes, by their name.
        }
    }

    /// <summary>A kept content; null when there is none of that name.</summary>
    public async Task<KeptAnswer?> FindAsync(string name, CancellationToken cancel)
    {
        try
        {
            var blob = await storage
                .Blobs.GetBlobContainerClient(Container)
                .GetBlobClient(name)
                .DownloadStreamingAsync(cancellationToken: cancel);
            return new(blob.Value.Content, blob.Value.Details.ContentLength, blob.Value.Details.ContentType);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }
}
