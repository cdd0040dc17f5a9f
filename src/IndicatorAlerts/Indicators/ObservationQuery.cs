using System.Globalization;
using IndicatorAlerts.RedLines.Replay;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Indicators;

/// <summary>Which observations are asked for.</summary>
public sealed record ObservationQuery
{
    public const int MostPoints = 10_000;
    const int UsualPoints = 1_000;

    /// <summary>The first observed time, UTC.</summary>
    public DateTimeOffset From { get; private init; } = new(1800, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant after the last observed time, UTC.</summary>
    public DateTimeOffset To { get; private init; }

    /// <summary>Only what was known at this instant, UTC; null: all.</summary>
    public DateTimeOffset? AsOf { get; private init; }

    /// <summary>All values that an observed time had, not only the last.</summary>
    public bool Revisions { get; private init; }

    public int Limit { get; private init; } = UsualPoints;

    public bool Csv { get; private init; }

    /// <summary>Where the page before ended: an observed time, and how many of its values were on it.</summary>
    public (DateTimeOffset At, int Count)? After { get; private init; }

    /// <summary>Reads the query; null and what is wrong with it.</summary>
    public static ObservationQuery? Read(HttpRequest request, DateTimeOffset now, out List<FieldProblem> errors)
    {
        // Local functions cannot use an out parameter.
        var wrong = errors = [];
        var query = new ObservationQuery
        {
            To = now.AddDays(1),
            Csv = request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase),
        };
        foreach (var (name, values) in request.Query)
            query = values is [{ Length: > 0 } text]
                ? Take(query, name, text)
                : Refuse(query, name, "It needs one value.");
        return errors.Count == 0 ? query : null;

        ObservationQuery Take(ObservationQuery query, string name, string text) =>
            name switch
            {
                "from" => Instant(text) is { } at ? query with { From = at } : Refuse(query, name, NoInstant),
                "to" => Instant(text) is { } at ? query with { To = at } : Refuse(query, name, NoInstant),
                "as-of" => Instant(text) is { } at ? query with { AsOf = at } : Refuse(query, name, NoInstant),
                "revisions" => bool.TryParse(text, out var all)
                    ? query with
                    {
                        Revisions = all,
                    }
                    : Refuse(query, name, "It is true or false."),
                "format" => text is "csv" or "json"
                    ? query with
                    {
                        Csv = text == "csv",
                    }
                    : Refuse(query, name, "It is json or csv."),
                "limit" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
                && most is >= 1 and <= MostPoints
                    ? query with
                    {
                        Limit = most,
                    }
                    : Refuse(query, name, $"It is a whole number from 1 to {MostPoints}."),
                "after" => Mark(text) is { } mark
                    ? query with
                    {
                        After = mark,
                    }
                    : Refuse(query, name, "It is what the link to the next page holds."),
                _ => Refuse(
                    query,
                    name.Length > 50 ? name[..50] : name,
                    "There is no such parameter; there are: from, to, as-of, revisions, limit, after, format."
                ),
            };

        ObservationQuery Refuse(ObservationQuery query, string field, string message)
        {
            wrong.Add(new(field, message));
            return query;
        }
    }

    /// <summary>The same for the page after.</summary>
    public string Next(HttpRequest request, FoundIndicator indicator, (DateTimeOffset At, int Count) mark)
    {
        var rest = request
            .Query.Where(q => q.Key != "after")
            .Select(q => new KeyValuePair<string, string?>(q.Key, q.Value))
            .Append(
                new(
                    "after",
                    string.Create(CultureInfo.InvariantCulture, $"{mark.At.ToUnixTimeMilliseconds()}.{mark.Count}")
                )
            );
        return $"{indicator.Path}/observations{QueryString.Create(rest)}";
    }

    const string NoInstant =
        "An instant was expected, UTC where no zone is given, such as 2024-01-31T12:00Z or 2024-01-31.";

    // A plus that was not escaped reads as a space.
    static DateTimeOffset? Instant(string text) =>
        text is [>= '0' and <= '9', _, _, _, '-', ..] && Rows.Instant(text.Replace(' ', '+')) is { Year: >= 2 } at
            ? at
            : null;

    static (DateTimeOffset, int)? Mark(string text) =>
        text.Split('.') is [var at, var count]
        && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is >= -6_000_000_000_000 and <= 200_000_000_000_000
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number)
            : null;
}
