using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Alerts.Dossiers;

/// <summary>
/// Container <c>dossiers</c>: gzip-compressed JSON, named by watch, alert and seal, so that of two evaluators who write at once each
/// finds its own. A dossier is written before its alert; one without an alert is nobody's, and expires.
/// </summary>
public sealed class DossierArchive(StorageAccount storage)
{
    public const string Container = "dossiers";
    const string Extension = ".json";

    /// <param name="dossier">Sealed.</param>
    /// <param name="cancel">Stops the upload.</param>
    public async Task KeepAsync(Dossier dossier, CancellationToken cancel)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await JsonSerializer.SerializeAsync(gzip, dossier, DossierJson.Default.Dossier, cancel);
        packed.Position = 0;
        var headers = new BlobHttpHeaders { ContentType = "application/json", ContentEncoding = "gzip" };
        await Blob(dossier.Alert).UploadAsync(packed, new BlobUploadOptions { HttpHeaders = headers }, cancel);
    }

    /// <summary>The dossier of an alert as it was stored; null when it has none.</summary>
    public async Task<JsonDocument?> OpenAsync(Alert alert, CancellationToken cancel)
    {
        if (alert.Seal is null)
            return null;
        try
        {
            var blob = await Blob(alert).DownloadStreamingAsync(cancellationToken: cancel);
            await using var plain = new GZipStream(blob.Value.Content, CompressionMode.Decompress);
            return await JsonDocument.ParseAsync(plain, cancellationToken: cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>The dossier of an alert; null when it has none.</summary>
    public async Task<Dossier?> ReadAsync(Alert alert, CancellationToken cancel)
    {
        using var file = await OpenAsync(alert, cancel);
        return file is null ? null : DossierCheck.Read(file.RootElement);
    }

    /// <summary>What a blob's name says; null when it is no dossier's.</summary>
    internal static (string Watch, string Alert, string Seal)? Parse(string name) =>
        name.Split('/') is [var watch, var alert, var file] && file.EndsWith(Extension, StringComparison.Ordinal)
            ? (watch, alert, file[..^Extension.Length])
            : null;

    BlobClient Blob(Alert alert) =>
        storage
            .Blobs.GetBlobContainerClient(Container)
            .GetBlobClient($"{alert.Watch}/{alert.Id}/{alert.Seal}{Extension}");
}
