using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines;

/// <summary>Something that happened which the watch's red lines should have foretold: what they are measured by.</summary>
public sealed record WatchEvent
{
    /// <summary>When, UTC; a day is its midnight.</summary>
    [JsonConverter(typeof(InstantJsonConverter))]
    public required DateTimeOffset At { get; init; }

    /// <summary>What it was, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Which red lines are measured by it, by ids, ladders or labels; all when empty.</summary>
    public IReadOnlyList<string> ForetoldBy { get; set; } = [];

    /// <summary>Whether a red line is measured by it.</summary>
    public bool Measures(RedLine line) =>
        ForetoldBy.Count == 0
        || ForetoldBy.Contains(line.Id)
        || (line.Ladder is { } ladder && ForetoldBy.Contains(ladder))
        || line.Labels.Any(ForetoldBy.Contains);
}

/// <summary>An instant in JSON is a text such as <c>"2017-09-03T03:30Z"</c>, or a day as its midnight; UTC where no zone is given.</summary>
public sealed class InstantJsonConverter : JsonConverter<DateTimeOffset>
{
    static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Null when the text is no instant.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            Forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()) : null)
        ?? throw new JsonException(
            "An instant is a text such as \"2017-09-03T03:30Z\", or a day such as \"2017-09-03\"."
        );

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        );
}
