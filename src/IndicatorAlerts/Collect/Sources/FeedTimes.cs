using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Times that are local where they name no offset, and those of mail and news (RFC 822), as UTC; what lies before 1800 or after 2200 is
/// no time. <see cref="Instants"/> reads those that are always UTC.
/// </summary>
static class FeedTimes
{
    static readonly string[] Moments =
    [
        .. from between in (string[])["'T'", " "]
        from time in (string[])["HH:mm", "HH:mm:ss.FFFFFFF"]
        select $"yyyy-MM-dd{between}{time}K",
    ];

    // The names of RFC 822 and those that news feeds of the region use. CST is the American one, as RFC 822 has it.
    static readonly Dictionary<string, double> HoursOfZones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UT"] = 0,
        ["UTC"] = 0,
        ["GMT"] = 0,
        ["Z"] = 0,
        ["EST"] = -5,
        ["EDT"] = -4,
        ["CST"] = -6,
        ["CDT"] = -5,
        ["MST"] = -7,
        ["MDT"] = -6,
        ["PST"] = -8,
        ["PDT"] = -7,
        ["BST"] = 1,
        ["CET"] = 1,
        ["CEST"] = 2,
        ["EET"] = 2,
        ["EEST"] = 3,
        ["MSK"] = 3,
        ["HKT"] = 8,
        ["KST"] = 9,
        ["JST"] = 9,
    };

    static readonly string[] Rfc822 =
    [
        .. from year in (string[])["yyyy", "yy"]
        from month in (string[])["MMM", "MMMM"]
        from time in (string[])["H:m:s", "H:m"]
        select $"d {month} {year} {time}",
    ];

    /// <summary>An ISO 8601 date, which stands at <paramref name="at"/>, or date with time; without an offset both are local.</summary>
    public static bool TryIso(string text, TimeZoneInfo zone, TimeOnly at, out DateTimeOffset time) =>
        TryExact(text, ["yyyy-MM-dd"], zone, at.ToTimeSpan(), out time)
        || TryExact(text, Moments, zone, TimeSpan.Zero, out time);

    /// <summary>A time of one of several patterns, plus <paramref name="after"/>; local where it names no offset.</summary>
    public static bool TryExact(
        string text,
        string[] patterns,
        TimeZoneInfo zone,
        TimeSpan after,
        out DateTimeOffset time
    )
    {
        time = default;
        return DateTime.TryParseExact(
                text,
                patterns,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces,
                out var read
            ) && TryUtc(read, zone, after, out time);
    }

    /// <summary><c>Tue, 19 Nov 2024 09:00:00 +0900</c> with the odd habits seen: no weekday or a wrong one, no seconds, names of zones.</summary>
    /// <param name="text">As the feed wrote it.</param>
    /// <param name="zone">Where no offset is written. A name of a zone that nobody knows is no time rather than a guess.</param>
    /// <param name="time">UTC.</param>
    public static bool TryRfc822(string text, TimeZoneInfo zone, out DateTimeOffset time)
    {
        time = default;
        var words = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 4 or > 6)
            return false;
        if (words[1].Equals("Sept", StringComparison.OrdinalIgnoreCase))
            words[1] = "Sep";
        var local = string.Join(' ', words[..4]);
        if (words.Length == 4)
            return TryExact(local, Rfc822, zone, TimeSpan.Zero, out time);
        return TryOffset(words[4], out var offset)
            && TryExact(local, Rfc822, TimeZoneInfo.Utc, -offset, out time)
            && (words.Length == 5 || words[5].StartsWith('('));
    }

    static bool TryOffset(string text, out TimeSpan offset)
    {
        if (HoursOfZones.TryGetValue(text, out var hours))
        {
            offset = TimeSpan.FromHours(hours);
            return true;
        }
        string[] patterns = ["hhmm", @"hh\:mm"];
        var isOffset =
            TimeSpan.TryParseExact(text.AsSpan(1), patterns, CultureInfo.InvariantCulture, out offset)
            && text[0] is '+' or '-';
        offset = text[0] == '-' ? -offset : offset;
        return isOffset;
    }

    // A clock that was set forward skips an hour, and an autumn has one twice: both take the zone's standard offset.
    static bool TryUtc(DateTime read, TimeZoneInfo zone, TimeSpan after, out DateTimeOffset time)
    {
        time = default;
        if (read.Year is < 1800 or >= 2200)
            return false;
        var local = read + after;
        var utc = read.Kind == DateTimeKind.Utc ? local : local - zone.GetUtcOffset(local);
        time = new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        return true;
    }
}
