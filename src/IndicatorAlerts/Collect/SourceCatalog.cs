using System.Text.Json.Nodes;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Collect;

/// <summary>The kinds of feeds that this service can read.</summary>
public sealed class SourceCatalog(IEnumerable<ISource> sources)
{
    readonly Dictionary<string, ISource> byKind = sources.ToDictionary(s => s.Kind);

    /// <summary>The source of an indicator.</summary>
    /// <exception cref="FeedException">The definition names none that exists.</exception>
    public ISource Find(JsonObject parameters) =>
        byKind.GetValueOrDefault(KindOf(parameters) ?? "") ?? throw new FeedException(UnknownKind(parameters));

    /// <summary>What is wrong with the sources of a watch.</summary>
    public IEnumerable<(string Path, string Message)> Check(Watch watch) =>
        watch.Indicators.SelectMany(
            (indicator, i) => Check(indicator).Select(message => ($"indicators[{i}].source", message))
        );

    IEnumerable<string> Check(Indicator indicator)
    {
        if (indicator.Source is not { } parameters)
            return [];
        return byKind.TryGetValue(KindOf(parameters) ?? "", out var source)
            ? source.Check(parameters)
            : [UnknownKind(parameters)];
    }

    string UnknownKind(JsonObject parameters) =>
        $"There is no source of kind '{KindOf(parameters)}'; there are: {string.Join(", ", byKind.Keys.Order(StringComparer.Ordinal))}.";

    static string? KindOf(JsonObject parameters) =>
        parameters["kind"] is JsonValue value && value.TryGetValue<string>(out var kind) ? kind : null;
}
