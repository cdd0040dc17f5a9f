using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Digests;

/// <summary>Up to when a digest tells, and from when on; UTC.</summary>
/// <param name="From">Exclusive.</param>
/// <param name="To">Inclusive: when it is due.</param>
public sealed record DigestSpan(DateTimeOffset From, DateTimeOffset To);

/// <summary>When digests are due: one for each day of the reader's calendar, or for each Monday of it.</summary>
public static class DigestTimes
{
    // Every zone's clock differs from UTC by less, and is set by whole quarters of an hour.
    const int MostHoursFromUtc = 15;
    static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    // Wishes that were changed since the last digest may have made it miss what a digest by the new ones would have told.
    static readonly TimeSpan AfterChange = TimeSpan.FromDays(7);

    /// <summary>What is due since the digests before; null when nothing is. After an outage all of it comes as one.</summary>
    /// <param name="wants">The rhythm, the hour and the zone.</param>
    /// <param name="changedAt">When the wishes were last changed, UTC.</param>
    /// <param name="done">Up to when digests were sent, UTC.</param>
    /// <param name="now">UTC.</param>
    public static DigestSpan? Due(Subscription wants, DateTimeOffset changedAt, DateTimeOffset done, DateTimeOffset now)
    {
        var to = Latest(wants, now);
        if (to <= done)
            return null;
        var from = Latest(wants, done);
        return new(changedAt > from && to - AfterChange < from ? to - AfterChange : from, to);
    }

    /// <summary>The last instant up to another at which a digest was due, UTC.</summary>
    public static DateTimeOffset Latest(Subscription wants, DateTimeOffset at)
    {
        var zone = wants.ZoneOrUtc();
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime).AddDays(1);
        while (true)
        {
            if (
                (wants.Rhythm != Rhythm.Weekly || day.DayOfWeek == DayOfWeek.Monday)
                && Exists(day, zone)
                && First(day.ToDateTime(new(wants.Hour, 0)), zone) is var due
                && due <= at
            )
                return due;
            day = day.AddDays(-1);
        }
    }

    // A zone that moves over the date line has no such day.
    static bool Exists(DateOnly day, TimeZoneInfo zone) =>
        First(day.ToDateTime(TimeOnly.MinValue), zone) < First(day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>
    /// The first instant at which a zone's clock shows a time or more: where it jumps over the time, the jump; where it shows the time
    /// twice, the first of the two.
    /// </summary>
    static DateTimeOffset First(DateTime clock, TimeZoneInfo zone)
    {
        var wanted = new DateTimeOffset(clock, TimeSpan.Zero);
        // Between these two, the clock has passed the time once and for all; the zone's own offsets only narrow the search.
        var at = wanted.AddHours(-MostHoursFromUtc);
        var guess = wanted - TimeZoneInfo.ConvertTime(at, zone).Offset - 4 * Step;
        if (guess > at && TimeZoneInfo.ConvertTime(guess, zone).DateTime < clock && !JumpsBetween(at, guess, zone))
            at = guess;
        while (TimeZoneInfo.ConvertTime(at, zone).DateTime < clock)
            at += Step;
        return at;
    }

    static bool JumpsBetween(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(from, zone).Offset != TimeZoneInfo.ConvertTime(to, zone).Offset;
}
