using Cronos;

namespace IndicatorAlerts.Hosting;

/// <summary>Cron in UTC.</summary>
public static class TimerSchedule
{
    public static bool IsValid(string schedule) => CronExpression.TryParse(schedule, Format(schedule), out _);

    /// <summary>The first occurrence after an instant; null when there is none any more.</summary>
    /// <param name="schedule">Five fields, or six with seconds first.</param>
    /// <param name="after">Exclusive, UTC.</param>
    public static DateTimeOffset? Next(string schedule, DateTimeOffset after) =>
        CronExpression.Parse(schedule, Format(schedule)).GetNextOccurrence(after, TimeZoneInfo.Utc);

    static CronFormat Format(string schedule) =>
        schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6
            ? CronFormat.IncludeSeconds
            : CronFormat.Standard;
}
