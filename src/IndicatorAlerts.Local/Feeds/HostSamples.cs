namespace IndicatorAlerts.Local.Feeds;

/// <summary>A request to a sample feed.</summary>
/// <param name="Path">After the host, beginning with a slash.</param>
/// <param name="Query">As asked.</param>
/// <param name="Now">UTC.</param>
internal sealed record SampleRequest(string Path, IQueryCollection Query, DateTimeOffset Now);

/// <summary>Samples for the hosts that packs ask, but for USGS: a plausible recent history, made from the clock, and the story.</summary>
internal static class HostSamples
{
    private static readonly Dictionary<string, Func<SampleStory, SampleRequest, FeedAnswer?>> ByHost = new()
    {
        ["api.frankfurter.dev"] = RateSamples.Frankfurter,
        ["query1.finance.yahoo.com"] = RateSamples.Kospi,
        ["cdn.cboe.com"] = TableSamples.Vix,
        ["fred.stlouisfed.org"] = TableSamples.Fred,
        ["stilesdata.com"] = TableSamples.Provocations,
        ["docs.google.com"] = TableSamples.RussiaTies,
        ["en.yna.co.kr"] = NewsSamples.Yonhap,
        ["kcnawatch.org"] = NewsSamples.StateMedia,
        ["storage.googleapis.com"] = GdeltSamples.Answer,
        ["msi.nga.mil"] = NoticeSamples.Warnings,
        ["www.gov.uk"] = NoticeSamples.TravelAdvice,
        ["www.matteoiacoviello.com"] = RiskSamples.Workbook,
        ["wikimedia.org"] = NoticeSamples.Readers,
    };

    public static IEnumerable<string> Hosts => ByHost.Keys;

    /// <summary>Null where there is no sample.</summary>
    /// <param name="path">Begins with the host that is meant.</param>
    /// <param name="query">As asked.</param>
    /// <param name="story">What happens.</param>
    /// <param name="now">UTC.</param>
    public static FeedAnswer? Answer(string path, IQueryCollection query, SampleStory story, DateTimeOffset now)
    {
        // What asks for a tunnel through a proxy has no path.
        var cut = path.Length > 1 ? path.IndexOf('/', 1) : -1;
        return cut > 0 && ByHost.TryGetValue(path[1..cut], out var answer)
            ? answer(story, new(path[cut..], query, now))
            : null;
    }

    /// <summary>From -1 to 1, always the same for the same name and number.</summary>
    public static double Noise(string name, long number)
    {
        var mixed = (ulong)number * 0x9E3779B97F4A7C15;
        foreach (var c in name)
            mixed = (mixed ^ c) * 0x100000001B3;
        mixed ^= mixed >> 31;
        mixed *= 0xBF58476D1CE4E5B9;
        return (mixed >> 11) / (double)(1UL << 52) - 1;
    }

    /// <summary>The working days from one to another whose hour has passed.</summary>
    /// <param name="from">The first.</param>
    /// <param name="now">UTC.</param>
    /// <param name="hour">When a day's value is there, UTC.</param>
    public static List<DateOnly> WorkingDays(DateOnly from, DateTimeOffset now, int hour)
    {
        var last = DateOnly.FromDateTime(now.UtcDateTime.AddHours(-hour));
        return
        [
            .. Enumerable
                .Range(0, Math.Max(0, last.DayNumber - from.DayNumber + 1))
                .Select(from.AddDays)
                .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)),
        ];
    }
}
