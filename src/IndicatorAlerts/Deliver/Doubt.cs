namespace IndicatorAlerts.Deliver;

/// <summary>How long a send that was begun and not recorded may still turn out to have been taken.</summary>
public static class Doubt
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // Processes that come and go would each begin to wait: after so many, the provider has had its chance.
    const int MostWaits = 3;

    /// <summary>
    /// From when on a claimed send is made again. With the webhook, its events are waited for, and not before this process could hear them:
    /// after a time in which nothing ran, the provider must first get its chance to tell. A provider that never answers is asked ever more seldom.
    /// </summary>
    /// <param name="send">Claimed.</param>
    /// <param name="options">How mail leaves.</param>
    /// <param name="startedAt">When this process began, UTC.</param>
    public static DateTimeOffset EndsAt(Send send, MailOptions options, DateTimeOffset startedAt)
    {
        var claimed = send.ClaimedAt ?? send.CreatedAt;
        var from = options.HasWebhook && startedAt > claimed && send.Waits < MostWaits ? startedAt : claimed;
        var first = options.HasWebhook ? options.DoubtSeconds : options.ClaimSeconds;
        var seconds = first * Math.Pow(2, Math.Clamp(send.Doubts - 1, 0, 20));
        return from + TimeSpan.FromSeconds(Math.Min(seconds, Math.Max(first, Longest.TotalSeconds)));
    }
}
