using System.Buffers.Text;
using System.Globalization;
using System.Text;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>Where a page of alerts ended.</summary>
/// <param name="Key">The row's.</param>
/// <param name="Watch">The row's watch.</param>
public sealed record AlertMark(string Key, string Watch);

/// <summary>Which alerts are asked for.</summary>
public sealed record AlertQuery
{
    public const int MostAlerts = 500;
    const int UsualAlerts = 50;

    public string? Watch { get; private init; }
    public string? RedLine { get; private init; }
    public NotificationKind? Kind { get; private init; }

    /// <summary>Of this severity or worse.</summary>
    public Severity? Severity { get; private init; }

    /// <summary>The first instant, UTC.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>The instant after the last, UTC.</summary>
    public DateTimeOffset? To { get; private init; }

    /// <summary>Only those that people are told of, or only the others; null: all.</summary>
    public bool? Told { get; private init; }
    public int Limit { get; private init; } = UsualAlerts;
    public AlertMark? After { get; private init; }

    /// <summary>The newest that people of a watch are told of.</summary>
    public static AlertQuery Newest(string watch, int most) =>
        new()
        {
            Watch = watch,
            Told = true,
            Limit = most,
        };

    /// <summary>What people were told of an episode.</summary>
    /// <param name="alert">One of its alerts.</param>
    /// <param name="episode">When it was crossed, UTC.</param>
    /// <param name="until">Inclusive, UTC.</param>
    public static AlertQuery OfEpisode(Alert alert, DateTimeOffset episode, DateTimeOffset until) =>
        new()
        {
            Watch = alert.Watch,
            RedLine = alert.RedLine.Id,
            Told = true,
            From = episode,
            To = until.AddTicks(1),
            Limit = MostAlerts,
        };

    /// <summary>Whether one is asked for, its time aside.</summary>
    public bool Matches(Alert alert) =>
        (RedLine is null || alert.RedLine.Id == RedLine)
        && (Kind is null || alert.Kind == Kind)
        && (Severity is null || alert.RedLine.Severity >= Severity)
        && (Told is null || Told == alert.Untold is null);

    /// <summary>Reads the query; null and what is wrong with it.</summary>
    public static AlertQuery? Read(HttpRequest request, out List<FieldProblem> errors)
    {
        errors = [];
        var query = new AlertQuery();
        foreach (var (name, values) in request.Query)
        {
            var (next, wrong) = values is [{ Length: > 0 and <= 500 } text]
                ? query.Take(name, text)
                : (null, "It needs one value.");
            if (next is null)
                errors.Add(new(name.Length > 50 ? name[..50] : name, wrong));
            query = next ?? query;
        }
        return errors.Count == 0 ? query : null;
    }

    (AlertQuery?, string) Take(string name, string text) =>
        name switch
        {
            "watch" => (AlertFinder.CanBeId(text) ? this with { Watch = text } : null, "It is a watch's id."),
            "line" => (this with { RedLine = text }, ""),
            "kind" => (
                Word<NotificationKind>(text) is { } k ? this with { Kind = k } : null,
                Words<NotificationKind>()
            ),
            "severity" => (Word<Severity>(text) is { } s ? this with { Severity = s } : null, Words<Severity>()),
            "from" => (Instant(text) is { } at ? this with { From = at } : null, NoInstant),
            "to" => (Instant(text) is { } at ? this with { To = at } : null, NoInstant),
            "told" => (bool.TryParse(text, out var told) ? this with { Told = told } : null, "It is true or false."),
            "limit" => (
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n is >= 1 and <= MostAlerts
                    ? this with
                    {
                        Limit = n,
                    }
                    : null,
                $"It is a whole number from 1 to {MostAlerts}."
            ),
            "after" => (
                Mark(text) is { } m ? this with { After = m } : null,
                "It is what the link to the next page holds."
            ),
            _ => (
                null,
                "There is no such parameter; there are: watch, line, kind, severity, from, to, told, limit, after."
            ),
        };

    /// <summary>The address of the page after.</summary>
    public static string Next(HttpRequest request, AlertMark mark)
    {
        var rest = request
            .Query.Where(q => q.Key != "after")
            .Select(q => new KeyValuePair<string, string?>(q.Key, q.Value))
            .Append(new("after", Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{mark.Watch} {mark.Key}"))));
        return $"/api/alerts{QueryString.Create(rest)}";
    }

    static AlertMark? Mark(string text) =>
        Base64Url.IsValid(text)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is [var watch, var key]
        && AlertFinder.CanBeId(watch)
        && key.StartsWith("alert:", StringComparison.Ordinal)
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':')
            ? new(key, watch)
            : null;

    const string NoInstant =
        "An instant was expected, UTC where no zone is given, such as 2024-01-31T12:00Z or 2024-01-31.";

    // A plus that was not escaped reads as a space.
    static DateTimeOffset? Instant(string text) =>
        text is [>= '0' and <= '9', _, _, _, '-', ..] && Rows.Instant(text.Replace(' ', '+')) is { Year: >= 2 } at
            ? at
            : null;

    static T? Word<T>(string text)
        where T : struct, Enum =>
        text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : null;

    static string Words<T>()
        where T : struct, Enum => $"It is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.";
}
