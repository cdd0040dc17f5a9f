using System.Globalization;
using CsvHelper;

namespace IndicatorAlerts.Collect;

sealed class CsvFeed(CsvTable table, TimeProvider time) : IFeed
{
    const int LongestRow = 1 << 20;

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) => [new(table.Url!)];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        try
        {
            await using var csv = CsvReader.Create(answer, Options(), leaveOpen: true);
            await csv.ReadHeaderAsync(cancel);
            var rows = new CsvRows(table, csv, reading, time.GetUtcNow());
            while (await csv.ReadAsync(cancel))
                rows.Take();
            rows.KeepDays();
        }
        catch (CsvFormatException e)
        {
            throw new FeedException($"The answer is no CSV table that can be read: {e.Message}", e);
        }
    }

    CsvReaderOptions Options() =>
        new()
        {
            Separator = table.Separator == "tab" ? '\t' : table.Separator[0],
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
            OnMalformedRecord = record =>
            {
                // It may have swallowed any number of rows; other oddities of quotes stay within their row.
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                    throw new FeedException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The answer ends inside the quotes of a cell in the row of line {record.LineNumber}: it broke off, or a quote is missing."
                        )
                    );
            },
        };
}
