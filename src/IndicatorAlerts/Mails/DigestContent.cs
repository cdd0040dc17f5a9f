using IndicatorAlerts.Alerts;
using IndicatorAlerts.Charts;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Mails;

/// <summary>What a digest is made of, for one watch.</summary>
/// <param name="Status">At its last evaluation.</param>
/// <param name="Hidden">What it does not speak of.</param>
/// <param name="Alerts">Of the digest's time, that people were told of, in order of time.</param>
/// <param name="Near">See <see cref="NearLines"/>.</param>
/// <param name="Charts">By red line: of those that are crossed.</param>
public sealed record DigestSource(
    WatchStatus Status,
    DigestHidden Hidden,
    IReadOnlyList<Alert> Alerts,
    IReadOnlyList<NearLine> Near,
    IReadOnlyDictionary<string, Chart> Charts
);

/// <summary>A line in a digest.</summary>
/// <param name="Label">How it stands.</param>
/// <param name="Title">The red line's.</param>
/// <param name="Sentence">With a full stop.</param>
/// <param name="Time">Null where there is none to tell.</param>
/// <param name="Chart">Null where there is none.</param>
public sealed record DigestRow(MailLabel Label, string Title, string Sentence, MailTime? Time, MailChart? Chart);

/// <summary>Rows under a heading.</summary>
/// <param name="Heading">What they have in common.</param>
/// <param name="Rows">At least one.</param>
/// <param name="Left">How many more there are.</param>
public sealed record DigestPart(string Heading, IReadOnlyList<DigestRow> Rows, int Left);

/// <summary>A watch in a digest.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Level">Its worst line's severity, or calm.</param>
/// <param name="Parts">Those that have something to tell.</param>
/// <param name="Pulse">That it is still watched, and how.</param>
public sealed record DigestWatch(string Title, MailLabel Level, IReadOnlyList<DigestPart> Parts, string Pulse);

/// <summary>What a digest says.</summary>
public sealed record DigestContent
{
    public required MailFrame Frame { get; init; }
    public required string Heading { get; init; }

    /// <summary>The time that it is of.</summary>
    public required MailTime From { get; init; }
    public required MailTime To { get; init; }
    public required IReadOnlyList<DigestWatch> Watches { get; init; }
    public required Uri StatusPage { get; init; }
    public required IReadOnlyList<DateTimeOffset> Instants { get; init; }
}
