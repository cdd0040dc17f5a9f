using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin.Drafts;

/// <summary>Carries a draft over to what was changed since it was made.</summary>
static class DraftMerge
{
    /// <param name="on">What the draft was made on; null when there was no watch.</param>
    /// <param name="wanted">What the draft leads to.</param>
    /// <param name="current">What is there now; null when nothing is.</param>
    /// <returns>What is there now with the draft's changes; null when it touches what the draft changes.</returns>
    public static Watch? Apply(Watch? on, Watch wanted, Watch? current)
    {
        if (DefinitionDiff.Between(on, current).Count == 0)
            return wanted;
        if (on is null || current is null)
            return null;
        var theirs = DefinitionDiff.Between(on, current).Select(Name).ToHashSet();
        var mine = DefinitionDiff.Between(on, wanted);
        // An order of parts that are not all there any more has no meaning.
        if (
            mine.Any(c =>
                theirs.Contains(Name(c)) || c.Fields.Any(f => f.Field.EndsWith("Order", StringComparison.Ordinal))
            )
        )
            return null;
        return mine.Aggregate(current, (watch, change) => Carry(watch, change, wanted));
    }

    static Watch Carry(Watch watch, PartChange change, Watch wanted) =>
        change.Part switch
        {
            "watch" => WatchSettings.Of(wanted).In(watch),
            "indicator" => Carry(Part.Indicator, watch, change.Id, wanted),
            _ => Carry(Part.RedLine, watch, change.Id, wanted),
        };

    static Watch Carry<T>(Part<T> part, Watch watch, string id, Watch wanted)
        where T : class => part.Find(wanted, id) is { } found ? part.Put(watch, found) : part.Remove(watch, id);

    static (string, string) Name(PartChange change) => (change.Part, change.Id);
}
