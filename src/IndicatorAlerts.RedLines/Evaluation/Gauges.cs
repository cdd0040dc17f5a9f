using IndicatorAlerts.RedLines.Language;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Finds the gauges of a condition.</summary>
sealed class Gauges(Scope scope, string text)
{
    /// <summary>In the order in which they are written.</summary>
    public IEnumerable<Gauge> Of(TruthNode node, bool inverted = false) =>
        node switch
        {
            CompareNode compare => Gauge(compare, inverted) is { } gauge ? [gauge] : [],
            NotNode not => Of((TruthNode)not.Parts[0], !inverted),
            AndNode or OrNode => node.Parts.Cast<TruthNode>().SelectMany(p => Of(p, inverted)),
            _ => [],
        };

    Gauge? Gauge(CompareNode node, bool inverted)
    {
        var flipped = IsConstant(node.Left);
        var (number, constant) = flipped ? (node.Right, node.Left) : (node.Left, node.Right);
        if (!IsConstant(constant) || !IsMeasured(number) || number.Kind is not (Kind.Number or Kind.Duration))
            return null;
        var indicators = Tracks(number).SelectMany(Indicators).Distinct().ToList();
        if (indicators.Count == 0)
            return null;
        var written = Written(constant);
        return new(number, node, flipped, inverted)
        {
            Text = Written(number),
            Name = new Sentences(scope, text, null!).Noun(number),
            ThresholdText = Show.Spaced(written),
            Scale =
                number.Kind == Kind.Duration ? GaugeScale.Seconds
                : IsShare(number) || written.EndsWith('%') ? GaugeScale.Percent
                : GaugeScale.Plain,
            Indicators = indicators,
            Unit = HasUnit(number) ? indicators[0].Unit : "",
            IsOfValues = IsOfValues(number),
            Window = TimeSpan.FromTicks(Windows(number).Select(w => w.Width + w.Back).DefaultIfEmpty().Max()),
        };
    }

    static bool IsConstant(Node node) => node is ConstantNode || node is ArithmeticNode && node.Parts.All(IsConstant);

    bool IsMeasured(Node node) =>
        node switch
        {
            ConstantNode or CurrentNode => true,
            WindowNode w => scope.Windows[w.Window].Function != Function.Absent,
            ArithmeticNode or AbsoluteNode => node.Parts.All(IsMeasured),
            _ => false,
        };

    IEnumerable<WindowPlan> Windows(Node node) =>
        node is WindowNode w ? [scope.Windows[w.Window]] : node.Parts.SelectMany(Windows);

    IEnumerable<int> Tracks(Node node) =>
        node switch
        {
            CurrentNode c => [c.Track],
            WindowNode w => [scope.Windows[w.Window].Track],
            _ => node.Parts.SelectMany(Tracks),
        };

    IEnumerable<Indicator> Indicators(int track) =>
        scope.Tracks[track] switch
        {
            IndicatorPlan plan => [plan.Indicator],
            JoinPlan join => new[] { join.Left, join.Right }.OfType<int>().SelectMany(Indicators),
            TrailPlan trail => Indicators(trail.Window.Track),
            PeriodPlan period => Indicators(period.Window.Track),
            _ => [],
        };

    bool IsOfValues(Node node) =>
        node is CurrentNode
        || node is WindowNode w
            && scope.Windows[w.Window] is var plan
            && Evaluation.Gauge.IsValue(plan.Function)
            && scope.Tracks[plan.Track] is IndicatorPlan;

    bool HasUnit(Node node) =>
        IsOfValues(node)
        || node is WindowNode w
            && scope.Windows[w.Window] is { IsCondition: false } plan
            && plan.Function is Function.Sum or Function.Stddev or Function.Mad or Function.Range or Function.Delta
            && scope.Tracks[plan.Track] is IndicatorPlan;

    bool IsShare(Node node) =>
        node is WindowNode w && scope.Windows[w.Window].Function is Function.Change or Function.Rank;

    string Written(Node node) => text.Substring(node.Source.Place.Start, node.Source.Place.Length);
}
