using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.WebUtilities;

namespace IndicatorAlerts.Subscribe;

/// <summary>Reads what people send, by program and by form, within bounds.</summary>
static class SubscriptionBody
{
    const int MostBytes = 16 * 1024;
    const int MostDepth = 8;

    const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    /// <returns>What was sent; null with the refusal.</returns>
    public static async Task<(T? Body, IResult? Refusal)> JsonAsync<T>(
        HttpRequest request,
        JsonTypeInfo<T> type,
        CancellationToken cancel
    )
        where T : class
    {
        if (!Is(request, Json))
            return (null, Problems.Unsupported($"Send {Json} as the Content-Type."));
        if (await BytesAsync(request, cancel) is not { } bytes)
            return (null, Problems.TooLarge($"The body has at most {MostBytes} bytes."));
        try
        {
            var strict = new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false };
            return JsonNode.Parse(bytes, documentOptions: strict) is JsonObject body
                ? (body.Deserialize(type), null)
                : (null, Problems.Invalid("The body must be a JSON object.", []));
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : "";
            return (null, Problems.Invalid("The body cannot be read.", [new(field, Explain(e.Message))]));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return (null, Problems.Invalid("The body holds a text that is not Unicode, or a field twice.", []));
        }
    }

    /// <returns>The fields; null when they cannot be read.</returns>
    public static async Task<IFormCollection?> FormAsync(HttpRequest request, CancellationToken cancel) =>
        // Browsers send UTF-8 whatever they say, as the pages are; other alphabets are a way to hide.
        Is(request, Form) && await BytesAsync(request, cancel) is { } bytes
            ? new FormCollection(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes)))
            : null;

    /// <summary>Whether the body is of a kind; a parameter such as the charset may follow.</summary>
    static bool Is(HttpRequest request, string type) =>
        string.Equals(request.ContentType?.Split(';')[0].Trim(), type, StringComparison.OrdinalIgnoreCase);

    static async Task<byte[]?> BytesAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes)
                return null;
        }
        return body.ToArray();
    }

    // The serializer speaks of C#; people do not.
    static string Explain(string message) =>
        message.Contains("could not be mapped", StringComparison.Ordinal) ? "There is no such field."
        : message.Contains("could not be converted", StringComparison.Ordinal) ? "It is of the wrong kind."
        : message.Split(" Path:")[0].Split(" LineNumber:")[0];
}
