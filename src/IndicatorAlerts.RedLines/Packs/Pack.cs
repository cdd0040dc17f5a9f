using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>A mistake in a pack file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong, what was expected and, for a misspelt key, what may be meant.</param>
public sealed record PackError(int Line, int Column, string Message);

/// <summary>The pack's own shape: a watch with its id under <c>watch</c>.</summary>
sealed record PackFile
{
    public required string Watch { get; init; }
    public required string Title { get; init; }

    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<Indicator> Indicators { get; set; } = [];
    public IReadOnlyList<RedLine> RedLines { get; set; } = [];

    public Watch ToWatch() =>
        new()
        {
            Id = Watch,
            Title = Title,
            Every = Every,
            Indicators = Indicators,
            RedLines = RedLines,
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(PackFile))]
sealed partial class PackJson : JsonSerializerContext;

/// <summary>Reads watch packs: YAML files with kebab-case keys.</summary>
public static class Pack
{
    /// <summary>Reads one pack; null and the errors when something is wrong.</summary>
    public static Watch? Read(string yaml, out IReadOnlyList<PackError> errors)
    {
        try
        {
            var places = new Dictionary<string, (int Line, int Column)>();
            var json = YamlJson.Read(yaml, places);
            return Read(json, places, out errors);
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            errors = [new((int)e.Start.Line, (int)e.Start.Column, e.InnerException?.Message ?? e.Message)];
            return null;
        }
    }

    static Watch? Read(
        JsonNode? json,
        Dictionary<string, (int Line, int Column)> places,
        out IReadOnlyList<PackError> errors
    )
    {
        try
        {
            errors = [];
            if (json.Deserialize(PackJson.Default.PackFile) is { } file)
                return file.ToWatch();
            errors = [new(1, 1, "The file is empty: a pack starts with 'watch:' and the watch's id.")];
        }
        catch (JsonException e)
        {
            var path = e.Path ?? "$";
            while (!places.ContainsKey(path) && path.LastIndexOfAny(['.', '[']) is > 0 and var cut)
                path = path[..cut];
            var (line, column) = places.GetValueOrDefault(path, (1, 1));
            errors = [new(line, column, e.Message.Split(" Path:")[0])];
        }
        return null;
    }
}
