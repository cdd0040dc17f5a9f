using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Access;

/// <summary>The first key, before there are others.</summary>
public sealed record AdminOptions
{
    public const int LeastLength = 20;

    /// <summary>Opens everything; without it, only keys in Storage and Entra ID's tokens do.</summary>
    public string? Key { get; set; }
}

/// <summary>The key of the settings, with which the first keys are made.</summary>
public sealed class AdminKey(IOptions<AdminOptions> options)
{
    /// <summary>Who comes with it.</summary>
    public static Caller Caller { get; } = new("admin", Role.Admin) { Id = "setting" };

    /// <summary>Of the key; null when there is none.</summary>
    public byte[]? Hash { get; } =
        options.Value.Key is { Length: > 0 } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    /// <summary>Compares in a time that tells nothing of the key.</summary>
    public bool Opens(string given) =>
        Hash is not null
        && CryptographicOperations.FixedTimeEquals(Hash, SHA256.HashData(Encoding.UTF8.GetBytes(given)));
}
