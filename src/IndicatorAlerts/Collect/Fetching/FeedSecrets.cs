using System.Text.RegularExpressions;

namespace IndicatorAlerts.Collect;

/// <summary>Puts secrets in the place of <c>{secret:NAME}</c>, for the one host that each is meant for, and hides them again in messages.</summary>
/// <param name="options">The settings.</param>
/// <param name="host">The host that the feed is known by.</param>
/// <param name="mayBeTold">Whether the way there is encrypted, or the operator's own.</param>
sealed partial class FeedSecrets(FeedOptions options, string host, bool mayBeTold)
{
    readonly List<(string Placeholder, string Value)> told = [];

    /// <summary>Whether a text holds a placeholder.</summary>
    public static bool IsIn(string text) => Placeholder().IsMatch(text);

    /// <summary>An address as its author wrote it: with <c>{secret:NAME}</c>, not escaped.</summary>
    public static string Show(Uri address) => Placeholder().Replace(address.AbsoluteUri, "{secret:$1}");

    /// <exception cref="FeedException">The secret is not set, or not for this host.</exception>
    public string FillHeader(string text) => Placeholder().Replace(text, m => Find(m.Groups[1].Value));

    /// <inheritdoc cref="FillHeader"/>
    public Uri FillAddress(Uri address)
    {
        var text = address.AbsoluteUri;
        return IsIn(text)
            ? new(Placeholder().Replace(text, m => Uri.EscapeDataString(Find(m.Groups[1].Value))))
            : address;
    }

    /// <summary>The same message without secrets, such as a server may repeat.</summary>
    public string Hide(string message)
    {
        foreach (var (placeholder, value) in told)
            message = message
                .Replace(value, placeholder, StringComparison.OrdinalIgnoreCase)
                .Replace(Uri.EscapeDataString(value), placeholder, StringComparison.OrdinalIgnoreCase);
        return message;
    }

    string Find(string name)
    {
        if (!options.Secrets.TryGetValue(name, out var secret))
            throw new FeedException(
                $"The feed needs the secret '{name}': set Feeds__Secrets__{name}__Value, and Feeds__Secrets__{name}__Host to the host that may be told it."
            );
        if (!secret.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
            throw new FeedException(
                $"The secret '{name}' is not told to {host}: Feeds__Secrets__{name}__Host names {secret.Host}."
            );
        if (!mayBeTold)
            throw new FeedException(
                $"The secret '{name}' is not told to {host} over http, where others can read it: use https."
            );
        told.Add(($"{{secret:{name}}}", secret.Value));
        return secret.Value;
    }

    // An address holds it escaped.
    [GeneratedRegex(
        "(?:{|%7B)secret(?::|%3A)([A-Za-z0-9_-]{1,64})(?:}|%7D)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Placeholder();
}
