using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace IndicatorAlerts.Deliver;

/// <summary>Reads what SendGrid says when it does not take a mail.</summary>
static class ProviderAnswer
{
    const string Letter = "personalizations";

    /// <summary>How long it asks to wait; null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter is { } asked)
            return asked.Delta ?? asked.Date - now;
        if (
            headers.TryGetValues("X-RateLimit-Reset", out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            && reset <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
            return DateTimeOffset.FromUnixTimeSeconds(reset) - now;
        return null;
    }

    /// <summary>
    /// Whom or what a 400 is about. It names the fields at fault: letters by their place, or the mail itself; where it names nothing, or
    /// all letters as one, some of them may be good.
    /// </summary>
    public static SendResult Refusal(string body, string text, int letters)
    {
        var fields = Fields(body);
        var places = fields.Select(f => Place(f, letters)).ToList();
        if (places.Count > 0 && places.TrueForAll(p => p is not null))
            return new(SendOutcome.Refused, text) { Letters = [.. places.Select(p => p!.Value).Distinct().Order()] };
        var ofMail = fields.Exists(f => !f.StartsWith(Letter, StringComparison.Ordinal));
        return new(SendOutcome.Refused, text) { MayBeSome = !ofMail };
    }

    static int? Place(string field, int letters) =>
        field.Split('.') is [Letter, var place, ..]
        && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index < letters
            ? index
            : null;

    static List<string> Fields(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array
                ?
                [
                    .. errors
                        .EnumerateArray()
                        .Where(e =>
                            e.ValueKind == JsonValueKind.Object
                            && e.TryGetProperty("field", out var field)
                            && field.ValueKind == JsonValueKind.String
                        )
                        .Select(e => e.GetProperty("field").GetString()!),
                ]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
