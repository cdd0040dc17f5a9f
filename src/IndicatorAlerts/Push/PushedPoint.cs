using System.Globalization;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines.Replay;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Push;

/// <summary>An entry of what was pushed.</summary>
/// <param name="Point">Known at the default instant when it is known from the moment on at which it is written.</param>
/// <param name="Error">Why it is no point; null when it is one.</param>
public readonly record struct PushEntry(NewPoint Point, FieldProblem? Error);

/// <summary>What is taken for granted of the entries of a push.</summary>
/// <param name="Now">UTC; nothing was observed or known after it.</param>
/// <param name="Lag">How long after its time a value becomes known where an entry does not say so; null: when it is written.</param>
public sealed record PushRules(DateTimeOffset Now, TimeSpan? Lag);

/// <summary>The fields of one entry, as they come, and the checks on them.</summary>
sealed class PushedPoint(int line)
{
    /// <summary>As JSON names them.</summary>
    public static readonly string[] Fields = ["observedAt", "value", "knownAt", "id", "title", "link", "note"];

    const int LongestId = 200;
    const int LongestTitle = 400;
    const int LongestLink = 2000;
    const int LongestNote = 2000;
    static readonly TimeSpan ClockError = TimeSpan.FromMinutes(5);
    static readonly DateTimeOffset Earliest = new(1800, 1, 1, 0, 0, 0, TimeSpan.Zero);

    FieldProblem? error;
    DateTimeOffset? observed;
    DateTimeOffset? known;
    double? value;
    string? id;
    string? title;
    string? link;
    string? note;

    public static PushEntry Wrong(int line, string field, string message) => new(default, new(field, message, line));

    /// <summary>Takes a text; the field's name as in JSON.</summary>
    /// <returns>False when there is no such field.</returns>
    public bool TryTake(string field, string text)
    {
        switch (field)
        {
            case "observedAt":
                observed = Instant(field, text);
                return true;
            case "knownAt":
                known = Instant(field, text);
                return true;
            case "value":
                Take(
                    double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : null
                );
                return true;
            case "id":
                id = Text(field, text, LongestId, isOneLine: true);
                return true;
            case "title":
                title = Text(field, text, LongestTitle, isOneLine: true);
                return true;
            case "link":
                link = Text(field, text, LongestLink, isOneLine: true);
                if (
                    !Uri.TryCreate(link, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
                )
                    Refuse(field, "An absolute http or https address was expected.");
                return true;
            case "note":
                note = Text(field, text, LongestNote, isOneLine: false);
                return true;
            default:
                // What this service gave can be pushed to another one.
                return field == "answer";
        }
    }

    public void Take(double? number)
    {
        value = number;
        if (number is not { } given || !double.IsFinite(given))
            Refuse("value", "A finite number was expected, such as 4.5.");
    }

    public void Refuse(string field, string message) => error ??= new(field, message, line);

    public PushEntry ToEntry(PushRules rules)
    {
        if (observed is null)
            Refuse("observedAt", "It is needed: the instant that the value speaks of, such as 2024-01-31T12:00Z.");
        if (value is null)
            Refuse("value", "It is needed: a number.");
        if (observed < Earliest)
            Refuse("observedAt", "It must be in 1800 or later.");
        if (observed > rules.Now + ClockError)
            Refuse("observedAt", $"It is in the future: here it is {rules.Now:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        if (known > rules.Now)
            Refuse(
                "knownAt",
                $"It is in the future: here it is {rules.Now:yyyy-MM-dd'T'HH:mm:ss'Z'}. Leave it out for now."
            );
        if (known < Earliest)
            Refuse("knownAt", "It must be in 1800 or later.");
        if (error is not null)
            return new(default, error);
        var public_ = known ?? (observed + rules.Lag is { } at && at < rules.Now ? at : default);
        return new(
            new NewPoint(observed!.Value, value!.Value, public_)
            {
                Id = id,
                Title = title,
                Link = link,
                Note = note,
                Line = line,
            },
            null
        );
    }

    DateTimeOffset? Instant(string field, string text)
    {
        // The year first: 03/04 is March in one country and April in the next.
        if (
            text is [>= '0' and <= '9', >= '0' and <= '9', >= '0' and <= '9', >= '0' and <= '9', '-', ..]
            && Rows.Instant(text) is { } at
        )
            return at;
        Refuse(field, "An instant was expected, UTC where no zone is given, such as 2024-01-31T12:00Z or 2024-01-31.");
        return null;
    }

    string Text(string field, string text, int longest, bool isOneLine)
    {
        if (text.Length > longest)
            Refuse(field, $"It has more than {longest.ToString(CultureInfo.InvariantCulture)} characters.");
        if (text.Any(c => char.IsControl(c) && (isOneLine || c is not ('\n' or '\r' or '\t'))))
            Refuse(field, "It holds a control character.");
        return text;
    }
}
