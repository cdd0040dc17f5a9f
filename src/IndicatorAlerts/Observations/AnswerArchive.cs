using System.IO.Compression;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Observations;

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
}
