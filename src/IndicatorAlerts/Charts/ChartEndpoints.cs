using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Charts;

/// <summary>The charts of alerts, for pages and for who reads mail without images.</summary>
static class ChartEndpoints
{
    public static void MapCharts(this RouteGroupBuilder api)
    {
        MapOne(api, "alerts/{id}", "");
        MapOne(api, "watches/{watch}/alerts/{id}", "OfWatch");
    }

    static void MapOne(RouteGroupBuilder api, string alert, string suffix) =>
        api.MapGet(alert + "/chart.png", PngAsync)
            .Describe("getAlertChart" + suffix, "The chart of an alert, as PNG.", "alerts")
            .Gives<string>(StatusCodes.Status200OK, "image/png")
            .Refuses(404, 409);

    static async Task<IResult> PngAsync(
        HttpRequest request,
        AlertFinder finder,
        DossierArchive dossiers,
        CancellationToken cancel
    )
    {
        var (alert, problem) = await finder.FindAsync(request, cancel);
        if (alert is null)
            return problem!;
        if (await dossiers.ReadAsync(alert, cancel) is not { } dossier)
            return Problems.NotFound("This alert has no dossier, and so no chart.");
        if (AlertChart.Of(dossier) is not { } chart)
            return Problems.NotFound("This alert has no chart: no number that is compared with a constant decided it.");
        // A dossier never changes; how it is drawn may.
        request.HttpContext.Response.Headers.CacheControl = "public, max-age=86400";
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(ChartDrawing.Png(chart), "image/png");
    }
}
