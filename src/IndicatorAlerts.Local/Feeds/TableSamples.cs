using System.Globalization;
using System.Text;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>Tables as CSV.</summary>
internal static class TableSamples
{
    private static readonly TimeSpan SeoulIsAhead = TimeSpan.FromHours(9);

    /// <summary>cdn.cboe.com: the VIX at the close.</summary>
    public static FeedAnswer? Vix(SampleStory story, SampleRequest request)
    {
        if (request.Path != "/api/global/us_indices/daily_prices/VIX_History.csv")
            return null;
        var days = Days(request.Now, 400, 22);
        var last = story.Slide <= request.Now ? 38 : 16;
        return Csv(
            "DATE,OPEN,HIGH,LOW,CLOSE",
            days.Select(d =>
            {
                var close = (d == days[^1] ? last : 16) + 2 * HostSamples.Noise("VIX", d.DayNumber);
                return Line($"{d:MM/dd/yyyy},{close - 1:0.00},{close + 1:0.00},{close - 1.5:0.00},{close:0.00}");
            })
        );
    }

    /// <summary>fred.stlouisfed.org: the won, up to ten days late, and without a value at Christmas.</summary>
    public static FeedAnswer? Fred(SampleStory story, SampleRequest request) =>
        request.Path != "/graph/fredgraph.csv" || request.Query["id"] != "DEXKOUS"
            ? null
            : Csv(
                "observation_date,DEXKOUS",
                Days(request.Now.AddDays(-10), 400, 22)
                    .Select(d =>
                        d is { Month: 12, Day: 25 }
                            ? Line($"{d:yyyy-MM-dd},")
                            : Line($"{d:yyyy-MM-dd},{1380 + 5 * HostSamples.Noise("USDKRW", d.DayNumber):0.00}")
                    )
            );

    /// <summary>stilesdata.com: provocations as CSIS lists them, newest first.</summary>
    public static FeedAnswer? Provocations(SampleStory story, SampleRequest request)
    {
        if (request.Path != "/north-korea-provocations/processed/north_korea_provocations_1958_present.csv")
            return null;
        var past = Enumerable
            .Range(1, 12)
            .Select(i =>
                Provocation(request.Now.AddDays(-29 * i), i % 3 == 0 ? "Balloon-floating Trash" : "Missile Launch")
            );
        string[] launch = story.Launches is { } at && at <= request.Now ? [Provocation(at, "Missile Launch")] : [];
        return Csv(
            "date,type,event,description,resources,year,week_number,month_year,weekday,mentions_kim",
            launch.Concat(past)
        );
    }

    /// <summary>docs.google.com: what Moscow and Pyongyang do together, as CSIS lists it.</summary>
    public static FeedAnswer? RussiaTies(SampleStory story, SampleRequest request) =>
        !request.Path.StartsWith("/spreadsheets/d/", StringComparison.Ordinal)
            ? null
            : Csv(
                "Year,Month,Day,Headline,Tag",
                Enumerable
                    .Range(1, 20)
                    .Select(i => request.Now.AddDays(-17 * i))
                    .Select(d =>
                        Line($"{d:yyyy},{d.Month},{d.Day},\"SAMPLE: a delegation, so to say, visits\",diplomatic")
                    )
            );

    private static string Provocation(DateTimeOffset at, string what)
    {
        var day = at + SeoulIsAhead;
        var type = what.StartsWith("Missile", StringComparison.Ordinal) ? "Missile Provocation" : "Other Provocation";
        return Line(
            $"{day:yyyy-MM-dd},{type},SAMPLE: {what},\"SAMPLE, it never happened.\",https://sample.example/{day:yyyyMMdd},{day:yyyy},1,{day:MM-yyyy},{day:dddd},False"
        );
    }

    private static List<DateOnly> Days(DateTimeOffset now, int most, int hour) =>
        HostSamples.WorkingDays(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-most), now, hour);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static FeedAnswer Csv(string header, IEnumerable<string> rows) =>
        new()
        {
            ContentType = "text/csv; charset=utf-8",
            Body = Encoding.UTF8.GetBytes($"{header}\n{string.Join('\n', rows)}\n"),
        };
}
