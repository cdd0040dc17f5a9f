using System.Globalization;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Local.Feeds;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class GprSourceTests
{
    public const string Daily = """{"kind":"gpr"}""";
    static readonly string[] Header =
    [
        "DAY",
        "N10D",
        "GPRD",
        "GPRD_ACT",
        "GPRD_THREAT",
        "date",
        "GPRD_MA30",
        "GPRD_MA7",
        "event",
        "var_name",
        "var_label",
    ];
    public static readonly GprSource Source = new(new FakeTimeProvider(At("2024-12-31")));

    [Theory]
    [InlineData("GPRD", 100.25)]
    [InlineData("GPRD_ACT", 101.125)]
    [InlineData("GPRD_THREAT", -7.5)]
    [InlineData("GPRD_MA7", 99)]
    [InlineData("N10D", 216)]
    public async Task The_column_is_read_from_whatever_record_it_stands_in_and_the_legend_beside_is_no_data(
        string column,
        double expected
    )
    {
        var reading = await Read.Answer(Source, $$"""{"kind":"gpr","column":"{{column}}"}""", Sheet().ToArray());
        Assert.Equal((40, 0), (reading.Entries, reading.Errors));
        Assert.Equal(40, reading.Points.Count);
        Assert.Equal(new FeedPoint(At("2024-11-01"), expected), reading.Points[0]);
        Assert.Equal(At("2024-12-10"), reading.Points[^1].ObservedAt);
    }

    [Fact]
    public async Task A_legend_above_the_header_is_no_data()
    {
        var sheet = new XlsWriter().Cell(0, 0, "var_name").Cell(1, 0, "DAY").Cell(2, 0, "GPRD").Cell(2, 1, "the index");
        sheet.Cell(5, 3, "DAY").Cell(5, 1, "GPRD").Cell(6, 1, 80.5).Cell(6, 3, 20241101.0);
        var reading = await Read.Answer(Source, Daily, sheet.ToArray());
        Assert.Equal([new FeedPoint(At("2024-11-01"), 80.5)], reading.Points);
        Assert.Equal(1, reading.Entries);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_counted_and_a_missing_value_is_none()
    {
        var sheet = Sheet();
        sheet.Cell(41, 0, 20241232.0).Cell(41, 2, 1.0);
        sheet.Cell(42, 0, 20241211.0);
        sheet.Cell(43, 2, 1.0);
        sheet.Cell(44, 0, 20241212.0).Cell(44, 2, "n/a");
        sheet.Cell(45, 0, 20241213.0).Error(45, 2);
        sheet.Cell(46, 0, "20241214").Cell(46, 2, 1.0);
        sheet.Cell(47, 0, 20241215.5).Cell(47, 2, 1.0);
        sheet.Cell(48, 0, 20241216.0).Cell(48, 2, double.NaN);
        sheet.Cell(49, 0, 19850101.0).Cell(49, 2, "long ago");
        var reading = await Read.Answer(Source, Daily, sheet.ToArray());
        Assert.Equal(40, reading.Points.Count);
        Assert.Equal(49, reading.Entries);
        Assert.Equal([42L, 44, 45, 46, 47, 48, 49], reading.FirstErrors.Select(e => e.Entry));
    }

    [Fact]
    public async Task Days_before_the_history_are_passed_over()
    {
        var reading = await Read.Answer(Source, """{"kind":"gpr","history":"30d"}""", Sheet().ToArray());
        Assert.Equal(At("2024-12-01"), reading.Points[0].ObservedAt);
        Assert.Equal(40, reading.Entries);
    }

    [Fact]
    public async Task The_recorded_index_is_read_back_from_a_workbook_of_it()
    {
        var lines = System.Text.Encoding.UTF8.GetString(SharedData.Read("gpr_daily_1985_2024.csv")).Split('\n')[1..];
        var rows = lines.Select(l => l.Split(',')).Where(l => l.Length > 3).ToList();
        var sheet = new XlsWriter().Cell(0, 0, "DAY").Cell(0, 2, "GPRD");
        foreach (var (line, row) in rows.Select((line, i) => (line, i + 1)))
            sheet.Cell(row, 0, Number(line[0])).Cell(row, 2, Number(line[2]));
        var reading = await Read.Answer(Source, """{"kind":"gpr","history":"36500d"}""", sheet.ToArray());
        Assert.Equal(rows.Select(r => Number(r[2])), reading.Points.Select(p => p.Value));
        Assert.Equal((rows.Count, 0), (reading.Entries, reading.Errors));
    }

    [Fact]
    public async Task What_is_no_such_workbook_is_refused_with_a_sentence()
    {
        var whole = Sheet().ToArray();
        await RefusedAsync([], "no Excel workbook");
        await RefusedAsync("<html>moved</html>"u8.ToArray(), "no Excel workbook");
        await RefusedAsync(whole[..(whole.Length - 600)], "broke off");
        await RefusedAsync(new XlsWriter().Cell(0, 0, "DAY").Cell(1, 2, "GPRD").ToArray(), "'DAY' and 'GPRD'");
        // The sector after the first of the workbook is itself.
        var circle = whole.ToArray();
        var first = BitConverter.ToInt32(whole, 512 * (BitConverter.ToInt32(whole, 48) + 1) + 128 + 116);
        BitConverter.GetBytes(first).CopyTo(circle, 512 + 4 * first);
        await RefusedAsync(circle, "broke off", "circle", "without a sheet");
    }

    [Theory]
    [InlineData("""{"kind":"gpr","column":"GPR"}""", "'column' must be one of")]
    [InlineData("""{"kind":"gpr","history":"1m"}""", "'history' must be a duration")]
    public void Wrong_parameters_are_named(string parameters, string expected) =>
        Assert.Contains(
            Read.Errors(Source, parameters),
            message => message.Contains(expected, StringComparison.Ordinal)
        );

    /// <summary>Forty days from 2024-11-01, in the documented shape.</summary>
    internal static XlsWriter Sheet()
    {
        var sheet = new XlsWriter();
        for (var column = 0; column < Header.Length; column++)
            sheet.Cell(0, column, Header[column]);
        for (var i = 0; i < 40; i++)
        {
            var (row, day) = (i + 1, new DateOnly(2024, 11, 1).AddDays(i));
            sheet.Cells(row, 0, day.Year * 10000 + day.Month * 100 + day.Day, 216 + i, 100.25 + i);
            sheet.Cell(row, 3, 101.125 + i).Cell(row, 4, -7.5 + i, "formula").Cell(row, 5, 45597.0 + i, "rk");
            sheet.Cell(row, 6, 98.5, "hundredths").Cell(row, 7, 99.0, "rk");
            if (i == 3)
                sheet.Cell(row, 8, "Événement – 북한");
            if (i < 9)
                sheet
                    .Cell(row, 9, Header[i])
                    .Cell(row, 10, $"What {Header[i]} is, in a text that goes on from record to record");
        }
        return sheet;
    }

    static async Task RefusedAsync(byte[] answer, params string[] expected)
    {
        var e = await Assert.ThrowsAsync<FeedException>(() => Read.Answer(Source, Daily, answer));
        Assert.Contains(expected, text => e.Message.Contains(text, StringComparison.Ordinal));
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    static DateTimeOffset At(string day) =>
        DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
