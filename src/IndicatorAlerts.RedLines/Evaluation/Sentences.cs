using IndicatorAlerts.RedLines.Language;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Says in English why a condition has its value.</summary>
sealed class Sentences(Scope scope, string text, Frame frame)
{
    /// <summary>One sentence without a full stop: the parts that decide, and no others.</summary>
    public string Say(TruthNode node)
    {
        var truth = node.Of(frame);
        return node switch
        {
            AndNode or OrNode => string.Join(
                "; and ",
                node.Parts.Cast<TruthNode>().Where(p => p.Of(frame) == truth || IsAll(node, truth)).Select(Say)
            ),
            NotNode => Say((TruthNode)node.Parts[0]),
            CompareNode compare when truth != Truth.Unknown => Compare(compare, truth == Truth.True),
            CrossedNode crossed =>
                $"red line '{crossed.Id}' {(truth == Truth.Unknown ? "is blind" : truth == Truth.True ? Red(crossed) : "is not crossed")}",
            FixedNode => $"the condition is always {(truth == Truth.True ? "true" : "false")}",
            BetweenNode or SeasonNode =>
                $"{Show.Instant(frame.At)} is {(truth == Truth.True ? "" : "not ")}in {Written(node)}",
            _ => Reason(node),
        };
    }

    static string Red(CrossedNode node) =>
        ((Call)node.Source).Arguments is [_, Named named]
            ? $"was crossed within {Show.Spaced(Printer.Print(named.Value))}"
            : "is crossed";

    static bool IsAll(Node node, Truth truth) => node is AndNode ? truth == Truth.True : truth == Truth.False;

    /// <summary>The text of a part as it was written.</summary>
    public string Written(Node node) => text.Substring(node.Source.Place.Start, node.Source.Place.Length);

    string Compare(CompareNode node, bool holds)
    {
        if (node.Left is WindowNode { Window: var w } && scope.Windows[w].Function == Function.Absent)
            return $"there is {(holds ? "no" : "an")} observation of {Noun(node.Left)}";
        var value = node.Left.Of(frame);
        var relation = (node.Operator, holds) switch
        {
            (Operator.AtLeast, true) or (Operator.Less, false) => "at or above",
            (Operator.AtMost, true) or (Operator.More, false) => "at or below",
            (Operator.More, true) or (Operator.AtMost, false) => "above",
            (Operator.Less, true) or (Operator.AtLeast, false) => "below",
            (Operator.Equal, true) or (Operator.Differs, false) => "equal to",
            _ => "different from",
        };
        if (!value.IsKnown)
            return value.Lack == Lack.None
                ? $"{Noun(node.Left)} is none, as nothing happened"
                : $"{Noun(node.Left)} compares so with {Written(node.Right)}, whatever the blind lines are";
        var right = node.Right.Of(frame);
        var with =
            node.Right is ConstantNode
                ? Show.Spaced(Written(node.Right))
                : $"{Noun(node.Right)}, which is {Show.Of(node.Right.Kind, right, null)}";
        // A share that is compared with a percentage is read as one.
        var shown =
            with.EndsWith('%') && node.Left.Kind == Kind.Number
                ? Show.Number(value.Number * 100, right.Number * 100) + "%"
                : Show.Of(node.Left.Kind, value, right);
        return $"{Noun(node.Left)} is {shown}, {relation} {with}";
    }

    /// <summary>What is missing, from the first part that is unknown.</summary>
    string Reason(Node node)
    {
        foreach (var part in node.Parts)
            if (part is TruthNode t ? t.Of(frame) == Truth.Unknown : ((NumberNode)part).Of(frame).IsUnknown)
                return Reason(part);
        return node is NumberNode number ? Missing(number, number.Of(frame).Lack) : Written(node);
    }

    public string Missing(NumberNode node, Lack lack) =>
        lack switch
        {
            Lack.Stale => Stale(node),
            Lack.Empty => $"{Noun(node)} is unknown: there is no observation in the window",
            Lack.TooShort => $"{Noun(node)} is unknown: there is too little history",
            Lack.Zero => $"{Noun(node)} is unknown: it would divide by zero",
            Lack.Infinite => $"{Noun(node)} is unknown: it is too large a number",
            Lack.Blind when node is LevelNode => $"{Written(node)} is not known",
            _ => $"{Noun(node)} is unknown: a red line that it counts is blind",
        };

    string Stale(NumberNode node)
    {
        var (track, back) = node switch
        {
            CurrentNode c => (frame.Tracks[c.Track], 0),
            WindowNode w => (frame.Windows[w.Window].Track, scope.Windows[w.Window].Back),
            _ => throw new InvalidOperationException("Only what reads a series can be stale."),
        };
        var source = track.Sources.First(s => !s.IsFreshAt(frame.At - back)).Series.Indicator;
        var limit = Show.Spaced(Duration.Format(source.StaleAfter));
        return source.Of == SeriesKind.Events
            ? $"{source.Title} has not been read for more than {limit}"
            : $"{source.Title} has had no value for more than {limit}";
    }

    public string Noun(Node node)
    {
        if (node is CurrentNode current)
            return current.Indicator.Title;
        if (node is not WindowNode { Window: var index })
            return node is CountCrossedNode ? "the number of crossed red lines" : Written(node);
        var plan = scope.Windows[index];
        var call = (Call)node.Source;
        var what = scope.Tracks[plan.Track] is IndicatorPlan series
            ? series.Indicator.Title
            : text.Substring(call.Arguments[0].Place.Start, call.Arguments[0].Place.Length);
        var over = call.Arguments.Count < 2 ? "" : " " + Over(call.Arguments[1]);
        return plan.Function == Function.Absent ? $"{what}{over}" : $"{call.Function} of {what}{over}";
    }

    string Over(Expression window) =>
        window is Shifted s
            ? $"over {Show.Spaced(Source(s.Window))} up to {Show.Spaced(Source(s.Back))} ago"
            : $"over {Show.Spaced(Source(window))}";

    string Source(Expression e) => text.Substring(e.Place.Start, e.Place.Length);
}
