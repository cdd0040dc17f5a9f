using System.Text.Json;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Feeds;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>What everybody may know of alerts: all that was found, whether anybody was told or not, and what it rests on.</summary>
static class AlertEndpoints
{
    public static void MapAlertList(this RouteGroupBuilder api)
    {
        api.MapGet("alerts", ListAsync)
            .Describe("listAlerts", "What was found, told or not, newest first.", "alerts")
            .Query("watch", "Of this watch.")
            .Query("line", "Of this red line.")
            .Query("kind", "Of this kind, such as crossed or cleared.")
            .Query("severity", "Of this severity or worse.")
            .Query("from", "Decided then or later.", "date-time")
            .Query("to", "Decided before.", "date-time")
            .Query("told", "true: only what people are told; false: only the rest.", "boolean")
            .Query("limit", "Alerts a page, 1 to 500; 50 when left out.", "integer")
            .Query("after", "Set by the link to the next page.")
            .Gives<AlertPage>()
            .Refuses(400);
        MapOne(api, "alerts/{id}", "");
        MapOne(api, "watches/{watch}/alerts/{id}", "OfWatch");
    }

    static void MapOne(RouteGroupBuilder api, string path, string suffix) =>
        api.MapGet(path, OneAsync)
            .Describe("getAlert" + suffix, "An alert with all that it rests on.", "alerts")
            .Gives<AlertAnswer>()
            .Refuses(404, 409);

    static async Task<IResult> ListAsync(HttpRequest request, AlertPages pages, CancellationToken cancel)
    {
        if (AlertQuery.Read(request, out var errors) is not { } query)
            return Problems.Invalid("The alerts cannot be found by these parameters.", errors);
        var (page, mark) = await pages.ReadAsync(query, cancel);
        var next = mark is null ? null : AlertQuery.Next(request, mark);
        return TypedResults.Json(new(page, next), AlertJson.Default.AlertPage);
    }

    static async Task<IResult> OneAsync(
        HttpRequest request,
        AlertFinder finder,
        EffectTable effects,
        DossierArchive dossiers,
        CancellationToken cancel
    )
    {
        var (alert, problem) = await finder.FindAsync(request, cancel);
        if (alert is null)
            return problem!;
        var reading = dossiers.OpenAsync(alert, cancel);
        var acknowledged = alert.Episode is { } episode
            ? await effects.FindAsync(alert.Watch, alert.RedLine.Id, episode, cancel)
            : null;
        using var dossier = await reading;
        return TypedResults.Json(
            new(
                alert,
                acknowledged?.At,
                dossier is null ? [] : Links(alert.Watch, dossier.RootElement),
                alert.Untold is null ? CapMessage.PathOf(alert) : null,
                dossier?.RootElement.Clone()
            ),
            AlertJson.Default.AlertAnswer
        );
    }

    static List<AnswerLink> Links(string watch, JsonElement dossier)
    {
        var links = new List<AnswerLink>();
        foreach (var series in DossierCheck.Read(dossier)?.Series ?? [])
        foreach (var answer in series.Points.Where(p => p.Answer is not null).GroupBy(p => p.Answer!))
            links.Add(
                new(
                    series.Key,
                    answer.Key,
                    $"/api/watches/{watch}/indicators/{series.Key}/archive/{answer.Key}",
                    answer.Count()
                )
            );
        return links;
    }
}
