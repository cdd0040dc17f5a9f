using System.Globalization;
using System.Text.Json.Nodes;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.Preview;
using IndicatorAlerts.RedLines.Replay;
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
        foreach (var line in plan.History?.RedLines ?? [])
            yield return History(line);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Added} added, {plan.Changed} changed, {plan.Removed} removed, {plan.Unchanged} unchanged."
        );
    }

    static string History(LinePreview line)
    {
        var now = line.Current is { } current ? $" (now: {Said(current)})" : "";
        return $"h {line.RedLine} would have had {Said(line.Draft)}{now}";
    }

    static string Said(LineHistory history) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Score.Crossings} crossings, {history.ToldAMonth:0.0} alerts a month, in alarm {history.Score.AlarmShare:P1} and blind {history.BlindShare:P1} of the time"
        )
        + (
            history.Score.Recall is null
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $", {history.Score.Hits} hits, {history.Score.Misses} misses, {history.Score.FalseAlarms} false alarms"
                )
        );

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
