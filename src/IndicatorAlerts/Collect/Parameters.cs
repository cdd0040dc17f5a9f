using System.Globalization;
using System.Text.Json.Nodes;
using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The parameters of one source, read by name. Each mistake is a sentence in <see cref="Errors"/>; what is read then is of no use,
/// but harmless. Asking for a parameter declares it: what nobody asked for is unknown.
/// </summary>
public sealed class Parameters(JsonObject json)
{
    const int LongestText = 2000;
    const int MostWords = 500;
    readonly List<string> errors = [];
    readonly HashSet<string> known = ["kind"];

    /// <summary>What is wrong, with what nobody asked for.</summary>
    public IReadOnlyList<string> Errors =>
        [
            .. errors,
            .. json.Where(p => !known.Contains(p.Key))
                .Select(p =>
                    $"There is no parameter '{p.Key}'; there are: {string.Join(", ", known.Order(StringComparer.Ordinal))}."
                    + Suggestion.For(p.Key, known)
                ),
        ];

    /// <summary>Tells of a mistake that no single parameter shows.</summary>
    public void Refuse(string message) => errors.Add(message);

    /// <summary>Whether a parameter is given.</summary>
    public bool Has(string name)
    {
        known.Add(name);
        return json[name] is not null;
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>; null when absent.</summary>
    public double? OptionalNumber(string name, double least, double most, string unit)
    {
        if (!Has(name))
            return null;
        if (
            json[name] is JsonValue value
            && value.TryGetValue<double>(out var number)
            && number >= least
            && number <= most
        )
            return number;
        Refuse(
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' must be a number from {least} to {most} ({unit}), not {Shown(name)}."
            )
        );
        return null;
    }

    /// <summary>A number that must be given.</summary>
    public double Number(string name, double least, double most, string unit)
    {
        if (!Has(name))
            Refuse(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{name}' is missing: a number from {least} to {most} ({unit})."
                )
            );
        return OptionalNumber(name, least, most, unit) ?? least;
    }

    /// <summary>A text; null when absent.</summary>
    public string? OptionalText(string name)
    {
        if (!Has(name))
            return null;
        if (AsText(json[name]) is { Length: > 0 and <= LongestText } text)
            return text;
        Refuse($"'{name}' must be a text of 1 to {LongestText} characters, not {Shown(name)}.");
        return null;
    }

    /// <summary>A text that must be given; <paramref name="help"/> says what it is.</summary>
    public string Text(string name, string help)
    {
        if (!Has(name))
            Refuse($"'{name}' is missing: {help}.");
        return OptionalText(name) ?? "";
    }

    /// <summary>One of several words.</summary>
    public string Choice(string name, string otherwise, params IReadOnlyCollection<string> choices)
    {
        if (!Has(name))
            return otherwise;
        if (AsText(json[name]) is { } text && choices.Contains(text))
            return text;
        Refuse(
            $"'{name}' must be one of {string.Join(", ", choices)}, not {Shown(name)}."
                + Suggestion.For(AsText(json[name]) ?? "", choices)
        );
        return otherwise;
    }

    /// <summary>A list of texts, or one text; empty when absent.</summary>
    public IReadOnlyList<string> Words(string name)
    {
        if (!Has(name))
            return [];
        IReadOnlyList<string?> words = json[name] is JsonArray list ? [.. list.Select(AsText)] : [AsText(json[name])];
        if (words.Count is > 0 and <= MostWords && words.All(w => w is { Length: > 0 and <= LongestText }))
            return words!;
        Refuse($"'{name}' must be a text or a list of 1 to {MostWords} texts, not {Shown(name)}.");
        return [];
    }

    /// <summary>A duration such as <c>24h</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (!Has(name))
            return otherwise;
        if (RedLines.Duration.TryParse(AsText(json[name]), out var duration) && duration >= least && duration <= most)
            return duration;
        Refuse(
            $"'{name}' must be a duration from {RedLines.Duration.Format(least)} to {RedLines.Duration.Format(most)}, such as \"24h\", not {Shown(name)}."
        );
        return otherwise;
    }

    /// <summary>True or false; false when absent.</summary>
    public bool Flag(string name)
    {
        if (!Has(name))
            return false;
        if (json[name] is JsonValue value && value.TryGetValue<bool>(out var flag))
            return flag;
        Refuse($"'{name}' must be true or false, not {Shown(name)}.");
        return false;
    }

    /// <summary>An absolute http or https address; null when it is not.</summary>
    public Uri? Address(string name)
    {
        var text = Text(name, "an http or https address");
        if (text.Length == 0)
            return null;
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0
        )
            return address;
        Refuse($"'{name}' must be an http or https address without a password in it, not {Shown(name)}.");
        return null;
    }

    /// <summary>An IANA time zone; UTC when absent.</summary>
    public TimeZoneInfo Zone(string name)
    {
        if (OptionalText(name) is not { } id)
            return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;
        Refuse($"'{name}' must be a time zone such as Asia/Seoul, not {Shown(name)}.");
        return TimeZoneInfo.Utc;
    }

    static string? AsText(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    string Shown(string name)
    {
        var text = json[name]?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
