using System.Text.Json;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>A function.json, as far as a host reads it.</summary>
sealed record FunctionFile(string Name, JsonElement Trigger, IReadOnlyList<JsonElement> Outputs)
{
    public string Type => Trigger.GetProperty("type").GetString()!;

    public string Binding => Trigger.GetProperty("name").GetString()!;

    public string Route => Trigger.GetProperty("route").GetString()!;

    public string Queue => Trigger.GetProperty("queueName").GetString()!;

    public IEnumerable<string> Methods => Trigger.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!);

    public static IReadOnlyList<FunctionFile> ReadAll() =>
        [
            .. Directory
                .EnumerateDirectories(App.Functions)
                .Where(folder => File.Exists(Path.Combine(folder, "function.json")))
                .Order(StringComparer.Ordinal)
                .Select(Read),
        ];

    static FunctionFile Read(string folder)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "function.json")));
        var bindings = file.RootElement.GetProperty("bindings").EnumerateArray().Select(b => b.Clone()).ToList();
        return new(
            Path.GetFileName(folder),
            bindings.Single(b => b.GetProperty("direction").GetString() == "in"),
            [.. bindings.Where(b => b.GetProperty("direction").GetString() == "out")]
        );
    }
}
