using System.Text.Json;
using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.RedLines.Replay;

/// <summary>A transition as replay prints it.</summary>
sealed record ReplayRow(
    string RedLine,
    DateTimeOffset At,
    Phase From,
    Phase To,
    NotificationKind? Tell,
    string Reason,
    IReadOnlyDictionary<string, string> Values
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplayRow))]
[JsonSerializable(typeof(Score))]
sealed partial class ReplayJson : JsonSerializerContext;

/// <summary>Walks a watch over history with the function that is used live.</summary>
public static class Replayer
{
    static readonly TimeSpan Stretch = TimeSpan.FromDays(366);

    /// <summary>Writes each transition as soon as it is decided.</summary>
    /// <param name="watch">What is replayed.</param>
    /// <param name="series">By indicator id.</param>
    /// <param name="from">UTC; the first instant is the grid's next.</param>
    /// <param name="to">UTC.</param>
    /// <param name="json">A JSON object a line; else text.</param>
    /// <param name="output">Where transitions go.</param>
    /// <param name="progress">Told how far it has come about every year of history; null: nobody.</param>
    /// <returns>All transitions, for the scorecard.</returns>
    public static IReadOnlyList<Transition> Run(
        CompiledWatch watch,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset from,
        DateTimeOffset to,
        bool json,
        TextWriter output,
        TextWriter? progress = null
    )
    {
        var all = new List<Transition>();
        var state = watch.Start(from);
        for (var until = from; until < to; )
        {
            until = to - until > Stretch ? until + Stretch : to;
            var walk = watch.Advance(state, series, until);
            state = walk.State;
            foreach (var transition in walk.Transitions)
                output.WriteLine(json ? Json(transition) : Text(transition));
            all.AddRange(walk.Transitions);
            progress?.WriteLine(
                $"{until:yyyy-MM-dd}: {all.Count} transitions, {100 * ((until - from) / (to - from)):0} %"
            );
        }
        return all;
    }

    static string Json(Transition t) =>
        JsonSerializer.Serialize(
            new(t.RedLine, t.At, t.From, t.To, t.Tell, t.Reason, Values(t.Explanation.Root)),
            ReplayJson.Default.ReplayRow
        );

    static string Text(Transition t)
    {
        var tell = t.Tell is { } kind ? $" [{kind.ToString().ToLowerInvariant()}]" : "";
        return $"{t.At:yyyy-MM-dd HH:mm} {t.RedLine}: {t.From} -> {t.To}{tell}: {t.Reason}";
    }

    /// <summary>The leaves of the tree that are no constants.</summary>
    static Dictionary<string, string> Values(ExplanationNode? root)
    {
        var values = new Dictionary<string, string>();
        void Visit(ExplanationNode node)
        {
            foreach (var part in node.Parts)
                Visit(part);
            if (node.Parts.Count == 0 && !char.IsAsciiDigit(node.Text[0]))
                values[node.Text] = node.Value;
        }
        if (root is not null)
            Visit(root);
        return values;
    }
}
