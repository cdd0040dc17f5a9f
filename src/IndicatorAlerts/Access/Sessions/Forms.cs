using Microsoft.AspNetCore.Http.Features;

namespace IndicatorAlerts.Access.Sessions;

/// <summary>Reads what pages send.</summary>
public static class Forms
{
    const string Type = "application/x-www-form-urlencoded";

    static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 100,
        KeyLengthLimit = 200,
        ValueLengthLimit = 64 * 1024,
    };

    /// <summary>The form in a request's body; null when it holds none, or one that is broken or too large. It can be read again.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType?.StartsWith(Type, StringComparison.OrdinalIgnoreCase) != true)
            return null;
        try
        {
            return await request.ReadFormAsync(Limits, cancel);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
