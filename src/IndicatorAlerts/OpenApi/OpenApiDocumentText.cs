using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace IndicatorAlerts.OpenApi;

/// <summary>The OpenAPI document as JSON: made when it is first asked for, as it costs more than the whole start, and once.</summary>
public sealed class OpenApiDocumentText(IServiceProvider services)
{
    readonly Lazy<Task<(byte[], EntityTagHeaderValue)>> text = new(() => WriteAsync(services));

    /// <summary>The document in UTF-8, and its tag.</summary>
    public Task<(byte[] Text, EntityTagHeaderValue Tag)> ReadAsync() => text.Value;

    static async Task<(byte[], EntityTagHeaderValue)> WriteAsync(IServiceProvider services)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiServices.Document);
        var document = await provider.GetOpenApiDocumentAsync();
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        var text = bytes.ToArray();
        return (text, new($"\"{Convert.ToHexStringLower(SHA256.HashData(text))[..32]}\""));
    }
}
