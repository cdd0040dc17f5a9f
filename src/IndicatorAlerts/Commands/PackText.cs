using System.Globalization;
using System.Text.Json.Nodes;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Commands;

/// <summary>A pack's plan for people.</summary>
static class PackText
{
    const int LongestValue = 120;

    public static IEnumerable<string> Lines(PackPlan plan)
    {
        yield return plan.Base == 0
            ? $"{plan.Watch} is new."
            : string.Create(CultureInfo.InvariantCulture, $"{plan.Watch} is at version {plan.Base}.");
        foreach (var change in plan.Changes)
        {
            yield return $"{Sign(change.Change)} {change.Part} {change.Id}";
            if (change.Change == PartChangeKind.Changed)
                foreach (var field in change.Fields)
                    yield return $"    {field.Field}: {Value(field.Before)} -> {Value(field.After)}";
        }
        foreach (var kept in plan.Kept)
            yield return $"? {kept} is not in the pack and stays; --prune removes it";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Added} added, {plan.Changed} changed, {plan.Removed} removed, {plan.Unchanged} unchanged."
        );
    }

    static char Sign(PartChangeKind kind) =>
        kind switch
        {
            PartChangeKind.Added => '+',
            PartChangeKind.Removed => '-',
            _ => '~',
        };

    static string Value(JsonNode? value)
    {
        var text = value?.ToJsonString(Readable) ?? "nothing";
        return text.Length <= LongestValue ? text : text[..LongestValue] + "…";
    }

    static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = WatchJson.Default,
    };
}
