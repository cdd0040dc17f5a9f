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

/// <summary>How far a replay has come.</summary>
/// <param name="Until">UTC.</param>
/// <param name="Share">Of the history, 0 to 1.</param>
/// <param name="Transitions">How many there were.</param>
public readonly record struct ReplayProgress(DateTimeOffset Until, double Share, int Transitions);

/// <summary>Walks a watch over history with the function that is used live.</summary>
public static class Replayer
{
    const int LongestSteps = 31 * 24 * 60;
    static readonly TimeSpan Month = TimeSpan.FromDays(31);
    static readonly TimeSpan Year = TimeSpan.FromDays(366);

    /// <summary>Writes each transition as soon as it is decided.</summary>
    /// <param name="watch">What is replayed.</param>
    /// <param name="series">By indicator id.</param>
    /// <param name="from">UTC; the first instant is the grid's next.</param>
    /// <param name="to">UTC.</param>
    /// <param name="json">A JSON object a line; else text.</param>
    /// <param name="output">Where transitions go.</param>
    /// <param name="progress">Told how far it has come, about every year of history, on a grid of minutes every month; null: nobody.</param>
    /// <param name="cancel">Stops there.</param>
    /// <returns>All transitions without their trees, for the scorecard.</returns>
    public static IReadOnlyList<Transition> Run(
        CompiledWatch watch,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset from,
        DateTimeOffset to,
        bool json,
        TextWriter output,
        Action<ReplayProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        var all = new List<Transition>();
        foreach (var (until, walk) in Stretches.Over(watch, series, from, to, Stretch(watch), [], cancel))
        {
            foreach (var transition in walk.Transitions)
                output.WriteLine(json ? Json(transition) : Text(transition));
            all.AddRange(walk.Transitions.Select(t => t.WithoutTree()));
            progress?.Invoke(new(until, (until - from) / (to - from), all.Count));
        }
        return all;
    }

    static TimeSpan Stretch(CompiledWatch watch)
    {
        var every = watch.Definition.Every;
        var length = every < Year / LongestSteps ? every * LongestSteps : Year;
        return length > Month ? length : Month;
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
