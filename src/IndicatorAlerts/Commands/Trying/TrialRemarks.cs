using System.Globalization;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Commands;

/// <summary>What the points of a trial say of the indicator's settings.</summary>
static class TrialRemarks
{
    /// <summary>One sentence each; the points in the order of their time.</summary>
    /// <param name="indicator">The definition.</param>
    /// <param name="points">What was read.</param>
    /// <param name="now">UTC.</param>
    /// <param name="isWhole">Whether all requests of the read were made: else its newest point is not the feed's.</param>
    public static IEnumerable<string> Of(
        Indicator indicator,
        IReadOnlyList<FeedPoint> points,
        DateTimeOffset now,
        bool isWhole
    )
    {
        if (points.Count(p => p.ObservedAt > now) is > 0 and var early)
            yield return Invariant(
                $"{early} of {points.Count} points lie in the future, where no red line sees them: look at time, time-format and zone."
            );
        if (isWhole && points.LastOrDefault(p => p.ObservedAt <= now) is { ObservedAt.Ticks: > 0 } newest)
            yield return Age(indicator, now - newest.ObservedAt);
        foreach (var remark in indicator.Of == SeriesKind.Levels ? Gaps(indicator, points) : [])
            yield return remark;
        if (Reads(indicator, now) is { } gap && gap > indicator.StaleAfter)
            yield return $"Its schedule leaves up to {Rough(gap)} between two reads, more than its stale-after of {Duration.Format(indicator.StaleAfter)}: it would be blind in between.";
    }

    /// <summary>What is wrong, and what to do; null when the source is right.</summary>
    public static string? Wrong(Indicator indicator, IReadOnlyList<TriedRequest> requests, int points, int notMade)
    {
        if (requests is [])
            return "There is nothing to ask yet since then: give an earlier --since, or none.";
        if (requests.FirstOrDefault(r => r.Error is not null) is { } failed)
            return failed.Answer == "failed"
                ? "The feed gave no answer of use: mend what the line 'failed' tells, or try again later."
                : "The answer is not what this kind of source reads: compare how it begins with docs/sources.md.";
        if (points > 0)
            return null;
        var (entries, unread) = (requests.Sum(r => r.Entries), requests.Sum(r => r.NotUnderstood));
        if (requests.All(r => r.Answer is "absent" or "not yet"))
            return "The feed has nothing for this time: try an earlier --since, and look at the address.";
        if (entries == 0)
            return "The answer holds no entries: look at the address, and for 'items' at where the list stands in the answer.";
        if (unread == entries)
            return Invariant(
                $"None of the {entries} entries was understood: the first errors tell which parameter does not fit."
            );
        var events =
            indicator.Of == SeriesKind.Events
                ? " Where nothing happened that may be right; to see that it finds something, widen the parameters for one try."
                : "";
        return Invariant($"None of the {entries} entries is kept: look at the parameters that choose among them.")
            + events
            + (notMade > 0 ? " --requests asks for more." : "");
    }

    static string Age(Indicator indicator, TimeSpan age)
    {
        var stale = Duration.Format(indicator.StaleAfter);
        if (indicator.Of == SeriesKind.Events)
            return $"The newest is {Rough(age)} old; events may be rare, and stale-after ({stale}) counts from the last read.";
        return age <= indicator.StaleAfter
            ? $"The newest is {Rough(age)} old, within stale-after ({stale})."
            : $"The newest is {Rough(age)} old, more than stale-after ({stale}): the indicator would be stale now. Make stale-after longer, or find a feed that is quicker.";
    }

    static IEnumerable<string> Gaps(Indicator indicator, IReadOnlyList<FeedPoint> points)
    {
        var gaps = points
            .Zip(points.Skip(1), (a, b) => (Length: b.ObservedAt - a.ObservedAt, From: a.ObservedAt))
            .ToList();
        if (gaps.Count == 0)
            yield break;
        var typical = gaps.Select(g => g.Length).Order().ElementAt(gaps.Count / 2);
        var longest = gaps.MaxBy(g => g.Length);
        var rhythm = $"A value comes every {Rough(typical)}, the longest gap is {Rough(longest.Length)}";
        yield return longest.Length <= indicator.StaleAfter
            ? $"{rhythm}: stale-after ({Duration.Format(indicator.StaleAfter)}) fits."
            : Invariant(
                $"{rhythm}, from {longest.From:yyyy-MM-dd HH:mm}Z: longer than stale-after ({Duration.Format(indicator.StaleAfter)}), so that the indicator would be unknown in it."
            );
    }

    /// <summary>The longest time between two of the next reads; null where nothing is scheduled.</summary>
    static TimeSpan? Reads(Indicator indicator, DateTimeOffset now)
    {
        const int looked = 50;
        if (indicator.Schedule is not { } schedule)
            return null;
        TimeSpan? longest = null;
        var last = TimerSchedule.Next(schedule, now, indicator.ScheduleZone);
        for (var i = 0; i < looked && last is { } from; i++)
        {
            last = TimerSchedule.Next(schedule, from, indicator.ScheduleZone);
            if (last - from is { } gap && (longest is null || gap > longest))
                longest = gap;
        }
        return longest;
    }

    /// <summary>To the two largest units: an age to the second is hard to read.</summary>
    static string Rough(TimeSpan length) =>
        Duration.Format(
            length >= TimeSpan.FromDays(1) ? TimeSpan.FromHours(Math.Round(length.TotalHours))
            : length >= TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(Math.Round(length.TotalMinutes))
            : TimeSpan.FromSeconds(Math.Round(length.TotalSeconds))
        );

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
