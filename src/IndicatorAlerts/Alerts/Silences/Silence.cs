using System.Globalization;
using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>A time in which nobody is told of some red lines, which are evaluated and recorded all the same; instants are UTC.</summary>
public sealed record Silence
{
    /// <summary>Unique in its watch.</summary>
    public required string Id { get; init; }

    /// <summary>The only red line that it concerns; null where a label or the watch says which.</summary>
    public string? RedLine { get; init; }

    /// <summary>It concerns the lines of this label; null with no red line either: all lines of the watch.</summary>
    public string? Label { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    public required string Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The first instant that it covers.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The first instant that it no longer covers.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Who ended it before its time; null when nobody did.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Whether nobody is told of what is found on a line at an instant.</summary>
    public bool Covers(RedLine line, DateTimeOffset at) => Start <= at && at < End && Concerns(line);

    /// <summary>What everybody may know of why nobody was told.</summary>
    public string Untold =>
        string.Create(CultureInfo.InvariantCulture, $"silenced until {End.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    /// <summary>What only readers of the API may know.</summary>
    public string UntoldNote => $"by {By}: {Reason}";

    bool Concerns(RedLine line) =>
        RedLine is not null ? RedLine == line.Id : Label is null || line.Labels.Contains(Label, StringComparer.Ordinal);
}

/// <summary>Somebody has taken note of an episode: nobody is reminded of it any more. Instants are UTC.</summary>
public sealed record Acknowledgement
{
    public required string RedLine { get; init; }

    /// <summary>When the episode was crossed.</summary>
    public required DateTimeOffset Episode { get; init; }

    /// <summary>Who.</summary>
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Note { get; init; }

    public bool Concerns(string line, DateTimeOffset? episode) => RedLine == line && Episode == episode;
}

/// <summary>Why people have not been told yet.</summary>
[JsonConverter(typeof(WordJsonConverter<WithheldBy>))]
public enum WithheldBy
{
    [JsonStringEnumMemberName("silence")]
    Silence,

    [JsonStringEnumMemberName("shadow")]
    Shadow,
}
