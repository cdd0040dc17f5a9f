using System.Globalization;
using System.Text.RegularExpressions;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Finds positions in the text of a warning to ships: <c>38-12.5N 127-45.0E</c>, with seconds (<c>38-12-30N 127-45-00E</c>) or
/// without minutes (<c>38N 127E</c>), with a comma, a slash or a line break between the two.
/// </summary>
static class NgaPositions
{
    const string Minutes = @"(?:-([0-9]{1,2}(?:\.[0-9]{1,6})?))?(?:-([0-9]{1,2}(?:\.[0-9]{1,6})?))?";

    // Without backtracking, its time is bounded by the length of the text.
    static readonly Regex Position = new(
        $@"(?:^|[^0-9A-Za-z.\-])([0-9]{{1,2}}){Minutes}\s?([NS])\s*[,/]?\s*([0-9]{{1,3}}){Minutes}\s?([EW])\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    );

    /// <summary>Degrees, north and east positive; what cannot be on the earth is left out.</summary>
    public static IEnumerable<(double Latitude, double Longitude)> In(string text)
    {
        for (var match = Position.Match(text); match.Success; match = match.NextMatch())
            if (Degrees(match, 1, 90) is { } latitude && Degrees(match, 5, 180) is { } longitude)
                yield return (latitude, longitude);
    }

    // Four groups: degrees, minutes, seconds, the letter.
    static double? Degrees(Match match, int group, double most)
    {
        var (minutes, seconds) = (Number(match, group + 1), Number(match, group + 2));
        var degrees = Number(match, group) + minutes / 60 + seconds / 3600;
        if (minutes >= 60 || seconds >= 60 || degrees > most)
            return null;
        return match.Groups[group + 3].ValueSpan is "S" or "W" ? -degrees : degrees;
    }

    static double Number(Match match, int group) =>
        match.Groups[group].Success
            ? double.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : 0;
}
