namespace IndicatorAlerts.Operate;

/// <summary>What a mail to the operator tells.</summary>
/// <param name="New">Not told before.</param>
/// <param name="Still">Told before, and not over.</param>
/// <param name="Over">Told before, and over.</param>
/// <param name="IsLast">No other such mail follows for a while, whatever happens.</param>
public sealed record OperatorNews(
    IReadOnlyList<KnownProblem> New,
    IReadOnlyList<KnownProblem> Still,
    IReadOnlyList<KnownProblem> Over,
    bool IsLast
);

/// <summary>Whether the operator is told of problems. Pure.</summary>
public static class OperatorRules
{
    /// <summary>At most so many mails in 24 hours when something does not leave or is not evaluated.</summary>
    public const int MostADay = 10;

    /// <summary>The same for feeds, and for what is over: a feed that comes and goes must not use up what matters more.</summary>
    public const int MostOfFeeds = 6;

    /// <summary>More problems than these are not remembered one by one: the state is one row.</summary>
    public const int MostKnown = 1000;

    /// <summary>What comes back within so long was never over.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(15);

    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="found">What is wrong now; no two of one key.</param>
    /// <param name="before">What is remembered.</param>
    /// <param name="now">UTC.</param>
    /// <returns>
    /// What to tell, null for nothing; what to remember when it was not told or could not be; and what to remember when it was.
    /// </returns>
    public static (OperatorNews? News, OperatorState Untold, OperatorState Told) Decide(
        IReadOnlyCollection<Problem> found,
        OperatorState before,
        DateTimeOffset now
    )
    {
        var known = Remember(found, before, now);
        var patience = found.ToDictionary(p => p.Key, p => p.Patience);
        var fresh = known.Where(k => k is { ToldAt: null } && now - k.Since >= patience[k.Key]).ToList();
        var over = known.Where(k => now - k.GoneSince >= Calm).ToList();
        var mails = before.Mails.Where(at => now - at < Day).ToList();
        var untold = new OperatorState { Known = known, Mails = mails };
        var most = fresh.Exists(p => p.Kind != ProblemKind.Collection) ? MostADay : MostOfFeeds;
        if (fresh.Count + over.Count == 0 || mails.Count >= most)
            return (null, untold, untold);
        var told = new OperatorState
        {
            Known = [.. known.Except(over).Select(k => fresh.Contains(k) ? k with { ToldAt = now } : k)],
            Mails = [.. mails, now],
        };
        var still = known.Where(k => k is { ToldAt: not null, GoneSince: null }).ToList();
        return (new(fresh, still, over, mails.Count + 1 >= most), untold, told);
    }

    // What was not told is forgotten when it is gone, and so is what cannot mend.
    static List<KnownProblem> Remember(IReadOnlyCollection<Problem> found, OperatorState before, DateTimeOffset now)
    {
        var there = found.ToDictionary(p => p.Key);
        var known = before
            .Known.Where(k => there.ContainsKey(k.Key) || k is { ToldAt: not null, Kind: not ProblemKind.Lost })
            .Select(k =>
                there.TryGetValue(k.Key, out var p)
                    ? k with
                    {
                        Kind = p.Kind,
                        Text = p.Text,
                        GoneSince = null,
                    }
                    : k with
                    {
                        GoneSince = k.GoneSince ?? now,
                    }
            )
            .ToList();
        var keys = known.Select(k => k.Key).ToHashSet();
        // The worst first, should there be too many.
        known.AddRange(
            found
                .Where(p => !keys.Contains(p.Key))
                .OrderByDescending(p => p.Kind)
                .ThenBy(p => p.Key, StringComparer.Ordinal)
                .Take(Math.Max(0, MostKnown - known.Count))
                .Select(p => new KnownProblem(p.Key, p.Kind, p.Text, now))
        );
        return known;
    }
}
