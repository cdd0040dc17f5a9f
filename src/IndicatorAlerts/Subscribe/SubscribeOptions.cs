using System.Buffers.Text;

namespace IndicatorAlerts.Subscribe;

/// <summary>How readers are kept from other eyes, and from mail that they did not ask for.</summary>
public sealed record SubscribeOptions
{
    public const int LeastBytes = 32;

    /// <summary>At least 32 random bytes in Base64: addresses are encrypted and links are signed by it. Lost, all readers are.</summary>
    public string Secret { get; set; } = "";

    /// <summary>How often one caller may ask for mail to any address in an hour.</summary>
    public int RequestsPerHour { get; set; } = 20;

    /// <summary>How many mails that its owner may not have asked for an address gets in a day.</summary>
    public int MailsPerDay { get; set; } = 3;

    /// <summary>Whether the secret can be used.</summary>
    public bool HasSecret => Base64.IsValid(Secret, out var bytes) && bytes >= LeastBytes;
}
