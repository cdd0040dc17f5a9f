namespace IndicatorAlerts.Collect;

/// <summary>
/// Leaves out aftershocks: an event with another in the time before it that was at least as strong. So a burst counts as one, its
/// strongest, at the time of its first. A stronger event is never put back to the time of a weaker one that came first, though both
/// then stand: a test some hours after a small shock would otherwise lie outside of the window that a red line looks at.
/// <para>
/// Whether an event stands depends on the time just before it alone. Of events in the first such stretch of an answer nothing is said,
/// because what came before them may have left the answer: they were read when it was still there.
/// </para>
/// </summary>
static class UsgsMerge
{
    public static IEnumerable<FeedPoint> Strongest(List<FeedPoint> shocks, TimeSpan merge, DateTimeOffset start)
    {
        // By time; of one instant the stronger first, so that it is found before the weaker.
        shocks.Sort(
            (a, b) =>
                a.ObservedAt != b.ObservedAt ? a.ObservedAt.CompareTo(b.ObservedAt)
                : a.Value != b.Value ? b.Value.CompareTo(a.Value)
                : string.CompareOrdinal(a.Id, b.Id)
        );
        // Those before that no later one surpasses: weaker and weaker.
        var before = new LinkedList<FeedPoint>();
        foreach (var shock in shocks)
        {
            while (before.First is { } first && shock.ObservedAt - first.Value.ObservedAt > merge)
                before.RemoveFirst();
            while (before.Last is { } last && last.Value.Value < shock.Value)
                before.RemoveLast();
            var stands = before.Count == 0;
            before.AddLast(shock);
            if (stands && shock.ObservedAt >= start + merge)
                yield return shock;
        }
    }
}
