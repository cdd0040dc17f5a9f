using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.Status;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Admin;

/// <summary>ETags of definitions, and what requests demand by them.</summary>
static class Tags
{
    /// <summary>Of an answer: the watch's version.</summary>
    public const string VersionHeader = "X-Watch-Version";

    /// <summary>Of a part by what it says: changes of other parts leave it.</summary>
    public static string Of<T>(T part, JsonTypeInfo<T> type) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(part, type)).AsSpan(0, 8))}\"";

    /// <summary>Of a watch's whole definition: the number of its version.</summary>
    public static string Of(int version) => $"\"{Number(version)}\"";

    public static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a <c>GET</c> has what is there: 304.</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        request.Headers.IfNoneMatch.Any(h => h is not null && Lists(h, tag, weak: true));

    /// <summary>Why a change may not be made; null when it may.</summary>
    /// <param name="request">With <c>If-Match</c> or <c>If-None-Match: *</c>.</param>
    /// <param name="current">The tag of what is there; null when nothing is.</param>
    /// <param name="body">What is there, for people.</param>
    public static IResult? Refuse(HttpRequest request, string? current, Func<JsonNode?> body)
    {
        if (request.Headers.IfNoneMatch.Count > 0)
            return current is null || !IsKnown(request, current)
                ? null
                : Failed(request, "It is there already.", current, body);
        if (request.Headers.IfMatch.Count == 0)
            return current is null
                ? null
                : Problems.PreconditionRequired(
                    "Say what you change: send its ETag, as a GET gives it, in the header If-Match. 'If-Match: *' means: whatever is there."
                );
        if (current is not null && request.Headers.IfMatch.Any(h => h is not null && Lists(h, current, weak: false)))
            return null;
        return current is null
            ? Failed(request, "There is nothing of this id any more.", null, body)
            : Failed(
                request,
                "Somebody else changed it since you read it; here is what it says now. Look, and send your change again with its ETag.",
                current,
                body
            );
    }

    static IResult Failed(HttpRequest request, string detail, string? current, Func<JsonNode?> body)
    {
        if (current is not null)
            request.HttpContext.Response.Headers.ETag = current;
        return Problems.PreconditionFailed(detail, current is null ? null : body());
    }

    static bool Lists(string header, string tag, bool weak) =>
        EntityTagHeaderValue.TryParseList([header], out var tags)
        && tags.Any(t => t.Tag == "*" || (t.Tag == tag && (weak || !t.IsWeak)));
}
