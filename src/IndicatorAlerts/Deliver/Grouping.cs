using System.Globalization;
using IndicatorAlerts.Alerts;

namespace IndicatorAlerts.Deliver;

/// <summary>Whether alerts leave now, and which of them together.</summary>
/// <param name="Together">Those that make one mail, oldest first; the first gives the delivery its name.</param>
/// <param name="Wait">How long until they leave; zero for now.</param>
/// <param name="Reason">Why.</param>
public sealed record Grouping(IReadOnlyList<OutboxEntry> Together, TimeSpan Wait, string Reason)
{
    /// <summary>What one mail may tell and still be read.</summary>
    public const int MostAlerts = 25;

    /// <summary>
    /// What is decided of one entry of a watch's outbox: entries that were made within the window of the oldest go together. An alert of
    /// a critical line waits for nobody, and takes along those that wait: they would come as a second mail a moment later.
    /// </summary>
    /// <param name="id">The entry's id; it has not started.</param>
    /// <param name="outbox">All of the watch.</param>
    /// <param name="now">UTC.</param>
    /// <param name="window">How long an alert waits for others.</param>
    public static Grouping Of(string id, IReadOnlyList<OutboxEntry> outbox, DateTimeOffset now, TimeSpan window)
    {
        var groups = Groups(outbox, window);
        var index = groups.FindIndex(g => g.Exists(e => e.Id == id));
        var group = groups[index];
        if (group.Exists(e => e.Urgent))
            return new(group, TimeSpan.Zero, "a line of the group is critical");
        if (index < groups.Count - 1)
            return new(group, TimeSpan.Zero, "others have come that go without it");
        var wait = group[0].CreatedAt + window - now;
        return wait <= TimeSpan.Zero
            ? new(group, TimeSpan.Zero, "the window is over")
            : new(group, wait, string.Create(CultureInfo.InvariantCulture, $"others may come within {wait}"));
    }

    static List<List<OutboxEntry>> Groups(IReadOnlyList<OutboxEntry> outbox, TimeSpan window)
    {
        var groups = new List<List<OutboxEntry>>();
        var alerts = 0;
        foreach (
            var entry in outbox
                .Where(e => e.StartedAt is null)
                .OrderBy(e => e.CreatedAt)
                .ThenBy(e => e.Id, StringComparer.Ordinal)
        )
        {
            if (
                groups.Count == 0
                || entry.CreatedAt > groups[^1][0].CreatedAt + window
                || alerts + entry.Alerts.Count > MostAlerts
            )
                (alerts, _) = (0, Add(groups));
            groups[^1].Add(entry);
            alerts += entry.Alerts.Count;
        }
        return groups;
    }

    static int Add(List<List<OutboxEntry>> groups)
    {
        groups.Add([]);
        return groups.Count;
    }
}
