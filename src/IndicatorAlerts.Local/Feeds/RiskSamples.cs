using System.Globalization;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>The daily index of geopolitical risk, in its binary workbook.</summary>
internal static class RiskSamples
{
    private const int Days = 400;

    // It is published about weekly, days late.
    private const int DaysLate = 4;

    private static readonly string[] Header =
    [
        "DAY",
        "N10D",
        "GPRD",
        "GPRD_ACT",
        "GPRD_THREAT",
        "GPRD_MA30",
        "GPRD_MA7",
        "var_name",
        "var_label",
    ];

    /// <summary>www.matteoiacoviello.com: calm throughout, as it is too late to tell of the story.</summary>
    public static FeedAnswer? Workbook(SampleStory story, SampleRequest request)
    {
        if (request.Path != "/gpr_files/data_gpr_daily_recent.xls")
            return null;
        var sheet = new XlsWriter();
        foreach (var (column, name) in Header.Index())
            sheet.Cell(0, column, name);
        sheet.Cell(1, 7, "GPRD").Cell(1, 8, "SAMPLE index");
        var last = DateOnly.FromDateTime(request.Now.UtcDateTime).AddDays(-DaysLate);
        for (var row = 1; row <= Days; row++)
        {
            var day = last.AddDays(row - Days);
            var noise = HostSamples.Noise("GPR", day.DayNumber);
            double[] values = [250, 110 + 30 * noise, 90 + 20 * noise, 125 + 35 * noise, 110, 110 + 8 * noise];
            sheet.Cell(row, 0, double.Parse($"{day:yyyyMMdd}", CultureInfo.InvariantCulture));
            foreach (var (column, value) in values.Index())
                sheet.Cell(row, column + 1, value);
        }
        return new() { ContentType = "application/vnd.ms-excel", Body = sheet.ToArray() };
    }
}
