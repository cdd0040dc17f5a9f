using System.Globalization;
using System.Text;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>News as RSS; every headline says that it is a sample, where a real one says that it is a lead.</summary>
internal static class NewsSamples
{
    private static readonly string[] Quiet =
    [
        "Unification ministry marks anniversary of family reunions",
        "Seoul names new envoy for human rights in the North",
        "Flood damage seen on satellite pictures of the Yalu",
        "Think tank sees trade at the border return to its old level",
    ];

    /// <summary>en.yna.co.kr: a quiet day, and the launches and the words of the story.</summary>
    public static FeedAnswer? Yonhap(SampleStory story, SampleRequest request)
    {
        if (request.Path is not ("/RSS/northkorea.xml" or "/RSS/news.xml"))
            return null;
        var items = Enumerable
            .Range(1, 16)
            .Select(i => (At: Hour(request.Now, 3).AddHours(-3 * i), Title: $"(SAMPLE) {Quiet[i % Quiet.Length]}"))
            .ToList();
        if (story.Launches is { } launches)
        {
            items.Add((launches, "(SAMPLE) N. Korea fires ballistic missile toward East Sea: JCS"));
            items.Add(
                (launches.AddSeconds(15), "(SAMPLE) N. Korea fires more short-range missiles toward East Sea: JCS")
            );
        }
        if (story.Rhetoric is { } rhetoric)
            items.Add((rhetoric, "(SAMPLE) N. Korea calls drills of South and U.S. an act of war"));
        return Rss("SAMPLE Yonhap, North Korea", items, request.Now);
    }

    /// <summary>kcnawatch.org: an item every two hours.</summary>
    public static FeedAnswer? StateMedia(SampleStory story, SampleRequest request) =>
        request.Path is not ("/feed/" or "/feed")
            ? null
            : Rss(
                "SAMPLE KCNA Watch",
                Enumerable
                    .Range(0, 36)
                    .Select(i =>
                        (Hour(request.Now, 2).AddHours(-2 * i), "SAMPLE: a farm reports that its plan is met")
                    ),
                request.Now
            );

    private static DateTimeOffset Hour(DateTimeOffset now, int every) =>
        new(now.UtcTicks - now.UtcTicks % TimeSpan.FromHours(every).Ticks, TimeSpan.Zero);

    private static FeedAnswer Rss(
        string title,
        IEnumerable<(DateTimeOffset At, string Title)> items,
        DateTimeOffset now
    )
    {
        var shown = items
            .Where(i => i.At <= now)
            .OrderByDescending(i => i.At)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<item><title>{i.Title}</title><link>https://sample.example/{i.At:yyyyMMddHHmmss}</link><guid>sample-{i.At:yyyyMMddHHmmss}</guid><pubDate>{i.At.UtcDateTime:R}</pubDate></item>\n"
                )
            );
        return new()
        {
            ContentType = "application/rss+xml; charset=utf-8",
            Body = Encoding.UTF8.GetBytes(
                $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{title}</title>\n{string.Concat(shown)}</channel></rss>\n"
            ),
        };
    }
}
