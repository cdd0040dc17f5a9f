using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>The pack's contract as a JSON schema (draft 2020-12), so that editors complete and check packs.</summary>
public static class PackSchema
{
    /// <summary>The schema's text, as committed at <c>packs/pack.schema.json</c>.</summary>
    public static string Text()
    {
        var schema = Of(PackJson.Default.PackFile);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A pack of IndicatorAlerts: a watch, its indicators, its red lines and their tests");
        return schema.ToJsonString(new() { WriteIndented = true, TypeInfoResolver = PackJson.Default }) + "\n";
    }

    static JsonObject Of(JsonTypeInfo type)
    {
        if (type.Type == typeof(JsonObject))
            return Typed("object");
        if (type.Kind == JsonTypeInfoKind.Enumerable)
            return new() { ["type"] = "array", ["items"] = Of(Info(type.ElementType!)) };
        if (type.Kind == JsonTypeInfoKind.Dictionary)
            return new()
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = Any("string", "number") },
            };
        if (type.Kind != JsonTypeInfoKind.Object)
            return Scalar(type.Type);
        var properties = new JsonObject();
        foreach (var property in type.Properties)
            properties[PackKeys.Kebab(property.Name)] = Of(property);
        return new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([
                .. type.Properties.Where(p => p.IsRequired).Select(p => (JsonNode)PackKeys.Kebab(p.Name)),
            ]),
            ["additionalProperties"] = false,
        };
    }

    static JsonObject Of(JsonPropertyInfo property) =>
        property.CustomConverter switch
        {
            DurationJsonConverter or NullableDurationJsonConverter => Text("^([0-9]+[wdhms])+$"),
            InstantJsonConverter => Text("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}.*)?$"),
            _ => Of(Info(property.PropertyType)),
        };

    static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    static JsonObject Scalar(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
            return new()
            {
                ["enum"] = new JsonArray([.. Enum.GetNames(plain).Select(n => (JsonNode)n.ToLowerInvariant())]),
            };
        return plain == typeof(DateTimeOffset)
            ? new() { ["type"] = "string", ["format"] = "date-time" }
            : Typed(plain == typeof(int) ? "integer" : "string");
    }

    static JsonObject Typed(string type) => new() { ["type"] = type };

    static JsonArray Any(params string[] types) => [.. types.Select(t => (JsonNode)t)];

    static JsonTypeInfo Info(Type type) => PackJson.Default.GetTypeInfo(type)!;
}
