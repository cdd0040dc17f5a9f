using System.Globalization;
using System.Text.RegularExpressions;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>What offices publish: warnings to ships, travel advice, and how often an article was read.</summary>
internal static partial class NoticeSamples
{
    /// <summary>msi.nga.mil: two warnings far away, and that of the story.</summary>
    public static FeedAnswer? Warnings(SampleStory story, SampleRequest request)
    {
        if (request.Path != "/api/publications/broadcast-warn")
            return null;
        var day = request.Now.UtcDateTime.Date;
        var warnings = new List<string>
        {
            Warning(day.AddDays(-3), 101, "SAMPLE. NORTH ATLANTIC.\\n1. CABLE OPERATIONS IN 48-10.00N 012-20.00W."),
            Warning(
                day.AddDays(-1),
                102,
                "SAMPLE. EASTERN PACIFIC.\\n1. HAZARDOUS OPERATIONS, ROCKET LAUNCHING\\n IN 34-00.00N 121-30.00W."
            ),
        };
        if (story.Notice is { } notice && notice <= request.Now)
            warnings.Add(
                Warning(
                    notice.UtcDateTime,
                    103,
                    "SAMPLE. SEA OF JAPAN.\\n1. HAZARDOUS OPERATIONS, MISSILE FIRING\\n IN AREA BOUND BY\\n 39-30.00N 130-10.00E, 39-30.00N 132-00.00E,\\n 38-20.00N 132-00.00E, 38-20.00N 130-10.00E."
                )
            );
        return FeedAnswer.Json($$"""{"broadcast-warn":[{{string.Join(",\n", warnings)}}]}""");
    }

    /// <summary>www.gov.uk: no advice against travel to any country, but after the words of war to parts of South Korea.</summary>
    public static FeedAnswer? TravelAdvice(SampleStory story, SampleRequest request)
    {
        var asked = AdvicePath().Match(request.Path);
        if (!asked.Success)
            return null;
        var warned = asked.Groups[1].Value == "south-korea" && story.Rhetoric <= request.Now ? story.Rhetoric : null;
        // The same at every request until it changes.
        var updated = warned ?? new DateTimeOffset(story.Crossing.UtcDateTime.Date.AddDays(-40), TimeSpan.Zero);
        var (status, change) = warned is null
            ? ("", "no change")
            : ("\"avoid_all_but_essential_travel_to_parts\"", "advice against travel to the border");
        return FeedAnswer.Json(
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"title":"SAMPLE travel advice","updated_at":"{{{updated.UtcDateTime:O}}}","public_updated_at":"{{{updated.UtcDateTime:O}}}","details":{"alert_status":[{{{status}}}],"change_description":"SAMPLE: {{{change}}}"}}"""
            )
        );
    }

    /// <summary>wikimedia.org: readers of any article, a day late.</summary>
    public static FeedAnswer? Readers(SampleStory story, SampleRequest request)
    {
        var asked = ReadersPath().Match(request.Path);
        if (!asked.Success || Day(asked.Groups[1].Value) is not { } from || Day(asked.Groups[2].Value) is not { } to)
            return null;
        var last = DateOnly.FromDateTime(request.Now.UtcDateTime).AddDays(-2);
        var items = Enumerable
            .Range(0, Math.Clamp((to < last ? to : last).DayNumber - from.DayNumber + 1, 0, 10_000))
            .Select(from.AddDays)
            .Select(d =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"project":"en.wikipedia","article":"SAMPLE","granularity":"daily","timestamp":"{{d:yyyyMMdd}}00","access":"all-access","agent":"user","views":{{5000 + 900 * HostSamples.Noise("readers", d.DayNumber):0}}}"""
                )
            )
            .ToList();
        return items.Count == 0 ? null : FeedAnswer.Json($$"""{"items":[{{string.Join(",\n", items)}}]}""");
    }

    private static string Warning(DateTime at, int number, string text)
    {
        var issued = at.ToString("ddHHmm'Z' MMM yyyy", CultureInfo.InvariantCulture).ToUpperInvariant();
        return $$"""{"msgYear":{{at.Year}},"msgNumber":{{number}},"navArea":"P","subregion":"96","text":"{{text}}","status":"A","issueDate":"{{issued}}","authority":"SAMPLE","cancelDate":null}""";
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    [GeneratedRegex("^/api/content/foreign-travel-advice/([a-z-]{1,100})$")]
    private static partial Regex AdvicePath();

    [GeneratedRegex("^/api/rest_v1/metrics/pageviews/per-article/.+/daily/([0-9]{8})/([0-9]{8})$")]
    private static partial Regex ReadersPath();
}
