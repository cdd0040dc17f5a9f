using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IndicatorAlerts.Access.Keys;

/// <summary>What is known of a key; the key itself is shown once and kept nowhere.</summary>
/// <param name="Id">16 hexadecimal digits, which the key begins with.</param>
/// <param name="Hash">SHA-256 of the whole key. It is 256 random bits, which nobody finds by trying: no slow hash is needed.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Watches">The only watches it may touch; null for all.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">The caller's name.</param>
/// <param name="ExpiresAt">UTC, exclusive; null for never.</param>
/// <param name="RevokedAt">UTC; null while it was not.</param>
/// <param name="LastUsedAt">UTC, to some minutes; null while it was never used.</param>
public sealed record ApiKey(
    string Id,
    byte[] Hash,
    string Name,
    Role Role,
    IReadOnlyList<string>? Watches,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt
)
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "ia_";

    const int IdDigits = 16;
    const int SecretBytes = 32;

    // 32 bytes in Base64.
    const int SecretLength = 43;

    /// <summary>Who comes with it.</summary>
    public Caller Caller => new(Name, Role, Watches) { Id = $"key:{Id}" };

    /// <summary>A new key and its id.</summary>
    public static (string Id, string Key) New()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdDigits / 2));
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id that a key names; null when the text has not the form of a key.</summary>
    public static string? IdOf(string key) =>
        key.Length == Prefix.Length + IdDigits + 1 + SecretLength
        && key.StartsWith(Prefix, StringComparison.Ordinal)
        && key[Prefix.Length + IdDigits] == '_'
        && IsId(key.Substring(Prefix.Length, IdDigits))
            ? key.Substring(Prefix.Length, IdDigits)
            : null;

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string text) => text.Length == IdDigits && text.All(char.IsAsciiHexDigitLower);

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether a text is this key, in a time that tells nothing of it.</summary>
    public bool Is(string key) => CryptographicOperations.FixedTimeEquals(Hash, HashOf(key));

    /// <summary>Why it opens nothing; null while it does.</summary>
    public string? WhyShut(DateTimeOffset now) =>
        RevokedAt is not null ? "This key was revoked."
        : ExpiresAt <= now ? "This key has expired."
        : null;
}
