using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines;

/// <summary>Durations as people write them: <c>90s 15m 2h 3d 2w</c>, whole numbers, also run together (<c>1d12h</c>).</summary>
public static class Duration
{
    static readonly (char Letter, TimeSpan Length)[] Units =
    [
        ('w', TimeSpan.FromDays(7)),
        ('d', TimeSpan.FromDays(1)),
        ('h', TimeSpan.FromHours(1)),
        ('m', TimeSpan.FromMinutes(1)),
        ('s', TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Reads a duration; false when the text is not one, or is longer than 100 years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text))
            return false;
        for (var i = 0; i < text.Length; )
        {
            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
                i++;
            if (
                i == text.Length
                || !int.TryParse(
                    text.AsSpan(start, i - start),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var count
                )
            )
                return false;
            var letter = text[i++];
            var unit = Array.Find(Units, u => u.Letter == letter);
            if (unit.Letter == default || count > TimeSpan.FromDays(36_525) / unit.Length)
                return false;
            duration += count * unit.Length;
        }
        return duration <= TimeSpan.FromDays(36_525);
    }

    /// <summary>Prints the shortest text that <see cref="TryParse"/> reads back: <c>1d12h</c>, <c>0m</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = "";
        foreach (var (letter, length) in Units)
        {
            var count = (long)(duration / length);
            if (count == 0 || (letter == 'w' && duration != count * length))
                continue;
            text += string.Create(CultureInfo.InvariantCulture, $"{count}{letter}");
            duration -= count * length;
        }
        return text.Length == 0 ? "0m" : text;
    }
}

/// <summary>A duration in JSON is a text such as <c>"15m"</c>.</summary>
public sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var duration)
            ? duration
            : throw new JsonException(
                "A duration is a text of whole numbers and units, such as \"90s\", \"15m\", \"2h\", \"3d\" or \"2w\"."
            );

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}

/// <summary>As <see cref="DurationJsonConverter"/>, for a duration that may be absent.</summary>
public sealed class NullableDurationJsonConverter : JsonConverter<TimeSpan?>
{
    static readonly DurationJsonConverter Inner = new();

    /// <inheritdoc/>
    public override TimeSpan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Inner.Read(ref reader, typeof(TimeSpan), options);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan? value, JsonSerializerOptions options)
    {
        if (value is { } duration)
            Inner.Write(writer, duration, options);
        else
            writer.WriteNullValue();
    }
}
