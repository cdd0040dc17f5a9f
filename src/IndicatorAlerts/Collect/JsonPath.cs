using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// A place in a JSON document as RFC 6901 writes it (<c>/chart/result/0</c>; <c>""</c> is the whole), or each element of the array there.
/// </summary>
public sealed record JsonPath
{
    const int LongestText = 400;

    JsonPath(string text, IReadOnlyList<string> steps, bool each) => (Text, Steps, IsEach) = (text, steps, each);

    public string Text { get; }

    /// <summary>Names of members, or indexes in decimal digits.</summary>
    public IReadOnlyList<string> Steps { get; }

    /// <summary>Whether the elements are meant, not the array.</summary>
    public bool IsEach { get; }

    /// <summary>The elements of the array at this place.</summary>
    public JsonPath Each => new(Text, Steps, true);

    /// <summary>Reads a pointer that the program itself holds.</summary>
    public static JsonPath Of(string text) =>
        TryParse(text) ?? throw new ArgumentException($"'{text}' is no JSON Pointer.", nameof(text));

    /// <summary>Null when the text is no JSON Pointer.</summary>
    public static JsonPath? TryParse(string text)
    {
        if (text.Length > LongestText || (text.Length > 0 && text[0] != '/'))
            return null;
        var steps = text.Split('/')[1..];
        if (steps.Any(s => s == "-" || !IsEscaped(s)))
            return null;
        return new(
            text,
            [
                .. steps.Select(s =>
                    s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
                ),
            ],
            false
        );
    }

    /// <summary>The value at this place in <paramref name="element"/>; null where there is none, or JSON's null.</summary>
    /// <exception cref="InvalidOperationException">A name in it is no UTF-8.</exception>
    public JsonElement? In(JsonElement element)
    {
        foreach (var step in Steps)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var member))
                element = member;
            else if (
                element.ValueKind == JsonValueKind.Array
                && IndexOf(step) is { } index
                && index < element.GetArrayLength()
            )
                element = element[index];
            else
                return null;
        }
        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>The index that a step names; null when it names none.</summary>
    public static int? IndexOf(string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && (step.Length == 1 || step[0] != '0')
            ? index
            : null;

    static bool IsEscaped(string step)
    {
        for (var i = 0; i < step.Length; i++)
            if (step[i] == '~' && (i + 1 == step.Length || step[i + 1] is not ('0' or '1')))
                return false;
        return true;
    }
}
