using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>What became of one red line from version to version.</summary>
static class LineVersions
{
    const int AtOnce = 8;

    /// <summary>Those of the first so many versions that changed the line, in their order: newest first.</summary>
    /// <param name="rows">Where versions are.</param>
    /// <param name="watch">The watch's id.</param>
    /// <param name="id">The line's.</param>
    /// <param name="versions">Newest first, with the one before the last that is looked at, where there is one.</param>
    /// <param name="count">So many are looked at.</param>
    /// <param name="cancel">Stops the call.</param>
    public static async Task<IReadOnlyList<PartVersion>> FindAsync(
        DefinitionRows rows,
        string watch,
        string id,
        IReadOnlyList<DefinitionVersion> versions,
        int count,
        CancellationToken cancel
    )
    {
        // Definitions are large: only the line of each is kept.
        var lines = new RedLine?[versions.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(
            0,
            versions.Count,
            options,
            async (i, stop) =>
                lines[i] = (await rows.FindAsync(watch, versions[i].Number, stop))?.Watch?.RedLines.FirstOrDefault(l =>
                    l.Id == id
                )
        );
        var found = new List<PartVersion>();
        for (var i = 0; i < Math.Min(count, versions.Count); i++)
        {
            var before = i + 1 < versions.Count ? lines[i + 1] : null;
            var changes = DefinitionDiff.Between(Alone(watch, before), Alone(watch, lines[i]));
            if (changes.FirstOrDefault(c => c.Part == "red-line") is { } change)
                found.Add(new(versions[i], change.Change, change.Fields));
        }
        return found;
    }

    static Watch Alone(string watch, RedLine? line) =>
        new()
        {
            Id = watch,
            Title = "",
            RedLines = line is null ? [] : [line],
        };
}
