using System.Text;
using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.Status;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Admin.Packs;

/// <summary>Reads packs that are sent, as YAML or JSON.</summary>
static class PackReader
{
    static readonly string[] Yaml = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>How a pack may be written.</summary>
    public static string[] Types => [.. Yaml, "application/json"];

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A pack that is right by itself; else the refusal, with lines and columns of the file.</summary>
    public static async Task<(Watch? Pack, IResult? Refusal)> ReadAsync(
        HttpRequest request,
        SourceCatalog sources,
        CancellationToken cancel
    )
    {
        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        var isJson = type?.MediaType == "application/json";
        if (!isJson && !Yaml.Contains(type?.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            return (null, Problems.Unsupported("Send a pack as application/yaml or application/json."));
        if (await Bodies.ReadBytesAsync(request, Pack.MostCharacters, cancel) is not { } bytes)
            return (null, Problems.TooLarge($"A pack has at most {Pack.MostCharacters} bytes."));
        try
        {
            var text = Strict.GetString(bytes);
            return isJson ? ReadJson(text) : ReadYaml(text, sources);
        }
        catch (DecoderFallbackException)
        {
            return (null, Problems.Invalid("The pack is not UTF-8.", []));
        }
    }

    static (Watch?, IResult?) ReadYaml(string text, SourceCatalog sources) =>
        Pack.ReadRight(text, sources.Check, out var errors) is { } pack
            ? (pack, null)
            : (
                null,
                Problems.Invalid(
                    "The pack is not right.",
                    [.. errors.Select(e => new FieldProblem("", e.Message, e.Line, e.Column))]
                )
            );

    static (Watch?, IResult?) ReadJson(string text) =>
        Pack.ReadJson(text, out var errors) is { } pack
            ? (pack, null)
            : (
                null,
                Problems.Invalid("The pack is not right.", [.. errors.Select(e => new FieldProblem("", e.Message))])
            );
}
