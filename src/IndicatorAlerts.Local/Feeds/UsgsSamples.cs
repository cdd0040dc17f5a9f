using System.Text.RegularExpressions;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>The USGS summary feeds over sample earthquakes: a world's day, and one event that crosses the red line.</summary>
internal sealed partial class UsgsSamples
{
    private readonly TimeProvider time;
    private readonly SampleStory story;
    private readonly SampleQuake crossing;
    private readonly List<SampleQuake> quakes;

    public UsgsSamples(TimeProvider time, SampleStory story)
    {
        this.time = time;
        this.story = story;
        quakes = [.. SampleQuakes.LastDay(time.GetUtcNow())];
        // USGS never lists an event at once; a few seconds keep the sample's story short.
        crossing = SampleQuakes.Crossing(story.Crossing - TimeSpan.FromSeconds(5));
    }

    /// <summary>The answer to a path that is one of the summary feeds, otherwise null.</summary>
    public FeedAnswer? Answer(string path)
    {
        var asked = SummaryPath().Match(path);
        if (!asked.Success)
            return null;
        var generated = Generated();
        var window = asked.Groups["window"].Value switch
        {
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            "week" => TimeSpan.FromDays(7),
            _ => TimeSpan.FromDays(30),
        };
        var visible = quakes
            .Append(story.Correction <= generated ? crossing with { Magnitude = 3.6 } : crossing)
            .Where(q => q.Listed <= generated && q.Time > generated - window)
            .Where(q => IsIn(q, asked.Groups["level"].Value))
            .OrderByDescending(q => q.Time)
            .ToList();
        return new FeedAnswer
        {
            Body = UsgsJson.Summary(generated, asked.Groups["level"].Value, asked.Groups["window"].Value, visible),
            LastModified = DateTimeOffset.FromUnixTimeSeconds(generated.ToUnixTimeSeconds()),
            Headers = new Dictionary<string, string> { ["Cache-Control"] = "public, max-age=60" },
        };
    }

    // USGS writes its files once a minute; ours also at the instant of the crossing, so that nobody waits for it.
    private DateTimeOffset Generated()
    {
        var now = time.GetUtcNow();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        return story.Crossing <= now && story.Crossing > minute ? story.Crossing : minute;
    }

    private static bool IsIn(SampleQuake quake, string level) =>
        level switch
        {
            "all" => true,
            "significant" => quake.Significance >= 600,
            "1.0" => quake.Magnitude >= 1.0,
            "2.5" => quake.Magnitude >= 2.5,
            _ => quake.Magnitude >= 4.5,
        };

    [GeneratedRegex(
        @"^/earthquake\.usgs\.gov/earthquakes/feed/v1\.0/summary/(?<level>all|1\.0|2\.5|4\.5|significant)_(?<window>hour|day|week|month)\.geojson$"
    )]
    private static partial Regex SummaryPath();
}
