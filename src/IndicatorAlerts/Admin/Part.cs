using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>A kind of parts of a definition, each with an id: how they are found in it and put into it.</summary>
/// <param name="Noun">For people: <c>a red line</c>.</param>
/// <param name="Name">In addresses and actions: <c>red-line</c>.</param>
/// <param name="Field">In the contract: <c>redLines</c>; empty for the watch's own settings.</param>
/// <param name="Of">Those of a watch.</param>
/// <param name="With">The watch with others in their place.</param>
/// <param name="IdOf">The id of one.</param>
/// <param name="Input">How people write one.</param>
/// <param name="Output">How one is stored and shown.</param>
sealed record Part<T>(
    string Noun,
    string Name,
    string Field,
    Func<Watch, IReadOnlyList<T>> Of,
    Func<Watch, IReadOnlyList<T>, Watch> With,
    Func<T, string> IdOf,
    JsonTypeInfo<T> Input,
    JsonTypeInfo<T> Output
)
    where T : class
{
    public T? Find(Watch? watch, string id) => watch is null ? null : Of(watch).FirstOrDefault(p => IdOf(p) == id);

    /// <summary>In the place of the one of its id, or at the end.</summary>
    public Watch Put(Watch watch, T part)
    {
        var parts = Of(watch).ToList();
        var at = parts.FindIndex(p => IdOf(p) == IdOf(part));
        if (at < 0)
            parts.Add(part);
        else
            parts[at] = part;
        return With(watch, parts);
    }

    public Watch Remove(Watch watch, string id) => With(watch, [.. Of(watch).Where(p => IdOf(p) != id)]);

    public string TagOf(T part) => Tags.Of(part, Output);

    public JsonObject Json(T part) => JsonSerializer.SerializeToNode(part, Output)!.AsObject();

    /// <summary>The path of a field of one part, as the caller knows it; that of another stays whole.</summary>
    public string Local(string path, Watch watch, string id)
    {
        if (Field.Length == 0)
            return path;
        var at = Of(watch).TakeWhile(p => IdOf(p) != id).Count();
        var mine = FormattableString.Invariant($"{Field}[{at}].");
        return path.StartsWith(mine, StringComparison.Ordinal) ? path[mine.Length..] : path;
    }
}

/// <summary>The kinds of parts.</summary>
static class Part
{
    public static readonly Part<RedLine> RedLine = new(
        "a red line",
        "red-line",
        "redLines",
        w => w.RedLines,
        (w, lines) => w with { RedLines = lines },
        l => l.Id,
        InputJson.Default.RedLine,
        WatchJson.Default.RedLine
    );

    public static readonly Part<Indicator> Indicator = new(
        "an indicator",
        "indicator",
        "indicators",
        w => w.Indicators,
        (w, indicators) => w with { Indicators = indicators },
        i => i.Id,
        InputJson.Default.Indicator,
        WatchJson.Default.Indicator
    );

    public static readonly Part<WatchSettings> Settings = new(
        "a watch's settings",
        "watch",
        "",
        w => [WatchSettings.Of(w)],
        (w, settings) => settings[0].In(w),
        s => s.Id,
        InputJson.Default.WatchSettings,
        WatchJson.Default.WatchSettings
    );
}
