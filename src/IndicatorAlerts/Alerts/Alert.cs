using System.Globalization;
using System.Text.Json.Serialization;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts;

/// <summary>Something that people are told about a red line, with what it rests on; instants are UTC.</summary>
public sealed record Alert
{
    /// <summary>Unique in its watch.</summary>
    public required string Id { get; init; }
    public required string Watch { get; init; }
    public required string WatchTitle { get; init; }
    public required NotificationKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When the episode that it belongs to was crossed; null outside of one.</summary>
    public DateTimeOffset? Episode { get; init; }

    /// <summary>Where the red line stood before.</summary>
    public Phase From { get; init; }

    /// <summary>Where it stood after.</summary>
    public Phase To { get; init; }

    /// <summary>What was found, in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The definition by which it was judged.</summary>
    public required RedLine RedLine { get; init; }

    /// <summary>The condition with its values.</summary>
    public required Explanation Explanation { get; init; }

    /// <summary>Why nobody is told: a silence, an acknowledgement, a line in shadow; null when people are.</summary>
    public string? Untold { get; init; }

    /// <summary>Who wanted it so, and why; null where that is nobody. Not public, so never a part of an alert's JSON.</summary>
    [JsonIgnore]
    public string? UntoldNote { get; init; }

    /// <summary>What was recorded before, where this tells of it afterwards; null for what is told when it is found.</summary>
    public Withheld? Late { get; init; }

    /// <summary>The SHA-256 of what its dossier holds beside the alert, as lower-case hexadecimal; null when it has none.</summary>
    public string? Seal { get; init; }

    /// <summary>How telling people has gone.</summary>
    public DeliveryRecord Delivery { get; set; } = new();

    /// <summary>The alert that a transition makes.</summary>
    public static Alert Of(Watch watch, Transition transition) =>
        new()
        {
            Id = IdOf(transition),
            Watch = watch.Id,
            WatchTitle = watch.Title,
            Kind = transition.Tell!.Value,
            At = transition.At,
            Episode = transition.Episode,
            From = transition.From,
            To = transition.To,
            Sentence = transition.Reason,
            RedLine = watch.RedLines.First(l => l.Id == transition.RedLine),
            Explanation = transition.Explanation,
        };

    /// <summary>The same alert, told afterwards under an id of its own.</summary>
    public Alert Afterwards(Late late) =>
        this with
        {
            // No line's id holds a dot: this is no other alert's id.
            Id = IdOf(late.At, $"{Word(late.What.Kind)}.late", late.What.RedLine),
            At = late.At,
            Sentence = late.What.LateSentence,
            Untold = null,
            UntoldNote = null,
            Late = late.What,
            Delivery = new(),
        };

    /// <summary>The id of the alert that a transition makes.</summary>
    public static string IdOf(Transition transition) =>
        IdOf(transition.At, Word(transition.Tell!.Value), transition.RedLine);

    static string IdOf(DateTimeOffset at, string kind, string line) =>
        string.Create(CultureInfo.InvariantCulture, $"{at:yyyyMMdd'T'HHmmss.fff}Z-{kind}-{line}");

    static string Word(NotificationKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>How telling people has gone; instants are UTC.</summary>
public sealed record DeliveryRecord
{
    /// <summary>When the mail provider took it; null while it has not.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>The provider's name for it.</summary>
    public string? MessageId { get; init; }

    /// <summary>How many readers it went to.</summary>
    public int Readers { get; init; }

    /// <summary>Why the last attempt failed; null when none did.</summary>
    public string? Failure { get; init; }

    /// <summary>When a failed delivery is tried again; null with a failure: it was given up.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}
