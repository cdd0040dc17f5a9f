using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>Reads a small JSON object that people send.</summary>
static class JsonBody
{
    const int MostBytes = 16 * 1024;

    /// <returns>The object, or why it is refused.</returns>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(
        HttpRequest request,
        JsonTypeInfo<T> type,
        CancellationToken cancel
    )
        where T : class
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes)
                return (null, Problems.TooLarge($"The body has at most {MostBytes} bytes."));
        }
        try
        {
            return JsonSerializer.Deserialize(body.ToArray(), type) is { } value
                ? (value, null)
                : (null, Problems.Invalid("The body must be a JSON object.", []));
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : "";
            // The serializer speaks of C#; the first sentence alone is of use to people.
            var message = e.Message.Split(" Path:")[0].Split(" LineNumber:")[0];
            return (null, Problems.Invalid("The body is not as it must be.", [new(field, message)]));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return (null, Problems.Invalid("The body holds a text that is not Unicode.", []));
        }
    }

    /// <summary>What is wrong with a text that people wrote; null when nothing is.</summary>
    public static FieldProblem? Check(string field, string? text, int most) =>
        string.IsNullOrWhiteSpace(text) || text.Length > most || text.Any(c => char.IsControl(c) && c is not '\n')
            ? new(field, $"A text of 1 to {most} characters was expected.")
            : null;
}
