namespace IndicatorAlerts.Access;

/// <summary>What a request brings to say who asks.</summary>
public static class Credentials
{
    public const string Header = "X-Api-Key";
    const string Bearer = "Bearer ";

    // Longer than any key and than Entra ID's tokens for apps with few roles.
    const int Longest = 8 * 1024;

    /// <summary>A key or token; null when the request brings none, empty when it brings several or one that cannot be read.</summary>
    public static string? Of(HttpRequest request)
    {
        var (key, authorization) = (request.Headers[Header], request.Headers.Authorization);
        if (key.Count + authorization.Count == 0)
            return null;
        if (key.Count + authorization.Count > 1)
            return "";
        var given =
            key.Count == 1 ? key[0]
            : authorization[0]!.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? authorization[0]![Bearer.Length..]
            : null;
        return given is null || given.Length > Longest ? "" : given.Trim();
    }
}
