using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Admin;

/// <summary>Reads what admins send.</summary>
static class Bodies
{
    const int MostBytes = 64 * 1024;
    const int MostDepth = 8;

    /// <summary>A body of one JSON object that may repeat the id of its address; else the refusal.</summary>
    public static async Task<(JsonObject? Body, IResult? Refusal)> ReadAsync(
        HttpRequest request,
        string id,
        CancellationToken cancel
    )
    {
        if (await ReadBytesAsync(request, MostBytes, cancel) is not { } bytes)
            return (null, Problems.TooLarge($"The body has at most {MostBytes} bytes."));
        try
        {
            if (
                JsonNode.Parse(bytes, documentOptions: new() { MaxDepth = MostDepth, AllowDuplicateProperties = false })
                is not JsonObject body
            )
                return (null, Problems.Invalid("The body must be a JSON object.", []));
            if (
                body["id"] is { } given
                && (given.GetValueKind() != JsonValueKind.String || given.GetValue<string>() != id)
            )
                return (
                    null,
                    Problems.Invalid(
                        "The body names another id than the address.",
                        [new("id", $"Leave it out, or set it to '{id}'.")]
                    )
                );
            return (body, null);
        }
        catch (JsonException e)
        {
            return (null, Problems.Invalid("The body is not JSON.", [new("", Explain(e.Message))]));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return (null, NotText());
        }
    }

    /// <summary>What an object says; else the refusal with the field at fault.</summary>
    public static (T? Value, IResult? Refusal) Deserialize<T>(JsonObject body, JsonTypeInfo<T> type, string noun)
        where T : class
    {
        try
        {
            return (body.Deserialize(type), null);
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : "";
            return (null, Problems.Invalid($"The body is not {noun}.", [new(field, Explain(e.Message))]));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return (null, NotText());
        }
    }

    /// <summary>Null when there are more bytes.</summary>
    public static async Task<byte[]?> ReadBytesAsync(HttpRequest request, int most, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > most)
                return null;
        }
        return body.ToArray();
    }

    public static IResult NotText() =>
        Problems.Invalid("The body holds a text that is not Unicode, or a field twice.", []);

    // The serializer speaks of C#; admins do not.
    static string Explain(string message) =>
        message.Contains("allow null", StringComparison.Ordinal) ? "It must not be null."
        : message.Contains(nameof(Severity), StringComparison.Ordinal) ? $"It must be one of {Words<Severity>()}."
        : message.Contains(nameof(BlindPolicy), StringComparison.Ordinal) ? $"It must be one of {Words<BlindPolicy>()}."
        : message.Contains(nameof(SeriesKind), StringComparison.Ordinal) ? $"It must be one of {Words<SeriesKind>()}."
        : message.Split(" Path:")[0].Split(" LineNumber:")[0];

    static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
}
