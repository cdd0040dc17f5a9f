using IndicatorAlerts.Deliver;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Operate;

/// <summary>What counts as a problem. Pure.</summary>
public static class ProblemRules
{
    /// <summary>So long mail may wait, for the provider or for us.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>So far a watch may be behind, beside its own rhythm.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(10);

    const int MostTitle = 100;

    /// <summary>What is wrong with collecting the indicators of a watch, as its last evaluation saw them.</summary>
    public static IEnumerable<Problem> OfCollection(StoredWatch watch)
    {
        var status = watch.Status?.Indicators.ToDictionary(i => i.Id) ?? [];
        foreach (var indicator in watch.Definition.Indicators)
            if (status.TryGetValue(indicator.Id, out var seen) && IsSilent(seen))
                yield return new(
                    $"collect:{watch.Definition.Id}:{indicator.Id}",
                    ProblemKind.Collection,
                    Text(watch.Definition, indicator, seen),
                    // Never read yet: so long as it could be silent if it had been.
                    seen.Feed == FeedState.Stale
                        ? TimeSpan.Zero
                        : indicator.StaleAfter
                );
    }

    static bool IsSilent(IndicatorStatus seen) =>
        seen.Feed is FeedState.Stale or FeedState.Never
        || seen is { Feed: FeedState.Failing, Health.LastSuccess: null };

    static string Text(Watch watch, Indicator indicator, IndicatorStatus seen)
    {
        var name = $"{Plain.Line(watch.Title, MostTitle)}: {Plain.Line(indicator.Title, MostTitle)}";
        var last = seen.Of == SeriesKind.Events ? seen.Health.LastSuccess : seen.LastObservedAt;
        var silence = last is { } at ? $"has been silent since {ReaderTimes.Utc(at)}" : "was never read";
        return seen.Health.Error is { } error ? $"{name} {silence}: {Plain.Line(error, 200)}" : $"{name} {silence}.";
    }

    /// <summary>Whether a watch has not been evaluated for too long.</summary>
    public static Problem? OfEvaluation(StoredWatch watch, DateTimeOffset now)
    {
        var allowed = LongestLag + watch.Definition.Every;
        var title = Plain.Line(watch.Definition.Title, MostTitle);
        var key = $"evaluate:{watch.Definition.Id}";
        if (watch.State?.EvaluatedTo is not { } to)
            return new(key, ProblemKind.Evaluation, $"{title} was never evaluated.", allowed);
        return now - to > allowed
            ? new(key, ProblemKind.Evaluation, $"{title} has not been evaluated since {ReaderTimes.Utc(to)}.")
            : null;
    }

    /// <summary>Mail that has waited for too long.</summary>
    /// <param name="outbox">When the alerts were decided whose readers are not yet known, UTC.</param>
    /// <param name="late">What has waited for longer than <see cref="LongestWait"/> to be sent.</param>
    /// <param name="now">UTC.</param>
    public static Problem? OfWaiting(
        IEnumerable<DateTimeOffset> outbox,
        IReadOnlyList<WaitingSend> late,
        DateTimeOffset now
    )
    {
        var unplanned = outbox.Where(at => now - at > LongestWait).ToList();
        if (late.Count + unplanned.Count == 0)
            return null;
        var since = late.Select(s => s.CreatedAt).Concat(unplanned).Min();
        var reason = late.Select(s => s.Failure).FirstOrDefault(f => f is not null);
        return new(
            "mail:late",
            ProblemKind.Delivery,
            $"Mail to {MailWords.Count(late.Sum(s => s.Readers), "reader")} in {MailWords.Count(late.Count, "send")}, and "
                + $"{MailWords.Count(unplanned.Count, "alert")} not yet handed out, wait since {ReaderTimes.Utc(since)}"
                + (reason is null ? "." : $": {Plain.Line(reason, 300)}")
        );
    }

    /// <summary>Whether the sender of the settings fails.</summary>
    /// <param name="sender">How it has fared; null when it is well.</param>
    /// <param name="hasFallback">Whether there is another way.</param>
    public static Problem? OfSender(SenderHealth? sender, bool hasFallback)
    {
        if (sender?.FailingSince is not { } since)
            return null;
        var what = sender.ShutOut
            ? $"The mail sender does not accept our key, password or address since {ReaderTimes.Utc(since)}"
            : $"The mail sender has failed since {ReaderTimes.Utc(since)}";
        return new(
            "mail:sender",
            ProblemKind.Delivery,
            $"{what}{(hasFallback ? ", and mail goes by the fallback" : "")}: {Plain.Line(sender.Failure ?? "", 300)}",
            sender.ShutOut ? TimeSpan.Zero : LongestWait
        );
    }

    /// <summary>A delivery that was given up for some readers.</summary>
    public static Problem OfLost(ListedDelivery delivery) =>
        new(
            $"lost:{delivery.Id}",
            ProblemKind.Lost,
            $"The delivery {Plain.Line(delivery.Id)} of {ReaderTimes.Utc(delivery.At)} was given up for some readers: the provider refused it."
        );

    /// <summary>Messages that failed again and again.</summary>
    public static Problem? OfPoison(string queue, int count) =>
        count == 0
            ? null
            : new(
                $"poison:{queue}",
                ProblemKind.Delivery,
                $"{MailWords.Count(count, "message")} of the queue {queue} failed again and again: see /api/poison."
            );
}
