using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>
/// A table as CSV with a header line: a value a row, an event a row (of value 1, when no <c>value</c> is named), or one number a day.
/// Columns are named without regard to case. Parameters: <c>url</c>; <c>time</c>, or <c>year</c>, <c>month</c> and <c>day</c>;
/// <c>timeFormat</c> (<c>iso</c>, <c>unix</c>, <c>unix-ms</c> or a .NET pattern), <c>zone</c> and <c>at</c> (time of day of a mere
/// date, <c>00:00</c> when absent); <c>value</c>, <c>scale</c>, <c>missing</c>; <c>where</c>; <c>per</c> (<c>row</c> or <c>day</c>);
/// <c>id</c>, <c>title</c>, <c>link</c>; <c>separator</c>; <c>history</c> (400 days when absent: older rows are passed over).
/// </summary>
/// <remarks>
/// A number of a day stands at the day's start in the zone, so that it has one time however often it is read: a day that is not over
/// is counted as far as the table has it, and each later reading revises it. A day without rows has no number.
/// </remarks>
public sealed class CsvSource(TimeProvider time) : ISource
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public string Kind => "csv";

    public IFeed Bind(Parameters parameters)
    {
        var table = new CsvTable
        {
            Url = parameters.Address("url"),
            Separator = parameters.Choice("separator", ",", ",", ";", "|", "tab"),
            When = When(parameters),
            Value = parameters.OptionalText("value"),
            Scale = parameters.OptionalNumber("scale", -1e12, 1e12, "factor") ?? 1,
            Missing = parameters.Words("missing"),
            Where = [.. parameters.Words("where").Select(text => Condition(text, parameters))],
            PerDay = parameters.Choice("per", "row", "row", "day") == "day",
            Id = parameters.OptionalText("id"),
            Title = parameters.OptionalText("title"),
            Link = parameters.OptionalText("link"),
            History = parameters.Duration("history", 400 * Day, Day, 36_525 * Day),
        };
        Check(parameters, table);
        return new CsvFeed(table, time);
    }

    static CsvTime When(Parameters parameters)
    {
        string[] parts = ["year", "month", "day"];
        var columns = parts.Select(parameters.OptionalText).OfType<string>().ToArray();
        var time = parameters.OptionalText("time");
        if (time is null ? columns.Length != 3 : columns.Length > 0)
            parameters.Refuse("Name the column 'time', or the three columns 'year', 'month' and 'day'.");
        var format = parameters.OptionalText("timeFormat");
        if (time is null && format is not null)
            parameters.Refuse(
                "'timeFormat' belongs to 'time': year, month and day are read as numbers or English names."
            );
        var at = TimeOnly.MinValue;
        if (
            parameters.OptionalText("at") is { } text
            && !TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out at)
        )
            parameters.Refuse("'at' must be a time of day such as \"16:15\".");
        var when = new CsvTime(time is null ? columns : [time], format ?? "iso", parameters.Zone("zone"), at);
        if (when.Wrong is { } wrong)
            parameters.Refuse(wrong);
        if (parameters.Has("at") && when.HasTimeOfDay)
            parameters.Refuse("'at' is for dates without a time of day; this 'timeFormat' has one.");
        return when;
    }

    static void Check(Parameters parameters, CsvTable table)
    {
        if (table.Scale == 0)
            parameters.Refuse("'scale' must not be 0: every value would be 0.");
        if (table.Value is null && (parameters.Has("scale") || parameters.Has("missing")))
            parameters.Refuse("'scale' and 'missing' speak of 'value', which is not named.");
        if (!table.PerDay)
            return;
        if (parameters.Has("at"))
            parameters.Refuse("'at' has no meaning with 'per: day': the number stands at the start of its day.");
        if (table.Id is not null || table.Title is not null || table.Link is not null)
            parameters.Refuse("'id', 'title' and 'link' are of rows: they have no meaning with 'per: day'.");
    }

    static CsvCondition Condition(string text, Parameters parameters)
    {
        if (CsvCondition.Parse(text) is { } condition)
            return condition;
        parameters.Refuse(
            $"'where' holds \"{text}\"; \"column = value\", \"column != value\" or \"column contains word\" was expected."
        );
        return new("", CsvCondition.Is, "");
    }
}

/// <summary>What to read of which table.</summary>
sealed record CsvTable
{
    public required Uri? Url { get; init; }
    public required string Separator { get; init; }
    public required CsvTime When { get; init; }
    public required string? Value { get; init; }
    public required double Scale { get; init; }
    public required IReadOnlyList<string> Missing { get; init; }
    public required IReadOnlyList<CsvCondition> Where { get; init; }
    public required bool PerDay { get; init; }
    public required string? Id { get; init; }
    public required string? Title { get; init; }
    public required string? Link { get; init; }
    public required TimeSpan History { get; init; }
}
