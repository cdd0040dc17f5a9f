using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Dossiers;

/// <summary>Cuts a watch to what one of its red lines depends on at an instant.</summary>
static class DossierCut
{
    const string CountsAll = "count_crossed";

    /// <summary>
    /// The line, the lines that it reads and, because telling depends on them, those of its ladder, with all that they read. Where the
    /// instant came from an observation of none of these, a line that reads that observation comes along: without it, a walk
    /// would not stop at the instant.
    /// </summary>
    public static CompiledWatch Of(
        CompiledWatch whole,
        string line,
        DateTimeOffset at,
        IReadOnlyDictionary<string, Series> series
    )
    {
        var watch = whole.Definition;
        var own = Own(watch, line);
        var cut = Cut(watch, own);
        if (StopsAt(cut, at, series))
            return cut;
        return watch.RedLines.Select(l => Cut(watch, own.Append(l))).FirstOrDefault(c => StopsAt(c, at, series))
            ?? whole;
    }

    /// <summary>The same, whatever the instant.</summary>
    public static CompiledWatch Of(CompiledWatch whole, string line) =>
        Cut(whole.Definition, Own(whole.Definition, line));

    static IReadOnlyList<RedLine> Own(Watch watch, string line)
    {
        var target = watch.RedLines.First(l => l.Id == line);
        return [.. watch.RedLines.Where(l => l.Id == line || (target.Ladder is not null && l.Ladder == target.Ladder))];
    }

    static CompiledWatch Cut(Watch watch, IEnumerable<RedLine> lines)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<RedLine>(lines);
        while (next.TryPop(out var line))
            if (needed.Add(line.Id))
                foreach (var read in watch.RedLines.Where(other => Reads(line, other.Id)))
                    next.Push(read);
        var cut = watch with { RedLines = [.. watch.RedLines.Where(l => needed.Contains(l.Id))], Events = [] };
        var compiled = Compile(cut);
        return Compile(cut with { Indicators = [.. watch.Indicators.Where(i => compiled.Lookback(i.Id) is not null)] });
    }

    static CompiledWatch Compile(Watch watch) =>
        CompiledWatch.Compile(watch, out var errors)
        ?? throw new InvalidOperationException($"A part of {watch.Id} does not stand alone: {errors[0].Message}");

    static bool StopsAt(CompiledWatch watch, DateTimeOffset at, IReadOnlyDictionary<string, Series> series) =>
        at.UtcTicks % watch.Definition.Every.Ticks == 0
        || Keys(watch).Any(key => series.GetValueOrDefault(key)?.Observations.Any(o => Arrival(o) == at) == true);

    /// <summary>The keys of the series that a watch reads.</summary>
    public static IEnumerable<string> Keys(CompiledWatch watch) =>
        watch.Definition.Indicators.Select(i => i.Id).Concat(watch.Watches.Select(CompiledWatch.LevelOf));

    /// <summary>When an observation can first be seen: known, and its time come.</summary>
    public static DateTimeOffset Arrival(Observation o) => o.KnownAt > o.ObservedAt ? o.KnownAt : o.ObservedAt;

    // Too many rather than too few: a name in a text may be an indicator's, and then a line comes along for nothing.
    static bool Reads(RedLine line, string other) =>
        new[] { line.When, line.ClearWhen }
            .OfType<string>()
            .Any(text => text.Contains(CountsAll, StringComparison.Ordinal) || Names(text, other));

    static bool Names(string text, string id)
    {
        for (
            var at = text.IndexOf(id, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(id, at + 1, StringComparison.Ordinal)
        )
            if (!IsOfId(text, at - 1) && !IsOfId(text, at + id.Length))
                return true;
        return false;
    }

    static bool IsOfId(string text, int at) =>
        at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '_');
}
