using IndicatorAlerts.RedLines.Language;
using IndicatorAlerts.RedLines.Windows;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Builds the tree of an expression with its values; costly, so only for what is kept or told.</summary>
sealed class Explainer(Scope scope, Frame frame)
{
    public Explanation Explain(TruthNode node, string text)
    {
        var sentences = new Sentences(scope, text, frame);
        return new(node.Of(frame), sentences.Say(node), Tree(node, sentences));
    }

    ExplanationNode Tree(Node node, Sentences sentences) =>
        new(
            sentences.Written(node),
            Text(node, sentences),
            node is WindowNode { Window: var window } ? Facts(window) : null,
            [.. node.Parts.Select(p => Tree(p, sentences))]
        );

    string Text(Node node, Sentences sentences)
    {
        if (node is TruthNode truth)
            return truth.Of(frame) switch
            {
                Truth.True => "true",
                Truth.False => "false",
                _ => "unknown: " + sentences.Say(truth),
            };
        var number = (NumberNode)node;
        var value = number.Of(frame);
        return value.IsUnknown && number.Parts.Length == 0 ? "unknown: " + sentences.Missing(number, value.Lack)
            : value.IsUnknown ? "unknown"
            : Show.Of(number.Kind, value, null);
    }

    /// <summary>What the window saw; for a calculated series the calculated points, named by its first indicator.</summary>
    WindowFacts Facts(int window)
    {
        var plan = scope.Windows[window];
        var track = frame.Windows[window].Track;
        var end = frame.At - plan.Back;
        var (from, to) = (track.CountTo(end - plan.Width), track.CountTo(end));
        var (least, greatest) = (from, from);
        for (var i = from; i < to; i++)
        {
            least = track.Values[i] < track.Values[least] ? i : least;
            greatest = track.Values[i] > track.Values[greatest] ? i : greatest;
        }
        Observation? At(int i) => from == to ? null : Point(track, i);
        return new(
            track.Sources[0].Series.Indicator.Id,
            new(end - plan.Width, TimeSpan.Zero),
            new(end, TimeSpan.Zero),
            to - from,
            At(from),
            At(to - 1),
            At(least),
            At(greatest)
        );
    }

    /// <summary>A calculated point is known when it is asked for.</summary>
    Observation Point(Track track, int index)
    {
        var time = new DateTimeOffset(track.Times[index], TimeSpan.Zero);
        var known = track is SeriesTrack own ? own.KnownAt(index) : frame.At;
        return new(time, track.Values[index], new(known, TimeSpan.Zero));
    }
}
