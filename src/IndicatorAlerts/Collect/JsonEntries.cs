using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>Reads the entries of an answer in JSON; one that cannot be read is skipped, and shown.</summary>
static class JsonEntries
{
    /// <summary>Reads each element of the array at a place; false when no array is there.</summary>
    /// <param name="walk">Its first path is of the elements.</param>
    /// <param name="reading">What is told of them.</param>
    /// <param name="read">Says what is wrong with an entry; null when nothing is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FeedException">The answer is not whole JSON.</exception>
    public static async Task<bool> ReadAsync(
        JsonWalk walk,
        FeedReading reading,
        Func<JsonElement, string?> read,
        CancellationToken cancel
    )
    {
        await foreach (var (path, entry) in walk.ValuesAsync(cancel))
            if (path == 0)
                Read(entry, reading, read);
        return walk.Found(0);
    }

    /// <summary>Reads one entry.</summary>
    public static void Read(JsonElement entry, FeedReading reading, Func<JsonElement, string?> read)
    {
        reading.Entry();
        string? wrong;
        try
        {
            wrong = read(entry);
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws at bytes and escapes that are no Unicode.
            wrong = "It holds text that is not UTF-8.";
        }
        if (wrong is not null)
            reading.Skip(reading.Entries, wrong);
    }

    /// <summary>A finite number, or a text that is one; otherwise null.</summary>
    public static double? AsNumber(this JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var n) && double.IsFinite(n) => n,
            { ValueKind: JsonValueKind.String } text
                when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
                    && double.IsFinite(n) => n,
            _ => null,
        };

    /// <summary>A text; otherwise null.</summary>
    public static string? AsText(this JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
