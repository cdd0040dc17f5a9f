using System.Globalization;
using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>What was found and recorded while nobody was told, and is told later if it still matters; instants are UTC.</summary>
public sealed record Withheld
{
    public required string RedLine { get; init; }
    public required NotificationKind Kind { get; init; }

    /// <summary>The id of the alert that was recorded.</summary>
    public required string Alert { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? Episode { get; init; }
    public required string Sentence { get; init; }

    public WithheldBy By { get; init; }

    /// <summary>A crossing of a line that people take for blind: they are told of its end also when they never heard of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EndsBlindness { get; init; }

    /// <summary>A crossing that nobody knows of.</summary>
    [JsonIgnore]
    public bool IsCrossing => Kind is NotificationKind.Crossed or NotificationKind.Escalated;

    /// <summary>The sentence by which it is told afterwards.</summary>
    public string LateSentence => Late(Kind, At, By == WithheldBy.Shadow, Sentence);

    static string Late(NotificationKind kind, DateTimeOffset at, bool shadow, string sentence)
    {
        var what = kind switch
        {
            NotificationKind.Cleared => "it was cleared",
            NotificationKind.Revised => "it was corrected",
            NotificationKind.Blind => "it went blind",
            NotificationKind.Sighted => "it saw again",
            _ => "it was crossed",
        };
        var during = shadow ? "while in shadow" : "during a silence";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC {during}: {sentence}"
        );
    }
}

/// <summary>What stands between what is found and people.</summary>
/// <param name="Silences">Coming, going on, and past for some time.</param>
/// <param name="Acknowledgements">Of episodes that last, and of others for some time.</param>
/// <param name="Withheld">In the order in which it was found.</param>
public sealed record Effects(
    IReadOnlyList<Silence> Silences,
    IReadOnlyList<Acknowledgement> Acknowledgements,
    IReadOnlyList<Withheld> Withheld
)
{
    public static Effects None { get; } = new([], [], []);

    /// <summary>The acknowledgement of an episode; null when there is none.</summary>
    public Acknowledgement? Acknowledged(string line, DateTimeOffset? episode) =>
        Acknowledgements.FirstOrDefault(a => a.Concerns(line, episode));

    /// <summary>The silence that covers a line at an instant and ends last; null when none does.</summary>
    public Silence? Covering(RedLine line, DateTimeOffset at) =>
        Silences
            .Where(s => s.Covers(line, at))
            .OrderBy(s => s.End)
            .ThenBy(s => s.Id, StringComparer.Ordinal)
            .LastOrDefault();
}
