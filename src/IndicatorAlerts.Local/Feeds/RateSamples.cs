using System.Globalization;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>Rates of currencies and of shares.</summary>
internal static class RateSamples
{
    private static readonly Dictionary<string, double> Usual = new()
    {
        ["USDKRW"] = 1380,
        ["EURUSD"] = 1.09,
        ["EURCHF"] = 0.95,
    };

    /// <summary>api.frankfurter.dev, version 2; pairs without a sample are not found.</summary>
    public static FeedAnswer? Frankfurter(SampleStory story, SampleRequest request)
    {
        var (from, to) = (Day(request.Query["from"]), Day(request.Query["to"]));
        var (one, other) = (request.Query["base"].ToString(), request.Query["quotes"].ToString());
        if (request.Path != "/v2/rates" || !Usual.TryGetValue(one + other, out var usual))
            return null;
        // The fixing of 16:00 in Frankfurt is published within the hour.
        var days = HostSamples.WorkingDays(Max(from, request.Now, 36_500), request.Now, 16);
        var fallen = other == "KRW" && story.Slide <= request.Now ? 1.06 : 1;
        var rates = days.Where(d => d <= to)
            .Select(d =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"date":"{{d:yyyy-MM-dd}}","base":"{{one}}","quote":"{{other}}","rate":{{Math.Round(
                        usual * (1 + 0.004 * HostSamples.Noise(one + other, d.DayNumber)) * (d == days[^1] ? fallen : 1),
                        5
                    )}}}"""
                )
            );
        return FeedAnswer.Json($"[{string.Join(",\n", rates)}]");
    }

    /// <summary>query1.finance.yahoo.com: half a year of the KOSPI, with a day that is null, as Yahoo has them.</summary>
    public static FeedAnswer? Kospi(SampleStory story, SampleRequest request)
    {
        if (request.Path != "/v8/finance/chart/^KS11")
            return null;
        var days = HostSamples.WorkingDays(Max(null, request.Now, 183), request.Now, 7);
        var fallen = story.Slide <= request.Now ? 0.92 : 1;
        var closes = days.Select(
            (d, i) =>
                i == 5
                    ? "null"
                    : Math.Round(
                            2600 * (1 + 0.008 * HostSamples.Noise("KOSPI", d.DayNumber)) * (d == days[^1] ? fallen : 1),
                            2
                        )
                        .ToString(CultureInfo.InvariantCulture)
        );
        var times = days.Select(d =>
            new DateTimeOffset(d, new TimeOnly(0, 0), TimeSpan.Zero)
                .ToUnixTimeSeconds()
                .ToString(CultureInfo.InvariantCulture)
        );
        return FeedAnswer.Json(
            $$$"""{"chart":{"result":[{"meta":{"symbol":"^KS11","longName":"SAMPLE KOSPI"},"timestamp":[{{{string.Join(',', times)}}}],"indicators":{"quote":[{"close":[{{{string.Join(',', closes)}}}]}]}}],"error":null}}"""
        );
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static DateOnly Max(DateOnly? from, DateTimeOffset now, int most)
    {
        var first = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-most);
        return from > first ? from.Value : first;
    }
}
