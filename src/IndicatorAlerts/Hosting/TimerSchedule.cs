using Cronos;

namespace IndicatorAlerts.Hosting;

/// <summary>Cron, in UTC where no zone is given.</summary>
public static class TimerSchedule
{
    public static bool IsValid(string schedule) => CronExpression.TryParse(schedule, Format(schedule), out _);

    /// <summary>The first occurrence after an instant; null when there is none any more.</summary>
    /// <param name="schedule">Five fields, or six with seconds first.</param>
    /// <param name="after">Exclusive, UTC.</param>
    /// <param name="zone">An IANA time zone; UTC when null.</param>
    public static DateTimeOffset? Next(string schedule, DateTimeOffset after, string? zone = null) =>
        CronExpression
            .Parse(schedule, Format(schedule))
            .GetNextOccurrence(after, zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone))
            ?.ToUniversalTime();

    static CronFormat Format(string schedule) =>
        schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6
            ? CronFormat.IncludeSeconds
            : CronFormat.Standard;
}
