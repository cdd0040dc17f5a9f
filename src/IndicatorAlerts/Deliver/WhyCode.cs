using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Deliver;

/// <summary>Why a reader was sent an alert, or was not. The numbers are stored: none may change.</summary>
[JsonConverter(typeof(WordJsonConverter<WhyCode>))]
public enum WhyCode : byte
{
    /// <summary>In a mail at once.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent = 1,

    /// <summary>The line is of a lesser severity than the reader wants.</summary>
    [JsonStringEnumMemberName("severity")]
    Severity = 2,

    /// <summary>The reader does not want this kind of notification.</summary>
    [JsonStringEnumMemberName("kind")]
    Kind = 3,

    /// <summary>It comes in the reader's digest.</summary>
    [JsonStringEnumMemberName("digest")]
    Digest = 4,

    /// <summary>Held until the reader's quiet hours end.</summary>
    [JsonStringEnumMemberName("quietHours")]
    QuietHours = 5,

    /// <summary>Too many an hour: rolled into one mail later.</summary>
    [JsonStringEnumMemberName("rolledUp")]
    RolledUp = 6,

    /// <summary>The reader has paused.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused = 7,

    /// <summary>When the mail left, the reader no longer subscribed, or mail to it was suppressed.</summary>
    [JsonStringEnumMemberName("left")]
    Left = 8,

    /// <summary>The reader had paused by the time the mail left.</summary>
    [JsonStringEnumMemberName("pausedSince")]
    PausedSince = 9,

    /// <summary>The mail provider refused the reader's address.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused = 10,
}
