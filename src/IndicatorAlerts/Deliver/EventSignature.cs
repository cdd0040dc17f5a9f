using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EllipticCurve;
using Microsoft.Extensions.Options;
using SendGrid.Helpers.EventWebhook;

namespace IndicatorAlerts.Deliver;

/// <summary>Tells the provider's events from anybody else's, and new ones from old ones.</summary>
public sealed class EventSignature(IOptions<MailOptions> options, TimeProvider time)
{
    public const string Signature = RequestValidator.SIGNATURE_HEADER;
    public const string Timestamp = RequestValidator.TIMESTAMP_HEADER;

    static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    // Two clocks are never quite the same.
    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);
    static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    readonly RequestValidator validator = new();
    readonly Lazy<PublicKey> key = new(() => new RequestValidator().ConvertPublicKeyToECDSA(options.Value.WebhookKey));

    /// <summary>Whether a text is a public key that signatures can be checked by.</summary>
    public static bool IsKey(string text)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            return ecdsa.KeySize == 256;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Why a request is not the provider's, or is too old; null when it is good.</summary>
    /// <param name="body">Every byte as it came, the line break at its end too.</param>
    /// <param name="signature">The header <see cref="Signature"/>.</param>
    /// <param name="timestamp">The header <see cref="Timestamp"/>: seconds since 1970.</param>
    public string? Check(ReadOnlySpan<byte> body, string? signature, string? timestamp)
    {
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp))
            return $"The headers {Signature} and {Timestamp} are needed.";
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
            return $"{Timestamp} is not a number of seconds.";
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (age > Oldest || age < -Ahead)
            return $"{Timestamp} is too far from now.";
        return IsSigned(body, signature, timestamp) ? null : "The signature is not the mail provider's.";
    }

    bool IsSigned(ReadOnlySpan<byte> body, string signature, string timestamp)
    {
        try
        {
            return validator.VerifySignature(key.Value, Utf8.GetString(body), signature, timestamp);
        }
        // What a stranger sends as a signature may be anything; the package fails on it in ways of its own.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }
}
