using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Subscribe;

/// <summary>Names readers without their address, and hides and shows addresses.</summary>
/// <remarks>One secret, and a key of its own for each use, so that what one use shows tells nothing of the others.</remarks>
public sealed class ReaderSecrets
{
    const int IdBytes = 16;
    const int NonceBytes = 12;
    const int TagBytes = 16;

    readonly byte[] idKey;
    readonly byte[] addressKey;
    readonly byte[] tombstoneKey;
    readonly byte[] callerKey;

    public ReaderSecrets(IOptions<SubscribeOptions> options)
    {
        var secret = Convert.FromBase64String(options.Value.Secret);
        idKey = Key(secret, "reader id");
        addressKey = Key(secret, "reader address");
        tombstoneKey = Key(secret, "reader tombstone");
        callerKey = Key(secret, "caller");
        LinkKey = Key(secret, "reader links");
        SessionKey = Key(secret, "page sessions");
    }

    /// <summary>For signing links.</summary>
    internal byte[] LinkKey { get; }

    /// <summary>For signing sessions of pages.</summary>
    internal byte[] SessionKey { get; }

    /// <summary>The reader with an address: 32 hexadecimal digits, the same for the same address in any case.</summary>
    public string IdOf(string address) => Hash(idKey, address.Trim().ToLowerInvariant());

    /// <summary>Whether a text has the form of a reader's id.</summary>
    public static bool IsId(string text) => text.Length == 2 * IdBytes && text.All(char.IsAsciiHexDigitLower);

    /// <summary>What is kept of a reader who is gone: tells its id to nobody, and is known again by it. 32 hexadecimal digits.</summary>
    internal string TombstoneOf(string id) => Hash(tombstoneKey, id);

    /// <summary>What is kept of who asks for mail. 32 hexadecimal digits.</summary>
    internal string CallerOf(string caller) => Hash(callerKey, caller);

    /// <summary>Encrypts and authenticates an address, bound to its reader.</summary>
    public byte[] Hide(string id, string address)
    {
        var text = Encoding.UTF8.GetBytes(address);
        var hidden = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = hidden.AsSpan(0, NonceBytes);
        var tag = hidden.AsSpan(NonceBytes, TagBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(addressKey, TagBytes);
        aes.Encrypt(nonce, text, hidden.AsSpan(NonceBytes + TagBytes), tag, Encoding.ASCII.GetBytes(id));
        return hidden;
    }

    /// <exception cref="CryptographicException">It was hidden by another secret, or for another reader.</exception>
    public string Show(string id, byte[] hidden)
    {
        var text = new byte[hidden.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(addressKey, TagBytes);
        aes.Decrypt(
            hidden.AsSpan(0, NonceBytes),
            hidden.AsSpan(NonceBytes + TagBytes),
            hidden.AsSpan(NonceBytes, TagBytes),
            text,
            Encoding.ASCII.GetBytes(id)
        );
        return Encoding.UTF8.GetString(text);
    }

    static string Hash(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes));

    static byte[] Key(byte[] secret, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.ASCII.GetBytes(use));
}
