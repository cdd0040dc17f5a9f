using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>Turns YAML into JSON nodes and remembers where each stood: reflection-free, where YamlDotNet's object mapping is not.</summary>
static class YamlJson
{
    const int MostDepth = 32;

    /// <summary>Reads the first document; kebab-case keys become camelCase, places are kept by JSON path.</summary>
    /// <exception cref="YamlException">The text is not YAML, or holds what JSON cannot say.</exception>
    public static JsonNode? Read(string yaml, Dictionary<string, (int Line, int Column)> places)
    {
        try
        {
            CheckDepth(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, "$", false, places);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Some broken texts end YamlDotNet's scanner and loader with exceptions of these kinds, which name no place.
            throw new YamlException(Mark.Empty, Mark.Empty, "The text is not YAML.", e);
        }
    }

    /// <summary>By events, which do not nest, before nodes, which do; aliases could make a small file a huge one.</summary>
    static void CheckDepth(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        for (var depth = 0; parser.MoveNext(); )
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > MostDepth)
                throw new YamlException(current.Start, current.End, $"At most {MostDepth} levels are allowed.");
            if (current is YamlDotNet.Core.Events.AnchorAlias)
                throw new YamlException(current.Start, current.End, "Aliases are not allowed; write the value again.");
        }
    }

    static JsonNode? Convert(YamlNode node, string path, bool free, Dictionary<string, (int, int)> places)
    {
        places[path] = ((int)node.Start.Line, (int)node.Start.Column);
        switch (node)
        {
            case YamlMappingNode map:
                return Map(map, path, free, places);
            case YamlSequenceNode list:
                return new JsonArray([
                    .. list.Children.Select((item, i) => Convert(item, $"{path}[{i}]", free, places)),
                ]);
            default:
                return Scalar((YamlScalarNode)node, free);
        }
    }

    /// <param name="map">The mapping.</param>
    /// <param name="path">Its JSON path.</param>
    /// <param name="free">Its keys are ids and its values texts, as in a test's series and expectations.</param>
    /// <param name="places">What is remembered.</param>
    static JsonObject Map(YamlMappingNode map, string path, bool free, Dictionary<string, (int, int)> places)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } text })
                throw new YamlException(key.Start, key.End, "A key is a plain word.");
            var name = free ? text : Camel(text);
            if (result.ContainsKey(name))
                throw new YamlException(key.Start, key.End, $"The key '{text}' stands here twice.");
            var inside = free || (path.StartsWith("$.tests", StringComparison.Ordinal) && name is "series" or "expect");
            result[name] = Convert(value, $"{path}.{name}", inside, places);
            places[$"{path}.{name}"] = ((int)key.Start.Line, (int)key.Start.Column);
        }
        return result;
    }

    static JsonValue? Scalar(YamlScalarNode node, bool free)
    {
        if (free || node.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return JsonValue.Create(node.Value);
        return Plain(node.Value);
    }

    /// <summary>Whether a word without quotes is a text, and not a number, a truth or nothing.</summary>
    public static bool IsText(string word) => Plain(word)?.GetValueKind() == JsonValueKind.String;

    static JsonValue? Plain(string? word) =>
        word switch
        {
            null or "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => number == Math.Floor(number) && Math.Abs(number) < 1e15
                ? JsonValue.Create((long)number)
                : JsonValue.Create(number),
            var text => JsonValue.Create(text),
        };

    static string Camel(string kebab) =>
        string.Concat(
            kebab
                .Split('-')
                .Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])
        );
}
