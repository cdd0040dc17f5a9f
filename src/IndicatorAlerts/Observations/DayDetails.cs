using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Observations;

/// <summary>The details of a day's points as JSON: most points of a measured series have none.</summary>
static class DayDetails
{
    // Nothing but this class reads it: Hangul as \uXXXX would take twice the room.
    static readonly DayDetailsJson Json = new(
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        }
    );

    /// <summary>How many bytes the details of one point take.</summary>
    public static int SizeOf(int point, PointDetails details) =>
        JsonSerializer.SerializeToUtf8Bytes(Entry(point, details), Json.DetailsEntry).Length + 1;

    /// <summary>Empty when no point has details.</summary>
    public static byte[] Pack(IReadOnlyList<StoredPoint> points)
    {
        var entries = new List<DetailsEntry>();
        for (var i = 0; i < points.Count; i++)
            if (points[i].Details is { } details)
                entries.Add(Entry(i, details));
        return entries.Count == 0 ? [] : JsonSerializer.SerializeToUtf8Bytes(entries, Json.ListDetailsEntry);
    }

    /// <summary>Puts packed details to the points that they belong to.</summary>
    public static void Unpack(byte[] packed, List<StoredPoint> points)
    {
        if (packed.Length == 0)
            return;
        foreach (var e in JsonSerializer.Deserialize(packed, Json.ListDetailsEntry)!)
            points[e.Point] = points[e.Point] with { Details = new(e.Id, e.Title, e.Link, e.Note) };
    }

    static DetailsEntry Entry(int point, PointDetails details) =>
        new(point, details.Id, details.Title, details.Link, details.Note);
}

// Point: its place among the points of the day.
sealed record DetailsEntry(int Point, string? Id, string? Title, string? Link, string? Note);

[JsonSerializable(typeof(List<DetailsEntry>))]
sealed partial class DayDetailsJson : JsonSerializerContext;
