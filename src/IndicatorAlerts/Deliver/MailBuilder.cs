using System.Collections.Concurrent;
using System.Text.Json;
using IndicatorAlerts.Alerts;

namespace IndicatorAlerts.Deliver;

/// <summary>Writes a digest; null when there is nothing to say.</summary>
public delegate Task<Mail?> DigestBuilder(DigestRequest request, CancellationToken cancel);

/// <summary>Builds the mail of a send, and keeps the last few: all pages of a delivery bring the same.</summary>
public sealed class MailBuilder(AlertRows rows, AlertMail alertMail, TimeProvider time, DigestBuilder digests)
{
    const int MostKept = 8;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<string, Kept> kept = new();

    /// <summary>The mail of a content; null when there is nothing to say.</summary>
    /// <exception cref="InvalidOperationException">An alert that it tells does not exist any more.</exception>
    public async Task<Mail?> BuildAsync(MailContent content, CancellationToken cancel)
    {
        var key = JsonSerializer.Serialize(content, DeliverJson.Default.MailContent);
        var now = time.GetUtcNow();
        if (kept.TryGetValue(key, out var found) && now - found.At < KeptFor)
            return found.Mail;
        var mail = content.Digest is { } digest ? await digests(digest, cancel) : await TellAsync(content, cancel);
        while (kept.Count >= MostKept && kept.MinBy(k => k.Value.At).Key is { } oldest)
            kept.TryRemove(oldest, out _);
        kept[key] = new(mail, now);
        return mail;
    }

    async Task<Mail?> TellAsync(MailContent content, CancellationToken cancel)
    {
        var alerts = await Task.WhenAll(content.Alerts.Select(a => rows.FindAsync(a.Watch, a.Id, cancel)));
        // What retention has taken needs no mail any more; the rest is told.
        var there = alerts.OfType<Alert>().ToList();
        return there.Count == 0 ? null : await alertMail.BuildAsync(there, content.Occasion, cancel);
    }

    sealed record Kept(Mail? Mail, DateTimeOffset At);
}
