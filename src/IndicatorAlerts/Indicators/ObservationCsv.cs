using System.Globalization;
using System.Text;

namespace IndicatorAlerts.Indicators;

/// <summary>Observations as comma-separated values, as a push takes them.</summary>
sealed class ObservationCsv(List<ObservationItem> items, string? next) : IResult
{
    const int FlushAt = 16 * 1024;
    const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        if (next is not null)
            response.Headers.Link = $"<{next}>; rel=\"next\"";
        var text = new StringBuilder("observed_at,value,known_at,id,title,link,note,answer\r\n");
        foreach (var item in items)
        {
            Append(text, item);
            if (text.Length < FlushAt)
                continue;
            await response.WriteAsync(text.ToString(), context.RequestAborted);
            text.Clear();
        }
        await response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    static void Append(StringBuilder text, ObservationItem item)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"{item.ObservedAt.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)},{item.Value:R},{item.KnownAt.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}"
        );
        foreach (var cell in (ReadOnlySpan<string?>)[item.Id, item.Title, item.Link, item.Note, item.Answer])
            text.Append(',').Append(Quoted(cell));
        text.Append("\r\n");
    }

    static string? Quoted(string? cell) =>
        cell is not null && cell.AsSpan().ContainsAny("\",\r\n")
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
