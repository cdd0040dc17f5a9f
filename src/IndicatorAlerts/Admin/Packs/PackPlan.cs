using IndicatorAlerts.Preview;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin.Packs;

/// <summary>What applying a pack would change.</summary>
public sealed record PackPlan
{
    /// <summary>The watch's id.</summary>
    public required string Watch { get; init; }

    /// <summary>The version that it was made on; 0 when there is no such watch.</summary>
    public required int Base { get; init; }

    public int Added { get; init; }
    public int Changed { get; init; }
    public int Removed { get; init; }
    public int Unchanged { get; init; }

    /// <summary>Part by part and field by field; first the watch's own settings.</summary>
    public required IReadOnlyList<PartChange> Changes { get; init; }

    /// <summary>What the pack does not name and is not asked to remove, such as <c>red-line old</c>.</summary>
    public IReadOnlyList<string> Kept { get; set; } = [];

    /// <summary>What its added and changed red lines would have done; null when that was not asked for.</summary>
    public PreviewAnswer? History { get; init; }

    /// <param name="current">What is there; null when nothing is.</param>
    /// <param name="pack">What the file says.</param>
    /// <param name="prune">Whether what the file does not name is removed.</param>
    /// <returns>The plan, and the definition that it leads to.</returns>
    public static (PackPlan Plan, Watch Result) Of(StoredDefinition? current, Watch pack, bool prune)
    {
        var indicators = Missing(current?.Watch.Indicators, pack.Indicators, i => i.Id);
        var lines = Missing(current?.Watch.RedLines, pack.RedLines, l => l.Id);
        var result = prune
            ? pack
            : pack with
            {
                Indicators = [.. pack.Indicators, .. indicators],
                RedLines = [.. pack.RedLines, .. lines],
            };
        var changes = DefinitionDiff.Between(current?.Watch, result);
        var parts = changes.Where(c => c.Part != "watch").ToList();
        int Count(PartChangeKind kind) => parts.Count(c => c.Change == kind);
        var plan = new PackPlan
        {
            Watch = pack.Id,
            Base = current?.Version ?? 0,
            Added = Count(PartChangeKind.Added),
            Changed = Count(PartChangeKind.Changed),
            Removed = Count(PartChangeKind.Removed),
            Unchanged =
                result.Indicators.Count
                + result.RedLines.Count
                - Count(PartChangeKind.Added)
                - Count(PartChangeKind.Changed),
            Changes = changes,
            Kept = prune
                ? []
                : [.. indicators.Select(i => $"indicator {i.Id}"), .. lines.Select(l => $"red-line {l.Id}")],
        };
        return (plan, result);
    }

    static IReadOnlyList<T> Missing<T>(IReadOnlyList<T>? current, IReadOnlyList<T> pack, Func<T, string> id)
    {
        var named = pack.Select(id).ToHashSet(StringComparer.Ordinal);
        return [.. (current ?? []).Where(p => !named.Contains(id(p)))];
    }
}

/// <summary>What became of a pack that was applied.</summary>
/// <param name="Version">The watch's version now.</param>
/// <param name="Plan">What was changed.</param>
/// <param name="Draft">Where the change waits for a second person; null when it was made.</param>
public sealed record PackApplied(int Version, PackPlan Plan, Draft? Draft = null);
