namespace IndicatorAlerts.Collect;

/// <summary>
/// Any feed of JSON over HTTP. Parameters: <c>url</c>, <c>headers</c> (<c>Name: value</c>), and either <c>items</c> (JSON Pointer to an
/// array; the whole answer when absent) with the pointers <c>time</c>, <c>value</c> (each item counts 1 when absent), <c>id</c>,
/// <c>title</c>, <c>link</c> and the conditions <c>where</c>, or the pointers <c>times</c> and <c>values</c> to two arrays of one length.
/// <c>timeFormat</c>, <c>zone</c> and <c>at</c> say how times are written; values are multiplied with <c>scale</c>.
/// </summary>
public sealed class JsonSource : ISource
{
    const string Pointer = "a JSON Pointer such as /properties/sent";

    public string Kind => "json";

    public IFeed Bind(Parameters parameters)
    {
        var request = new FeedRequest(parameters.Address("url") ?? new Uri("http://missing.invalid"))
        {
            Headers = Headers(parameters),
        };
        var times = JsonTimes.Bind(parameters);
        var scale = parameters.OptionalNumber("scale", -1e12, 1e12, "factor") ?? 1;
        if (scale == 0)
            parameters.Refuse("'scale' must not be 0: every value would be 0.");
        if (parameters.Has("times") || parameters.Has("values"))
            return Columns(parameters, request, times, scale);
        var item = new JsonItem
        {
            Time = Path(parameters, "time", true)!,
            Value = Path(parameters, "value", false),
            Id = Path(parameters, "id", false),
            Title = Path(parameters, "title", false),
            Link = Path(parameters, "link", false),
            Where = [.. parameters.Words("where").Select(text => Condition(parameters, text))],
            Scale = scale,
            Times = times,
        };
        if (item.Value is null && parameters.Has("scale"))
            parameters.Refuse("'scale' is for values: without 'value', each item counts 1.");
        return new JsonItemsFeed(request, (Path(parameters, "items", false) ?? JsonPath.Of("")).Each, item);
    }

    static JsonColumnsFeed Columns(Parameters parameters, FeedRequest request, JsonTimes times, double scale)
    {
        foreach (var name in (string[])["items", "time", "value", "id", "title", "link", "where"])
            if (parameters.Has(name))
                parameters.Refuse($"'{name}' does not go with 'times' and 'values'.");
        var (first, second) = (Path(parameters, "times", true)!, Path(parameters, "values", true)!);
        var (one, other) = (first.Text + "/", second.Text + "/");
        if (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal))
            parameters.Refuse("'times' and 'values' must be two arrays, neither within the other.");
        return new(request, first.Each, second.Each, times, scale);
    }

    static JsonPath? Path(Parameters parameters, string name, bool needed)
    {
        var text = needed ? parameters.Text(name, Pointer) : parameters.OptionalText(name);
        if (text is null)
            return null;
        var path = JsonPath.TryParse(text);
        if (path is null)
            parameters.Refuse($"'{name}' must be {Pointer}, not \"{text}\".");
        return path ?? JsonPath.Of("");
    }

    static (JsonPath, string) Condition(Parameters parameters, string text)
    {
        var at = text.IndexOf(" = ", StringComparison.Ordinal);
        if (at > 0 && JsonPath.TryParse(text[..at].Trim()) is { } path)
            return (path, text[(at + 3)..].Trim());
        parameters.Refuse(
            $"'where' holds \"{text}\", but must hold conditions such as \"/properties/severity = Extreme\"."
        );
        return (JsonPath.Of(""), "");
    }

    static Dictionary<string, string> Headers(Parameters parameters)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in parameters.Words("headers"))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon > 0 ? (text[..colon], text[(colon + 1)..].Trim()) : ("", "");
            if (
                !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                || name.Length == 0
                || value.Length == 0
                || value.Any(c => c is < ' ' or > '~')
            )
                parameters.Refuse(
                    $"'headers' holds \"{text}\", but must hold texts such as \"Accept: application/json\"."
                );
            else if (!headers.TryAdd(name, value))
                parameters.Refuse($"'headers' holds '{name}' twice.");
        }
        return headers;
    }
}
