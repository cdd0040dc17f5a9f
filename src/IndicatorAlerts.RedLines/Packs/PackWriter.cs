using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>Writes a watch as a pack, without what goes without saying.</summary>
static class PackWriter
{
    static readonly JsonObject PlainLine = Json(
        new()
        {
            Id = "",
            Title = "",
            When = "",
        },
        PackJson.Default.RedLine
    );
    static readonly JsonObject PlainIndicator = Json(new() { Id = "", Title = "" }, PackJson.Default.Indicator);

    public static string Write(Watch watch)
    {
        var file = Json(
            new()
            {
                Watch = watch.Id,
                Title = watch.Title,
                Every = watch.Every,
                Indicators = watch.Indicators,
                RedLines = watch.RedLines,
                Events = watch.Events,
            },
            PackJson.Default.PackFile
        );
        file.Remove("tests");
        if (watch.Events.Count == 0)
            file.Remove("events");
        foreach (var happened in file["events"]?.AsArray() ?? [])
            if (happened!["foretoldBy"]!.AsArray().Count == 0)
                happened.AsObject().Remove("foretoldBy");
        Shorten(file["indicators"]!.AsArray(), PlainIndicator);
        Shorten(file["redLines"]!.AsArray(), PlainLine);
        return YamlText.Write(file);
    }

    static void Shorten(JsonArray parts, JsonObject plain)
    {
        foreach (var part in parts)
        foreach (var (name, value) in plain)
            if (name is not ("id" or "title" or "when") && JsonNode.DeepEquals(part![name], value))
                part.AsObject().Remove(name);
    }

    static JsonObject Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!.AsObject();
}
