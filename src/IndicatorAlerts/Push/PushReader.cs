using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Push;

/// <summary>How pushed observations are written.</summary>
public enum PushFormat
{
    /// <summary>One object, or an array of objects.</summary>
    Json,

    /// <summary>An object a line.</summary>
    JsonLines,

    /// <summary>Under a header: <c>observed_at,value[,known_at,id,title,link,note]</c>.</summary>
    Csv,
}

/// <summary>Reads pushed observations as they come; what is wrong with one does not end the rest.</summary>
public static class PushReader
{
    /// <summary>The format of a media type; null when it is none that can be read.</summary>
    public static PushFormat? FormatOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Charset.Value is null or "" or "utf-8" or "UTF-8" or "\"utf-8\""
            ? FormatOf(type.MediaType)
            : null;

    static PushFormat? FormatOf(StringSegment mediaType) =>
        mediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => PushFormat.Json,
            "application/x-ndjson" or "application/jsonl" => PushFormat.JsonLines,
            "text/csv" => PushFormat.Csv,
            _ => null,
        };

    /// <summary>Reads to the end; an error that nothing can be read after ends it.</summary>
    public static IAsyncEnumerable<PushEntry> ReadAsync(
        Stream stream,
        PushFormat format,
        PushRules rules,
        CancellationToken cancel
    ) =>
        format switch
        {
            PushFormat.Csv => PushedCsv.ReadAsync(stream, rules, cancel),
            PushFormat.JsonLines => PushedJson.LinesAsync(stream, rules, cancel),
            _ => PushedJson.ArrayAsync(stream, rules, cancel),
        };
}
