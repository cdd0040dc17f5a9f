using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Evaluate;

/// <summary>Tells an evaluation for people, so that showing it is one read.</summary>
static class StatusSummary
{
    // A read that brought nothing new is noted every few minutes only.
    static readonly TimeSpan Unhurried = TimeSpan.FromMinutes(5);

    public static WatchStatus Of(
        StoredWatch watch,
        WatchState state,
        IReadOnlyDictionary<string, Series> series,
        IReadOnlyDictionary<string, StoredSeries> stored,
        DateTimeOffset now
    )
    {
        var lines = watch.Definition.RedLines.Select(l => Of(l, state.Lines.GetValueOrDefault(l.Id))).ToList();
        var before = watch.Status?.Indicators.ToDictionary(i => i.Id) ?? [];
        return new()
        {
            Id = watch.Definition.Id,
            Title = watch.Definition.Title,
            EvaluatedTo = state.EvaluatedTo,
            Level = lines
                .Where(l => !l.Shadow && l.Phase is Phase.Crossed or Phase.Clearing)
                .Max(l => (Severity?)l.Severity),
            Blind = lines.Count(l => l.BlindSince is not null),
            RedLines = lines,
            Indicators =
            [
                .. watch.Definition.Indicators.Select(i =>
                    Of(i, series[i.Id], stored[i.Id].FeedHealth, before.GetValueOrDefault(i.Id), now)
                ),
            ],
        };
    }

    /// <summary>A watch that was never evaluated: what is defined, and nothing known.</summary>
    public static WatchStatus Unevaluated(Watch watch) =>
        new()
        {
            Id = watch.Id,
            Title = watch.Title,
            RedLines = [.. watch.RedLines.Select(l => Of(l, null))],
            Indicators = [.. watch.Indicators.Select(i => Of(i, new(i, [], []), new(), null, default))],
        };

    static RedLineStatus Of(RedLine line, LineState? state) =>
        new()
        {
            Id = line.Id,
            Title = line.Title,
            Severity = line.Severity,
            When = line.When,
            Because = line.Because,
            Shadow = line.Shadow,
            Phase = state?.Phase,
            Since = state?.Since,
            BlindSince = state?.BlindSince,
            Sentence = state?.Sentence ?? "Not evaluated yet",
        };

    // A value older than the days that were loaded is the one noted, or is carried on from the summary before.
    static IndicatorStatus Of(
        Indicator indicator,
        Series series,
        FeedHealth health,
        IndicatorStatus? before,
        DateTimeOffset now
    )
    {
        Observation? last = series.Observations.Count > 0 ? series.Observations[^1] : null;
        var value = last?.Value ?? health.Last?.Value ?? before?.LastValue;
        var observed = last?.ObservedAt ?? health.Last?.ObservedAt ?? before?.LastObservedAt;
        var heard = indicator.Of == SeriesKind.Events ? health.LastSuccess : observed;
        return new()
        {
            Id = indicator.Id,
            Title = indicator.Title,
            Unit = indicator.Unit,
            Of = indicator.Of,
            LastValue = value,
            LastObservedAt = observed,
            Health = health,
            Feed = FeedOf(indicator, health, heard, now),
        };
    }

    static FeedState FeedOf(Indicator indicator, FeedHealth health, DateTimeOffset? heard, DateTimeOffset now)
    {
        if (heard is null)
            return health.Failures > 0 ? FeedState.Failing : FeedState.Never;
        if (now - heard > indicator.StaleAfter)
            return FeedState.Stale;
        if (health.Failures > 0)
            return FeedState.Failing;
        return IsLate(indicator, health, now) ? FeedState.Late : FeedState.Fresh;
    }

    static bool IsLate(Indicator indicator, FeedHealth health, DateTimeOffset now) =>
        indicator is { Source: not null, Schedule: { } schedule }
        && health.LastSuccess is { } read
        && TimerSchedule.Next(schedule, read, indicator.ScheduleZone) is { } next
        && TimerSchedule.Next(schedule, next, indicator.ScheduleZone) + Unhurried < now;
}
