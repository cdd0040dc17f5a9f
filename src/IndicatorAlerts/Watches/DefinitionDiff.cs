using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Watches;

/// <summary>How a part of a definition differs from another.</summary>
[JsonConverter(typeof(WordJsonConverter<PartChangeKind>))]
public enum PartChangeKind
{
    [JsonStringEnumMemberName("added")]
    Added,

    [JsonStringEnumMemberName("changed")]
    Changed,

    [JsonStringEnumMemberName("removed")]
    Removed,
}

/// <summary>How one field differs.</summary>
/// <param name="Field">Its name in the contract.</param>
/// <param name="Before">Null when there was nothing.</param>
/// <param name="After">Null when there is nothing.</param>
public sealed record FieldChange(string Field, JsonNode? Before, JsonNode? After);

/// <summary>How the watch's settings, an indicator or a red line differ.</summary>
/// <param name="Part"><c>watch</c>, <c>indicator</c> or <c>red-line</c>.</param>
/// <param name="Id">Of the part.</param>
/// <param name="Change">Added, changed or removed.</param>
/// <param name="Fields">Those that differ.</param>
public sealed record PartChange(string Part, string Id, PartChangeKind Change, IReadOnlyList<FieldChange> Fields);

/// <summary>What differs between two definitions of a watch, part by part and field by field.</summary>
public static class DefinitionDiff
{
    const int MostSentences = 20;

    /// <summary>Empty when both say the same; the order of keys and the spelling of numbers say nothing.</summary>
    public static IReadOnlyList<PartChange> Between(Watch? before, Watch? after)
    {
        var settings = Fields(Json(before), Json(after));
        if (before is not null && after is not null)
            settings =
            [
                .. settings,
                .. Order("indicatorOrder", before.Indicators.Select(i => i.Id), after.Indicators.Select(i => i.Id)),
                .. Order("redLineOrder", before.RedLines.Select(l => l.Id), after.RedLines.Select(l => l.Id)),
            ];
        return
        [
            .. settings.Count == 0
                ? (PartChange[])[]
                : [new("watch", (after ?? before)!.Id, Kind(before, after), settings)],
            .. Parts("indicator", before?.Indicators, after?.Indicators, i => i.Id, WatchJson.Default.Indicator),
            .. Parts("red-line", before?.RedLines, after?.RedLines, l => l.Id, WatchJson.Default.RedLine),
        ];
    }

    /// <summary>A short list for people: <c>red line nuclear-test changed: when, severity</c>.</summary>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<PartChange> changes)
    {
        var sentences = changes.Take(MostSentences).Select(Sentence);
        var rest = changes.Count - MostSentences;
        return rest > 0 ? [.. sentences, $"and {rest} more"] : [.. sentences];
    }

    static string Sentence(PartChange change)
    {
        var what = $"{change.Part.Replace('-', ' ')} {change.Id} {change.Change.ToString().ToLowerInvariant()}";
        return change.Change == PartChangeKind.Changed
            ? $"{what}: {string.Join(", ", change.Fields.Select(f => f.Field))}"
            : what;
    }

    static IEnumerable<PartChange> Parts<T>(
        string part,
        IReadOnlyList<T>? before,
        IReadOnlyList<T>? after,
        Func<T, string> id,
        JsonTypeInfo<T> type
    )
        where T : class
    {
        var old = (before ?? []).ToDictionary(id, StringComparer.Ordinal);
        foreach (var now in after ?? [])
        {
            old.Remove(id(now), out var then);
            // Most parts of a change are the very same.
            if (ReferenceEquals(then, now))
                continue;
            var fields = Fields(Json(then, type), Json(now, type));
            if (fields.Count > 0)
                yield return new(part, id(now), Kind(then, now), fields);
        }
        foreach (var gone in (before ?? []).Where(b => old.ContainsKey(id(b))))
            yield return new(part, id(gone), PartChangeKind.Removed, Fields(Json(gone, type), null));
    }

    static IReadOnlyList<FieldChange> Fields(JsonObject? before, JsonObject? after) =>
        [
            .. (before ?? [])
                .Concat(after ?? [])
                .Select(f => f.Key)
                .Distinct(StringComparer.Ordinal)
                .Select(name => new FieldChange(name, before?[name], after?[name]))
                .Where(f => f.Field != "id" && !JsonNode.DeepEquals(f.Before, f.After)),
        ];

    static IEnumerable<FieldChange> Order(string field, IEnumerable<string> before, IEnumerable<string> after)
    {
        var (then, now) = (before.ToList(), after.ToList());
        var common = then.Intersect(now, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        then.RemoveAll(id => !common.Contains(id));
        now.RemoveAll(id => !common.Contains(id));
        if (!then.SequenceEqual(now, StringComparer.Ordinal))
            yield return new(field, List(then), List(now));
    }

    static JsonArray List(List<string> ids) => [.. ids.Select(id => (JsonNode)id)];

    static PartChangeKind Kind(object? before, object? after) =>
        before is null ? PartChangeKind.Added
        : after is null ? PartChangeKind.Removed
        : PartChangeKind.Changed;

    static JsonObject? Json(Watch? watch) =>
        watch is null ? null : Json(WatchSettings.Of(watch), WatchJson.Default.WatchSettings);

    static JsonObject? Json<T>(T? part, JsonTypeInfo<T> type)
        where T : class => part is null ? null : JsonSerializer.SerializeToNode(part, type)!.AsObject();
}
