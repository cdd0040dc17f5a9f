using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The daily Geopolitical Risk index of Caldara and Iacoviello. Parameters: <c>column</c> (<c>GPRD</c> when absent), <c>history</c>
/// (400 days when absent: older days are passed over). The value of a day stands at its start, 00:00 UTC, where every reading and every
/// export of the table has it; known to us is it only days later, when it was published.
/// </summary>
public sealed class GprSource(TimeProvider time) : ISource
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public string Kind => "gpr";

    public IFeed Bind(Parameters parameters) =>
        new GprFeed(
            parameters.Choice("column", "GPRD", "GPRD", "GPRD_ACT", "GPRD_THREAT", "GPRD_MA7", "GPRD_MA30", "N10D"),
            parameters.Duration("history", 400 * Day, Day, 36_525 * Day),
            time
        );
}

sealed class GprFeed(string column, TimeSpan history, TimeProvider time) : IFeed
{
    const int LargestAnswer = 64 * 1024 * 1024;
    const string DayColumn = "DAY";

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) =>
        [new(new Uri("https://www.matteoiacoviello.com/gpr_files/data_gpr_daily_recent.xls"))];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        // The file is read by its own table of contents, not from front to back: its bytes are needed, not its cells.
        var file = await BytesAsync(answer, cancel);
        try
        {
            Read(new XlsBook(XlsFile.Workbook(file), [DayColumn, column]), reading);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new FeedException("The answer is an Excel file that points outside of itself.", e);
        }
    }

    static async Task<byte[]> BytesAsync(Stream answer, CancellationToken cancel)
    {
        using var file = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await answer.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (file.Length + count > LargestAnswer)
                throw new FeedException($"The answer is larger than {LargestAnswer >> 20} MiB.");
            file.Write(buffer, 0, count);
        }
        return file.ToArray();
    }

    void Read(XlsBook book, FeedReading reading)
    {
        var rows = new GprRows(column, time.GetUtcNow() - history, reading);
        foreach (var cell in book.Cells())
            rows.Take(cell);
        rows.End();
    }

    /// <summary>Puts the cells of a row together.</summary>
    sealed class GprRows(string column, DateTimeOffset oldest, FeedReading reading)
    {
        int row = -1;
        int header = -1;
        int dayAt = -1;
        int valueAt = -1;
        XlsCell? day;
        XlsCell? value;

        public void Take(XlsCell cell)
        {
            if (cell.Row != row)
                Finish();
            row = cell.Row;
            if (header < 0 && cell.Text == DayColumn)
                dayAt = cell.Column;
            else if (header < 0 && cell.Text == column)
                valueAt = cell.Column;
            else if (header >= 0 && cell.Column == dayAt)
                day = cell;
            else if (header >= 0 && cell.Column == valueAt)
                value = cell;
        }

        public void End()
        {
            Finish();
            if (header < 0)
                throw new FeedException($"No row of the sheet names the columns '{DayColumn}' and '{column}'.");
        }

        // The columns' names stand again in a legend beside the first days: only a row that has both is the header.
        void Finish()
        {
            if (header >= 0)
                Tell();
            else if (dayAt >= 0 && valueAt >= 0)
                header = row;
            else
                (dayAt, valueAt) = (-1, -1);
            (day, value) = (null, null);
        }

        void Tell()
        {
            if (day is null && value is null)
                return;
            reading.Entry();
            if (!IsDate(day?.Number, out var start))
                reading.Skip(row + 1, $"The row has no {DayColumn} of the form yyyymmdd.");
            else if (start < oldest || value is null)
                return;
            else if (value.Value.Number is { } number && double.IsFinite(number))
                reading.Keep(new(start, number));
            else
                reading.Skip(row + 1, $"The row has a text or an error as {column}, where a number was expected.");
        }

        static bool IsDate(double? number, out DateTimeOffset start)
        {
            start = default;
            return number is >= 1800_01_01 and < 2200_01_01
                && DateTimeOffset.TryParseExact(
                    number.Value.ToString(CultureInfo.InvariantCulture),
                    "yyyyMMdd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out start
                );
        }
    }
}
