using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Admin;

/// <summary>Who may change things.</summary>
public sealed record AdminOptions
{
    public const int LeastLength = 20;

    /// <summary>The admin's key; without one nobody may change anything over HTTP.</summary>
    public string? Key { get; set; }
}

/// <summary>Lets a request pass that carries the admin's key in the header <c>X-Api-Key</c>.</summary>
public sealed class AdminKey(IOptions<AdminOptions> options)
{
    public const string Header = "X-Api-Key";

    /// <summary>Compares in a time that tells nothing of the key.</summary>
    public bool Opens(HttpRequest request) =>
        options.Value.Key is { Length: > 0 } key
        && request.Headers[Header] is [{ } given]
        && CryptographicOperations.FixedTimeEquals(Hash(key), Hash(given));

    static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
