using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Deliver;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Subscribe;

/// <summary>What a signed link lets its holder do.</summary>
public enum LinkUse
{
    /// <summary>Confirm a subscription.</summary>
    Confirm,

    /// <summary>See and change preferences, export and erase.</summary>
    Manage,

    /// <summary>Unsubscribe, and nothing else.</summary>
    Unsubscribe,
}

/// <summary>What a signed link says.</summary>
/// <param name="Reader">The id of whom it was made for.</param>
/// <param name="Mark">What it is about, where it is about one thing; else empty.</param>
/// <param name="Expired">It was good once.</param>
public sealed record OpenedLink(string Reader, string Mark, bool Expired);

/// <summary>Signed links: what they carry cannot be guessed, changed, or used for something else.</summary>
public sealed class ReaderLinks(ReaderSecrets secrets, IOptions<SiteOptions> site, TimeProvider time)
{
    const int SignatureBytes = 16;

    static readonly TimeSpan ToConfirm = TimeSpan.FromDays(2);
    static readonly TimeSpan ToManage = TimeSpan.FromDays(90);

    /// <summary>The page on which a reader sees and changes what it wants.</summary>
    public Uri Manage(string reader) => Page("preferences", Token(LinkUse.Manage, reader));

    /// <summary>The page that asks before it unsubscribes.</summary>
    public Uri Unsubscribe(string reader) => Page("unsubscribe", Token(LinkUse.Unsubscribe, reader));

    /// <summary>The address for one-click unsubscribing by POST (RFC 8058).</summary>
    public Uri OneClick(string reader) => Site($"api/unsubscribe/{Token(LinkUse.Unsubscribe, reader)}");

    /// <summary>The page that confirms one pending change.</summary>
    public Uri Confirm(string reader, string mark) => Page("confirm", Token(LinkUse.Confirm, reader, mark));

    /// <summary>The page of the form to subscribe.</summary>
    public Uri Subscribe() => Site("ui/subscribe");

    /// <summary>The token of a link: opaque, of letters, digits, '-' and '_'.</summary>
    public string Token(LinkUse use, string reader, string mark = "")
    {
        // A mail may be read years later, and unsubscribing must still work.
        var until = use switch
        {
            LinkUse.Confirm => time.GetUtcNow() + ToConfirm,
            LinkUse.Manage => time.GetUtcNow() + ToManage,
            _ => DateTimeOffset.MaxValue,
        };
        var content = string.Create(CultureInfo.InvariantCulture, $"{(int)use}.{reader}.{until.ToUnixTimeSeconds()}");
        if (mark.Length > 0)
            content += "." + mark;
        return Base64Url.EncodeToString([.. Sign(content), .. Encoding.ASCII.GetBytes(content)]);
    }

    /// <summary>The reader that a token was made for; null when it was not made here, was made for another use, or is too old.</summary>
    public string? ReaderOf(LinkUse use, string token) =>
        Open(use, token) is { Expired: false } link ? link.Reader : null;

    /// <summary>What a token says; null when it was not made here, or was made for another use.</summary>
    public OpenedLink? Open(LinkUse use, string token)
    {
        if (token.Length > 200 || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= SignatureBytes)
            return null;
        var content = Encoding.ASCII.GetString(bytes, SignatureBytes, bytes.Length - SignatureBytes);
        return
            CryptographicOperations.FixedTimeEquals(Sign(content), bytes.AsSpan(0, SignatureBytes))
            && content.Split('.') is [var made, var reader, var until, .. var mark]
            && made == ((int)use).ToString(CultureInfo.InvariantCulture)
            ? new(
                reader,
                mark is [var about] ? about : "",
                long.Parse(until, CultureInfo.InvariantCulture) < time.GetUtcNow().ToUnixTimeSeconds()
            )
            : null;
    }

    byte[] Sign(string content) =>
        HMACSHA256.HashData(secrets.LinkKey, Encoding.ASCII.GetBytes(content))[..SignatureBytes];

    Uri Page(string page, string token) => Site($"ui/{page}/{token}");

    Uri Site(string path) => new($"{site.Value.PublicUrl.TrimEnd('/')}/{path}");
}
