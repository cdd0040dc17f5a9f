using System.Globalization;
using System.Text;
using IndicatorAlerts.History.Record;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.History.Page;

/// <summary>The tables of scores: both sides of each cut, the watch as a whole, and the same without lags.</summary>
sealed class ScoreTables(
    HistoryReplay replay,
    IReadOnlyList<Expectation> expectations,
    IReadOnlyList<EventOfRecord> events,
    StringBuilder text
)
{
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public void Scores()
    {
        Add($"## Scores\n");
        Add(
            $"Crossings, hits, misses and false alarms before | after the cut, the first day that the threshold was not chosen on. A hit is an"
        );
        Add(
            $"event of the line's kinds with the line red within its window around it (`packs/events/korean-peninsula.lines.csv`).\n"
        );
        Add(
            $"| red line | severity | history from, cut, to | crossings | hits | misses | false alarms | false alarms a year | median lead, h |"
        );
        Add($"|---|---|---|---|---|---|---|---|---|");
        foreach (var expected in expectations)
        {
            var severity = replay
                .Watch.RedLines.Single(l => l.Id == expected.RedLine)
                .Severity.ToString()
                .ToLowerInvariant();
            if (LineScore.Of(replay, expected, events) is not ({ } before, { } after))
                Add($"| {expected.RedLine} | {severity} | none: not measured | | | | | | |");
            else
                Add(
                    $"| {expected.RedLine} | {severity} | {expected.From:yyyy-MM}, {expected.Cut:yyyy-MM}, {expected.To:yyyy-MM} | {before.Score.Crossings} \\| {after.Score.Crossings} | {before.Score.Hits} \\| {after.Score.Hits} | {before.Score.Misses} \\| {after.Score.Misses} | {before.Score.FalseAlarms} \\| {after.Score.FalseAlarms} | {before.FalseAlarmsAYear:0.0} \\| {after.FalseAlarmsAYear:0.0} | {Lead(before)} \\| {Lead(after)} |"
                );
        }
        Watch();
    }

    /// <summary>The watch as a whole: any line of warning or worse, against all that any line is meant to see.</summary>
    void Watch()
    {
        var told = replay.Episodes.Where(e => e.RedLine.Severity >= Severity.Warning).ToList();
        var kinds = expectations.SelectMany(x => x.Kinds).ToHashSet();
        var known = events.Where(e => e.Kinds.Any(kinds.Contains)).ToList();
        var seen = known.Count(k => told.Any(e => e.From <= k.At + Week && e.To >= k.At - Week));
        var vain = told.Count(e => !known.Any(k => k.At >= e.From - Week && k.At <= e.To + Week));
        Add(
            $"\nThe watch as a whole, lines of warning and worse, a week around each event: {seen} of {known.Count} events seen, {told.Count}"
        );
        Add($"alarms, {vain} of them with nothing on record in their weeks.\n");
    }

    public void Pretence(HistoryReplay pretended)
    {
        Add($"## With the lags removed\n");
        Add(
            $"What the same replay would have pretended, had everything been known the moment it happened: crossings, hits and median lead"
        );
        Add(
            $"(hours before the event; negative: after it), as it was | as pretended. Both sides of the cut together.\n"
        );
        Add($"| red line | crossings | hits | median lead, h |");
        Add($"|---|---|---|---|");
        foreach (var expected in expectations.Where(x => x.From is not null))
        {
            var whole = expected with { Cut = expected.To };
            if (
                LineScore.Of(replay, whole, events)?.Before is { } was
                && LineScore.Of(pretended, whole, events)?.Before is { } would
            )
                Add(
                    $"| {expected.RedLine} | {was.Score.Crossings} \\| {would.Score.Crossings} | {was.Score.Hits} \\| {would.Score.Hits} | {Lead(was)} \\| {Lead(would)} |"
                );
        }
        Add($"");
    }

    static string Lead(LineScore score) => score.Score.LeadHours?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";

    void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
