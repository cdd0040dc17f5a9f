using System.Globalization;
using System.Text;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Values as people read them.</summary>
static class Show
{
    static readonly string[] Levels = ["calm", "notice", "watch", "warning", "critical"];

    /// <summary>A value; with all its digits where rounding would make it look like what it is compared with.</summary>
    public static string Of(Kind kind, Value value, Value? with) =>
        value.Lack == Lack.None ? "none"
        : kind == Kind.Duration ? Length(value.Number)
        : kind == Kind.Instant ? Instant((long)(value.Number * TimeSpan.TicksPerSecond) + DateTime.UnixEpoch.Ticks)
        : kind == Kind.Level && value.Number is >= 0 and <= 4 ? Levels[(int)value.Number]
        : Number(value.Number, with?.Number);

    public static string Number(double value, double? with)
    {
        var format = Math.Abs(value) is >= 0.01 or 0 ? "0.###" : "G3";
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return
            with is { } other
            && value != other
            && double.Parse(text, CultureInfo.InvariantCulture).CompareTo(other) != value.CompareTo(other)
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : text;
    }

    public static string Instant(long ticks) =>
        ticks is < 0 or > 3155378975999999999
            ? "an instant beyond the calendar"
            : new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A duration as written, with a space before each unit: <c>1 d 12 h</c>.</summary>
    public static string Spaced(string text)
    {
        if (!Duration.TryParse(text, out _))
            return text;
        var spaced = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && spaced.Length > 0 && !char.IsAsciiDigit(spaced[^1]))
                spaced.Append(' ');
            if (!char.IsAsciiDigit(c))
                spaced.Append(' ');
            spaced.Append(c);
        }
        return spaced.ToString();
    }

    static string Length(double seconds) =>
        double.IsPositiveInfinity(seconds) ? "longer than it looks back"
        : Math.Abs(seconds) > 3e9 ? $"{Number(seconds, null)} s"
        : (seconds < 0 ? "-" : "") + Spaced(Duration.Format(TimeSpan.FromSeconds(Math.Abs(Math.Round(seconds)))));
}
