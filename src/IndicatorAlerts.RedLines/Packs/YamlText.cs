using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>Writes JSON nodes as the YAML that <see cref="YamlJson"/> reads back as the same nodes.</summary>
static class YamlText
{
    /// <summary>camelCase keys become kebab-case.</summary>
    public static string Write(JsonObject json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        // Lines are not broken where they are long: a change of one word is then a change of one line.
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue));
        new YamlStream(new YamlDocument(Node(json))).Save(emitter, assignAnchors: false);
        return text.ToString().Replace("\n...\n", "\n", StringComparison.Ordinal);
    }

    static YamlNode Node(JsonNode? node) =>
        node switch
        {
            JsonObject map => new YamlMappingNode(
                map.Select(f =>
                    KeyValuePair.Create<YamlNode, YamlNode>(new YamlScalarNode(PackKeys.Kebab(f.Key)), Node(f.Value))
                )
            ),
            JsonArray list => new YamlSequenceNode(list.Select(Node)),
            null => new YamlScalarNode("null"),
            _ when node.GetValueKind() == JsonValueKind.String => Text(node.GetValue<string>()),
            _ => new YamlScalarNode(node.ToJsonString()),
        };

    // What would be read as something else than a text stands in quotes.
    static YamlScalarNode Text(string text) =>
        new(text)
        {
            Style =
                YamlJson.IsText(text) && !text.Any(c => c is '"' or '\\' or '\'' or '#' or ':' || char.IsControl(c))
                    ? ScalarStyle.Any
                    : ScalarStyle.DoubleQuoted,
        };
}
