using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>Turns YAML into JSON nodes and remembers where each stood: reflection-free, where YamlDotNet's object mapping is not.</summary>
static class YamlJson
{
    /// <summary>Reads the first document; kebab-case keys become camelCase, places are kept by JSON path.</summary>
    /// <exception cref="YamlException">The text is not YAML, or holds what JSON cannot say.</exception>
    public static JsonNode? Read(string yaml, Dictionary<string, (int Line, int Column)> places)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, "$", places);
    }

    static JsonNode? Convert(YamlNode node, string path, Dictionary<string, (int, int)> places)
    {
        places[path] = ((int)node.Start.Line, (int)node.Start.Column);
        switch (node)
        {
            case YamlMappingNode map:
                var result = new JsonObject();
                foreach (var (key, value) in map.Children)
                {
                    var name = Camel(((YamlScalarNode)key).Value ?? "");
                    result[name] = Convert(value, $"{path}.{name}", places);
                    places[$"{path}.{name}"] = ((int)key.Start.Line, (int)key.Start.Column);
                }
                return result;
            case YamlSequenceNode list:
                return new JsonArray([.. list.Children.Select((item, i) => Convert(item, $"{path}[{i}]", places))]);
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    static JsonValue? Scalar(YamlScalarNode node)
    {
        if (node.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return JsonValue.Create(node.Value);
        return node.Value switch
        {
            null or "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            var text => JsonValue.Create(text),
        };
    }

    static string Camel(string kebab) =>
        string.Concat(
            kebab
                .Split('-')
                .Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])
        );
}
