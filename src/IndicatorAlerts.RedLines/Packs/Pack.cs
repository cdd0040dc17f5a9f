using System.Text.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>A mistake in a pack file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong, what was expected and, for a misspelt key, what may be meant.</param>
public sealed record PackError(int Line, int Column, string Message);

/// <summary>Reads watch packs: YAML files with kebab-case keys.</summary>
public static class Pack
{
    /// <summary>Larger files are refused.</summary>
    public const int MostCharacters = 4 << 20;

    /// <summary>Reads one pack; null and the errors when something is wrong. Expressions are not looked into.</summary>
    public static Watch? Read(string yaml, out IReadOnlyList<PackError> errors) =>
        Open(yaml, out errors, out _)?.ToWatch();

    /// <summary>Reads a pack in JSON, with the same fields in camelCase. The errors have no places.</summary>
    public static Watch? ReadJson(string json, out IReadOnlyList<PackError> errors)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: new() { MaxDepth = 32, AllowDuplicateProperties = false });
            errors = [.. PackKeys.Check(node, [])];
            return errors.Count == 0 ? Deserialize(node, [], out errors)?.ToWatch() : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            errors =
            [
                new(1, 1, e is JsonException ? $"This is not JSON: {e.Message}" : "A text in it is not Unicode."),
            ];
            return null;
        }
    }

    /// <summary>Reads one pack and compiles its red lines; empty when it is right.</summary>
    public static IReadOnlyList<PackError> Check(string yaml) =>
        Load(yaml, out var errors, out _) is null ? errors : [];

    /// <summary>Runs the tests of a pack.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="count">How many tests it holds.</param>
    /// <returns>What is wrong with the pack or differs from what its tests expect; empty when all is well.</returns>
    public static IReadOnlyList<PackError> Test(string yaml, out int count)
    {
        count = 0;
        if (Load(yaml, out var errors, out var places) is not var (watch, file))
            return errors;
        count = file.Tests.Count;
        return
        [
            .. file.Tests.SelectMany(
                (test, i) => PackTests.Run(watch, test, path => Place(places, $"$.tests[{i}]{path}"))
            ),
        ];
    }

    /// <summary>Reads one pack and checks all of it; null and the errors when something is wrong.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="check">
    /// Gives what is wrong beyond what this library knows, such as sources: paths of fields, as in the JSON contract, and messages.
    /// </param>
    /// <param name="errors">At their places in the file.</param>
    public static Watch? ReadRight(
        string yaml,
        Func<Watch, IEnumerable<(string Path, string Message)>> check,
        out IReadOnlyList<PackError> errors
    )
    {
        if (Load(yaml, out errors, out var places) is not var (compiled, _))
            return null;
        errors = [.. check(compiled.Definition).Select(e => Place(places, "$." + e.Path, e.Message))];
        return errors.Count == 0 ? compiled.Definition : null;
    }

    /// <summary>
    /// Writes a watch as a pack without tests, which reads as the same watch. Fields that have their default are left out.
    /// </summary>
    public static string Write(Watch watch) => PackWriter.Write(watch);

    internal static (CompiledWatch Watch, PackFile File)? Load(
        string yaml,
        out IReadOnlyList<PackError> errors,
        out Dictionary<string, (int Line, int Column)> places
    )
    {
        if (Open(yaml, out errors, out places) is not { } file)
            return null;
        var compiled = CompiledWatch.Compile(file.ToWatch(), out var wrong);
        var known = places;
        errors = [.. wrong.Select(e => Of(e, known))];
        return compiled is null ? null : (compiled, file);
    }

    /// <summary>The place of a field, or of what it stands in.</summary>
    internal static PackError Place(Dictionary<string, (int Line, int Column)> places, string path, string message = "")
    {
        while (!places.ContainsKey(path) && path.LastIndexOfAny(['.', '[']) is > 0 and var cut)
            path = path[..cut];
        var (line, column) = places.GetValueOrDefault(path, (1, 1));
        return new(line, column, message);
    }

    static PackError Of(DefinitionError e, Dictionary<string, (int Line, int Column)> places)
    {
        var where = e.At is { } at
            ? $" (character {at.Column} of the expression{(at.Line > 1 ? $", line {at.Line}" : "")})"
            : "";
        return Place(places, "$." + (e.Path == "id" ? "watch" : e.Path), e.Message + where);
    }

    static PackFile? Open(
        string yaml,
        out IReadOnlyList<PackError> errors,
        out Dictionary<string, (int Line, int Column)> places
    )
    {
        places = [];
        if (yaml.Length > MostCharacters)
        {
            errors = [new(1, 1, $"The file has {yaml.Length} characters; at most {MostCharacters} are allowed.")];
            return null;
        }
        try
        {
            var json = YamlJson.Read(yaml, places);
            var unknown = PackKeys.Check(json, places).ToList();
            errors = unknown;
            return unknown.Count == 0 ? Deserialize(json, places, out errors) : null;
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            errors =
            [
                new(
                    (int)Math.Max(1, e.Start.Line),
                    (int)Math.Max(1, e.Start.Column),
                    e.InnerException is YamlDotNet.Core.YamlException inner ? inner.Message : e.Message
                ),
            ];
            return null;
        }
    }

    static PackFile? Deserialize(
        JsonNode? json,
        Dictionary<string, (int Line, int Column)> places,
        out IReadOnlyList<PackError> errors
    )
    {
        try
        {
            errors = [];
            if (json.Deserialize(PackJson.Default.PackFile) is { } file)
                return file;
            errors = [new(1, 1, "The file is empty: a pack starts with 'watch:' and the watch's id.")];
        }
        catch (JsonException e)
        {
            errors = [Place(places, e.Path ?? "$", e.Message.Split(" Path:")[0])];
        }
        return null;
    }
}
