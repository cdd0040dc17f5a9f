using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>What is decided of one alert for one reader.</summary>
/// <param name="Why">The reason.</param>
/// <param name="Until">When what is held or rolled up is sent, UTC; null for everything else.</param>
public readonly record struct Decision(WhyCode Why, DateTimeOffset? Until = null);

/// <summary>Judges what a reader wants.</summary>
public static class Wishes
{
    // Quiet hours end within two days even where the clock is set meanwhile.
    const int MostDays = 3;

    /// <summary>Whether one alert goes to one reader, and when.</summary>
    /// <param name="wants">What the reader wants.</param>
    /// <param name="kind">Of the notification.</param>
    /// <param name="severity">Of the red line.</param>
    /// <param name="now">UTC.</param>
    /// <param name="sent">When the reader was sent mail in the hour up to now, oldest first; only of use with a limit an hour.</param>
    public static Decision Decide(
        Subscription wants,
        NotificationKind kind,
        Severity severity,
        DateTimeOffset now,
        IReadOnlyList<DateTimeOffset> sent
    )
    {
        if (wants.Paused)
            return new(WhyCode.Paused);
        if (severity < wants.LeastSeverity)
            return new(WhyCode.Severity);
        if (wants.Kinds.Count > 0 && !wants.Kinds.Contains(kind))
            return new(WhyCode.Kind);
        if (wants.Rhythm != Rhythm.Immediate)
            return new(WhyCode.Digest);
        if (QuietUntil(wants, severity, now) is { } morning)
            return new(WhyCode.QuietHours, morning);
        if (wants.MostPerHour is not { } most || sent.Count < most)
            return new(WhyCode.Sent);
        // So many of the last hour's mails must be more than an hour old that there is room for one.
        var free = sent[sent.Count - Math.Max(most, 1)] + RecentSends.Window;
        return new(WhyCode.RolledUp, QuietUntil(wants, severity, free) ?? free);
    }

    /// <summary>When the quiet hours end that an instant lies in, UTC; null when it lies in none.</summary>
    public static DateTimeOffset? QuietUntil(Subscription wants, Severity severity, DateTimeOffset at)
    {
        if (wants.Quiet is not { } quiet || quiet.From == quiet.To)
            return null;
        if (severity == Severity.Critical && quiet.ExceptCritical)
            return null;
        var zone = wants.ZoneOrUtc();
        var end = at;
        // Where the clock is put forward over the end of quiet hours, it may land in the next ones.
        for (var days = 0; IsQuiet(quiet, zone, end) && days < MostDays; days++)
            end = EndAfter(end, quiet.To, zone);
        return end == at ? null : end;
    }

    static bool IsQuiet(QuietHours quiet, TimeZoneInfo zone, DateTimeOffset at)
    {
        var clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return quiet.From < quiet.To
            ? clock >= quiet.From && clock < quiet.To
            : clock >= quiet.From || clock < quiet.To;
    }

    /// <summary>The first instant after another at which the clock of a zone shows a time, or jumps over it.</summary>
    static DateTimeOffset EndAfter(DateTimeOffset at, TimeOnly clock, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return Enumerable
            .Range(0, MostDays)
            .SelectMany(day => Instants(today.AddDays(day).ToDateTime(clock), zone))
            .First(end => end > at);
    }

    /// <summary>What a clock's time is in UTC, in order: two instants where it is shown twice.</summary>
    static IEnumerable<DateTimeOffset> Instants(DateTime clock, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(clock))
            clock = clock.AddMinutes(1);
        TimeSpan[] offsets = zone.IsAmbiguousTime(clock)
            ? [.. zone.GetAmbiguousTimeOffsets(clock).OrderDescending()]
            : [zone.GetUtcOffset(clock)];
        return offsets.Select(offset => new DateTimeOffset(clock, offset).ToUniversalTime());
    }
}
