using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>Times as feeds write them, as UTC; what lies before 1800 or after 2200 is a mistake, and null.</summary>
public static class Instants
{
    static readonly DateTimeOffset First = new(1800, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Last = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly string[] Iso =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyyMMdd'T'HHmmssK",
        "yyyy-MM-dd",
    ];

    static readonly string[] Dates = ["yyyy-MM-dd", "yyyyMMdd"];

    /// <summary>ISO 8601, extended or basic; UTC where it names no offset.</summary>
    public static DateTimeOffset? FromIso(string? text) => FromText(text, Iso);

    /// <summary>A time in UTC in the format that is given, such as <c>yyyyMMddHHmmss</c>.</summary>
    public static DateTimeOffset? FromText(string? text, params string[] formats) =>
        DateTimeOffset.TryParseExact(
            text,
            formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? Plausible(time)
            : null;

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public static DateTimeOffset? FromUnixMilliseconds(double? milliseconds) =>
        milliseconds >= First.ToUnixTimeMilliseconds() && milliseconds < Last.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : null;

    /// <summary>A date without time: <c>2024-06-19</c> or <c>20240619</c>.</summary>
    public static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date.Year is >= 1800 and < 2200
            ? date
            : null;

    /// <summary>A time of day at a place; one that the clocks skip is the hour after.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    static DateTimeOffset? Plausible(DateTimeOffset time) => time >= First && time < Last ? time : null;
}
