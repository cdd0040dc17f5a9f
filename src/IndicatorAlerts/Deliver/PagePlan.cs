using System.Globalization;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>A reader to be judged.</summary>
/// <param name="Id">The reader's id.</param>
/// <param name="Wants">What it wants.</param>
/// <param name="Sent">When it was sent mail in the last hour, where it has a limit.</param>
/// <param name="May">False when it must not be written to.</param>
public sealed record Candidate(string Id, Subscription Wants, IReadOnlyList<DateTimeOffset> Sent, bool May = true);

/// <summary>Alerts to be held for readers.</summary>
/// <param name="Due">UTC.</param>
/// <param name="Occasion">Why they come later.</param>
/// <param name="Alerts">Ids.</param>
/// <param name="Readers">Ids.</param>
public sealed record Hold(
    DateTimeOffset Due,
    MailOccasion Occasion,
    IReadOnlyList<string> Alerts,
    IReadOnlyList<string> Readers
);

/// <summary>What a page of readers comes to. Pure: the same page comes out the same, however often it is planned.</summary>
/// <param name="Why">The reasons; null for a page without readers.</param>
/// <param name="Sends">One for each different set of alerts.</param>
/// <param name="Holds">What comes later.</param>
public sealed record PagePlan(WhyPage? Why, IReadOnlyList<Send> Sends, IReadOnlyList<Hold> Holds)
{
    // A transaction holds a hundred rows: the plan, the reasons and the sends.
    const int MostSends = 90;

    /// <param name="delivery">As it stands before the page.</param>
    /// <param name="alerts">The delivery's, in its order; at most <see cref="Grouping.MostAlerts"/>.</param>
    /// <param name="readers">In order of their ids; those at the end may be left for the next page.</param>
    public static PagePlan Of(Delivery delivery, IReadOnlyList<Alert> alerts, IReadOnlyList<Candidate> readers)
    {
        var sends = new SortedDictionary<int, List<string>>();
        var holds = new Dictionary<(DateTimeOffset Due, MailOccasion Occasion, int Alerts), List<string>>();
        var codes = new List<byte>();
        var walked = new List<string>();
        foreach (var reader in readers)
        {
            var decisions = alerts.Select(a => Decide(reader, a, delivery.At)).ToList();
            var now = Set(decisions, d => d.Why == WhyCode.Sent);
            if (now != 0 && !sends.ContainsKey(now) && sends.Count == MostSends)
                break;
            walked.Add(reader.Id);
            codes.AddRange(decisions.Select(d => (byte)d.Why));
            if (now != 0)
                Add(sends, now, reader.Id);
            foreach (var later in decisions.Where(d => d.Until is not null).Distinct())
                Add(holds, (later.Until!.Value, OccasionOf(later.Why), Set(decisions, d => d == later)), reader.Id);
        }
        return new(
            walked.Count == 0 ? null : new(delivery.Page, walked, [.. codes]),
            [.. sends.Select((s, i) => SendOf(delivery, alerts, i, s.Key, s.Value))],
            [.. holds.Select(h => new Hold(h.Key.Due, h.Key.Occasion, Ids(alerts, h.Key.Alerts), h.Value))]
        );
    }

    /// <summary>The counts by alert and reason with a page's added.</summary>
    public static Dictionary<string, Dictionary<WhyCode, int>> Count(Delivery delivery, WhyPage? page)
    {
        var counts = delivery.Alerts.ToDictionary(a => a, a => Copy(delivery, a));
        for (var i = 0; i < (page?.Codes.Length ?? 0); i++)
        {
            var of = counts[delivery.Alerts[i % delivery.Alerts.Count]];
            var why = (WhyCode)page!.Codes[i];
            of[why] = of.GetValueOrDefault(why) + 1;
        }
        return counts;
    }

    static Dictionary<WhyCode, int> Copy(Delivery delivery, string alert) =>
        delivery.Counts.TryGetValue(alert, out var before) ? new(before) : [];

    static Decision Decide(Candidate reader, Alert alert, DateTimeOffset at) =>
        reader.May
            ? Wishes.Decide(reader.Wants, alert.Kind, alert.RedLine.Severity, at, reader.Sent)
            : new(WhyCode.Left);

    static MailOccasion OccasionOf(WhyCode why) =>
        why == WhyCode.RolledUp ? MailOccasion.RolledUp : MailOccasion.AfterQuiet;

    static Send SendOf(Delivery delivery, IReadOnlyList<Alert> alerts, int variant, int set, List<string> readers) =>
        new()
        {
            Delivery = delivery.Id,
            Id = string.Create(CultureInfo.InvariantCulture, $"{delivery.Page:D6}:{variant}"),
            Watch = delivery.Watch!,
            Content = new() { Alerts = [.. Ids(alerts, set).Select(id => new AlertName(delivery.Watch!, id))] },
            Readers = readers,
            From = delivery.Page == 0 ? ReadersFrom.Setting : ReadersFrom.Page,
            CreatedAt = delivery.At,
        };

    static List<string> Ids(IReadOnlyList<Alert> alerts, int set) =>
        [.. alerts.Where((_, i) => (set & 1 << i) != 0).Select(a => a.Id)];

    static int Set(List<Decision> decisions, Func<Decision, bool> holds) =>
        decisions.Select((d, i) => holds(d) ? 1 << i : 0).Sum();

    static void Add<TKey>(IDictionary<TKey, List<string>> groups, TKey key, string reader)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var readers))
            groups[key] = readers = [];
        readers.Add(reader);
    }
}
