using System.Globalization;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>
/// A mail to many readers: what is one reader's own stands in it as tags of <see cref="Personal"/>, so that one request carries a
/// thousand of them.
/// </summary>
public sealed record Mail
{
    public required string Subject { get; init; }
    public required string Html { get; init; }
    public required string Text { get; init; }

    /// <summary>Shown in the HTML as <c>cid:NAME</c>.</summary>
    public IReadOnlyList<MailImage> Images { get; init; } = [];

    /// <summary>Headers that are the same for every reader, such as References and List-Id.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The instants that are shown in the reader's own time zone, by the number in <see cref="Personal.At"/>; UTC.</summary>
    public IReadOnlyList<DateTimeOffset> Instants { get; init; } = [];
}

/// <summary>A picture in a mail.</summary>
/// <param name="Name">Its content id: letters, digits and hyphens.</param>
/// <param name="Png">Its bytes.</param>
public sealed record MailImage(string Name, byte[] Png);

/// <summary>One reader's copy of a mail.</summary>
/// <param name="Reader">Who.</param>
/// <param name="Preferences">The signed page of its preferences.</param>
/// <param name="Unsubscribe">The signed page that asks before unsubscribing.</param>
/// <param name="OneClick">Where one POST unsubscribes (RFC 8058); null for mail that is no subscription's.</param>
public sealed record Letter(Reader Reader, Uri Preferences, Uri Unsubscribe, Uri? OneClick);

/// <summary>What differs from reader to reader in a mail. Values are plain ASCII without markup, right in text and in HTML.</summary>
public static class Personal
{
    public const string Preferences = "%preferences%";
    public const string Unsubscribe = "%unsubscribe%";

    /// <summary>The word for the least severity that the reader wants to be told of.</summary>
    public const string Least = "%least%";

    /// <summary>One of <see cref="Mail.Instants"/> as <c>24 November 2026, 17:15 (Asia/Seoul)</c>; UTC stands beside it for everyone.</summary>
    public static string At(int instant) => string.Create(CultureInfo.InvariantCulture, $"%at{instant}%");

    /// <summary>The reader's value for each tag.</summary>
    public static Dictionary<string, string> Of(Mail mail, Letter letter)
    {
        var wants = letter.Reader.Subscription;
        var zone = wants.ZoneOrUtc();
        var values = new Dictionary<string, string>
        {
            [Preferences] = letter.Preferences.AbsoluteUri,
            [Unsubscribe] = letter.Unsubscribe.AbsoluteUri,
            [Least] = wants.LeastSeverity.ToString().ToLowerInvariant(),
        };
        for (var i = 0; i < mail.Instants.Count; i++)
        {
            var local = TimeZoneInfo.ConvertTime(mail.Instants[i], zone);
            values[At(i)] = $"{local.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} ({zone.Id})";
        }
        return values;
    }
}
