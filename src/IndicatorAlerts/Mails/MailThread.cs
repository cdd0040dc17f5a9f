using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Alerts;

namespace IndicatorAlerts.Mails;

/// <summary>The subject and the headers by which mail programs file and thread a mail.</summary>
public static class MailThread
{
    const int SubjectLength = 160;
    const int HashBytes = 12;

    /// <summary>The same for every notification of an episode.</summary>
    public static string Subject(Alert alert) =>
        Cut(
            $"{alert.RedLine.Severity.ToString().ToUpperInvariant()}: {Plain.Line(alert.RedLine.Title, 100)} ({Plain.Line(alert.WatchTitle, 60)})"
        );

    /// <summary>One line for a header, whatever it is made of.</summary>
    public static string Cut(string subject) => Plain.Untagged(subject, SubjectLength);

    /// <summary>Puts every notification of an episode under one root that is itself never sent; and names the list.</summary>
    public static Dictionary<string, string> Headers(Alert alert, Uri site)
    {
        var root = $"<episode.{Hash(alert)}@{site.IdnHost}>";
        return new()
        {
            ["References"] = root,
            ["In-Reply-To"] = root,
            ["List-Id"] = ListId(alert.Watch, site),
        };
    }

    /// <summary>Such as <c>&lt;korean-peninsula.alerts.example.org&gt;</c>.</summary>
    public static string ListId(string? watch, Uri site) =>
        watch is null ? $"<alerts.{site.IdnHost}>" : $"<{watch}.alerts.{site.IdnHost}>";

    // Blindness outside of an episode has no beginning that its end would know: it is one thread a line.
    static string Hash(Alert alert)
    {
        var episode = alert.Episode?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "sight";
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{alert.Watch}/{alert.RedLine.Id}/{episode}"));
        return Convert.ToHexStringLower(bytes.AsSpan(0, HashBytes));
    }
}
