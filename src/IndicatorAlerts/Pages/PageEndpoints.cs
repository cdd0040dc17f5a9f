using System.Globalization;
using IndicatorAlerts.Status;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Pages;

/// <summary>The pages for people, under <c>/ui/</c>.</summary>
public static class PageEndpoints
{
    static readonly byte[] Style = ReadStyle();

    public static void MapPages(this WebApplication app)
    {
        var pages = app.MapGroup("/ui");
        pages.MapGet("", StatusAsync);
        pages.MapSubscribePages();
        pages.MapGet("site.css", () => TypedResults.Bytes(Style, "text/css; charset=utf-8"));
    }

    // A named result: the generator of request delegates cannot see the slices, which are generated as well.
    static async Task<IResult> StatusAsync(StatusReader status, CancellationToken cancel) =>
        Results.RazorSlice<Slices.Status, ServiceStatus>(await status.ReadAsync(cancel));

    static byte[] ReadStyle()
    {
        using var resource = typeof(PageEndpoints).Assembly.GetManifestResourceStream("site.css")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>How pages write values.</summary>
public static class Show
{
    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Machine(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Value(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>How long ago, roughly: <c>12 s</c>, <c>4 min</c>, <c>3 h</c>, <c>9 days</c>.</summary>
    public static string Age(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now > at ? now - at : TimeSpan.Zero;
        var (count, unit) = age.TotalSeconds switch
        {
            < 90 => (age.TotalSeconds, "s"),
            < 90 * 60 => (age.TotalMinutes, "min"),
            < 48 * 3600 => (age.TotalHours, "h"),
            _ => (age.TotalDays, "days"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count:0} {unit}");
    }
}
