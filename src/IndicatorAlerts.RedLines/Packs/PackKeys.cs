using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>Refuses keys that the contract does not know: misspelt, they would silently change what a red line means.</summary>
static class PackKeys
{
    public static IEnumerable<PackError> Check(JsonNode? json, Dictionary<string, (int Line, int Column)> places) =>
        Check(json, PackJson.Default.PackFile, "$", places);

    /// <summary>The contract's keys as a pack writes them.</summary>
    public static string Kebab(string camel) =>
        string.Concat(camel.Select(c => char.IsAsciiLetterUpper(c) ? "-" + char.ToLowerInvariant(c) : c.ToString()));

    static IEnumerable<PackError> Check(
        JsonNode? node,
        JsonTypeInfo type,
        string path,
        Dictionary<string, (int Line, int Column)> places
    )
    {
        if (node is JsonArray list && type.Kind == JsonTypeInfoKind.Enumerable)
            return list.SelectMany((item, i) => Check(item, Info(type.ElementType!), $"{path}[{i}]", places));
        if (node is not JsonObject map || type.Kind != JsonTypeInfoKind.Object)
            return [];
        return map.SelectMany(entry =>
        {
            var at = $"{path}.{entry.Key}";
            return type.Properties.FirstOrDefault(p => p.Name == entry.Key) is { } known
                ? Check(entry.Value, Info(known.PropertyType), at, places)
                : [Unknown(entry.Key, type, at, places)];
        });
    }

    static JsonTypeInfo Info(Type type) => PackJson.Default.GetTypeInfo(type)!;

    static PackError Unknown(
        string key,
        JsonTypeInfo type,
        string path,
        Dictionary<string, (int Line, int Column)> places
    )
    {
        var known = type.Properties.Select(p => Kebab(p.Name)).ToList();
        var meant = Suggestion.For(Kebab(key), known);
        var hint = meant.Length > 0 ? meant : $" Known here are {string.Join(", ", known)}.";
        return Pack.Place(places, path, $"There is no key '{Kebab(key)}'.{hint}");
    }
}
