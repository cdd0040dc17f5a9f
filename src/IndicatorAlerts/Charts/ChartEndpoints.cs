using IndicatorAlerts.Deliver;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Mvc;

namespace IndicatorAlerts.Charts;

/// <summary>The charts of alerts, for pages and for who reads mail without images.</summary>
public static class ChartEndpoints
{
    public static void MapCharts(this RouteGroupBuilder api) => api.MapGet("alerts/{watch}/{id}/chart.png", PngAsync);

    static async Task<IResult> PngAsync(
        string watch,
        string id,
        [FromServices] FindDossier find,
        HttpResponse response,
        CancellationToken cancel
    )
    {
        if (await find(watch, id, cancel) is not { } dossier)
            return Problems.NotFound($"There is no dossier of an alert '{id}' of the watch '{watch}'.");
        if (AlertChart.Of(dossier) is not { } chart)
            return Problems.NotFound("This alert has no chart: no number that is compared with a constant decided it.");
        // A dossier never changes.
        response.Headers.CacheControl = "public, max-age=86400";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(ChartDrawing.Png(chart), "image/png");
    }
}
