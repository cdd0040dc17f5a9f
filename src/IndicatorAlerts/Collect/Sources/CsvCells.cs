using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>A condition on a row; values are compared without regard to case and to space around them.</summary>
sealed record CsvCondition(string Column, string Operator, string Value)
{
    public const string Is = " = ";
    const string IsNot = " != ";
    const string Contains = " contains ";

    /// <summary>Reads <c>column = value</c>, <c>column != value</c> (nothing: not blank) or <c>column contains word</c>; null for others.</summary>
    public static CsvCondition? Parse(string text)
    {
        var padded = text + ' ';
        var (at, operation) = ((string[])[Is, IsNot, Contains])
            .Select(o => (At: padded.IndexOf(o, StringComparison.Ordinal), o))
            .Where(found => found.At > 0)
            .DefaultIfEmpty()
            .Min();
        if (operation is null)
            return null;
        var condition = new CsvCondition(padded[..at].Trim(), operation, padded[(at + operation.Length)..].Trim());
        var isUseless = condition.Column.Length == 0 || (operation == Contains && condition.Value.Length == 0);
        return isUseless ? null : condition;
    }

    public bool Holds(string cell) =>
        Operator switch
        {
            Is => cell.Equals(Value, StringComparison.OrdinalIgnoreCase),
            IsNot => !cell.Equals(Value, StringComparison.OrdinalIgnoreCase),
            _ => cell.Contains(Value, StringComparison.OrdinalIgnoreCase),
        };
}

/// <summary>How a row says its time: in one column, or in those of year, month and day.</summary>
sealed class CsvTime(IReadOnlyList<string> columns, string format, TimeZoneInfo zone, TimeOnly at)
{
    static readonly string[] Parts = ["yyyy-M-d", "yyyy-MMM-d", "yyyy-MMMM-d"];
    static readonly DateTime Sample = new(2013, 11, 27, 13, 45, 0, DateTimeKind.Unspecified);

    public IReadOnlyList<string> Columns => columns;

    public TimeZoneInfo Zone => zone;

    public bool HasTimeOfDay => IsUnix || (IsPattern && TrySample(out var back) && back.TimeOfDay != TimeSpan.Zero);

    /// <summary>What is wrong with the format; null when it is right.</summary>
    public string? Wrong =>
        !IsPattern || (TrySample(out var back) && back.Date == Sample.Date)
            ? null
            : $"'timeFormat' must be iso, unix, unix-ms or a .NET pattern with year, month and day such as MM/dd/yyyy, not \"{format}\".";

    bool IsUnix => format is "unix" or "unix-ms";

    bool IsPattern => !IsUnix && format != "iso";

    /// <summary>The time of the cells of the columns, UTC.</summary>
    public bool TryRead(IReadOnlyList<string> cells, out DateTimeOffset time)
    {
        if (cells.Count == 3)
            return FeedTimes.TryExact(string.Join('-', cells), Parts, zone, at.ToTimeSpan(), out time);
        if (IsPattern)
            return FeedTimes.TryExact(cells[0], [format], zone, at.ToTimeSpan(), out time);
        if (!IsUnix)
            return FeedTimes.TryIso(cells[0], zone, at, out time);
        var isNumber = double.TryParse(cells[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var since);
        var read = isNumber ? Instants.FromUnixMilliseconds(format == "unix" ? since * 1000 : since) : null;
        time = read.GetValueOrDefault();
        return read is not null;
    }

    bool TrySample(out DateTime back)
    {
        try
        {
            return DateTime.TryParseExact(
                Sample.ToString(format, CultureInfo.InvariantCulture),
                format,
                CultureInfo.InvariantCulture,
                DateTimeStyles.RoundtripKind,
                out back
            );
        }
        catch (FormatException)
        {
            back = default;
            return false;
        }
    }
}
