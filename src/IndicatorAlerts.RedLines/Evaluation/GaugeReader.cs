namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Reads the gauges of a watch at instants, forward in time, with what was known at each.</summary>
/// <param name="watch">The watch.</param>
/// <param name="state">What lines that read other lines see of them.</param>
/// <param name="series">By indicator id; as far before the first instant as <see cref="CompiledWatch.Lookback"/> says.</param>
public sealed class GaugeReader(CompiledWatch watch, WatchState state, IReadOnlyDictionary<string, Series> series)
{
    readonly Runner runner = new(
        watch.Scope,
        series,
        [.. watch.Lines.Select(l => state.Lines.GetValueOrDefault(l.Definition.Id) ?? new())]
    );

    /// <summary>The comparisons of a line's condition with constants, in the order written.</summary>
    public static IReadOnlyList<Gauge> Find(CompiledWatch watch, string redLine) =>
        watch.Lines.FirstOrDefault(l => l.Definition.Id == redLine) is { } line
            ? [.. new Gauges(watch.Scope, line.Definition.When).Of(line.When)]
            : [];

    /// <summary>Goes on to an instant, never back.</summary>
    public void Advance(DateTimeOffset at) => runner.Advance(at.UtcTicks);

    /// <summary>The gauge's number; null while it is unknown or none.</summary>
    public double? Value(Gauge gauge) => gauge.Number.Of(runner.Frame) is { IsKnown: true } value ? value.Number : null;

    /// <summary>Whether the gauge does its part for the condition to hold.</summary>
    public Truth Holds(Gauge gauge) =>
        gauge.Inverted ? Kleene.Not(gauge.Comparison.Of(runner.Frame)) : gauge.Comparison.Of(runner.Frame);

    /// <summary>Whether a line's condition would hold if some of its gauges did, all else being as it is.</summary>
    public bool WouldHold(string redLine, IReadOnlyCollection<Gauge> gauges)
    {
        var parts = gauges.Select(g => (Node)g.Comparison).ToHashSet();
        return Judge(watch.Lines.First(l => l.Definition.Id == redLine).When, parts, false) == Truth.True;
    }

    Truth Judge(TruthNode node, HashSet<Node> given, bool inverted) =>
        node switch
        {
            _ when given.Contains(node) => inverted ? Truth.False : Truth.True,
            NotNode => Kleene.Not(Judge((TruthNode)node.Parts[0], given, !inverted)),
            AndNode => Kleene.And(
                Judge((TruthNode)node.Parts[0], given, inverted),
                Judge((TruthNode)node.Parts[1], given, inverted)
            ),
            OrNode => Kleene.Or(
                Judge((TruthNode)node.Parts[0], given, inverted),
                Judge((TruthNode)node.Parts[1], given, inverted)
            ),
            _ => node.Of(runner.Frame),
        };
}
