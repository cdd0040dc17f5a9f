using System.Text.Json;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Feeds;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>What everybody may know of alerts: all that was found, whether anybody was told or not, and what it rests on.</summary>
static class AlertEndpoints
{
    public static void MapAlertList(this RouteGroupBuilder api)
    {
        api.MapGet("alerts", ListAsync);
        api.MapGet("alerts/{id}", OneAsync);
        api.MapGet("watches/{watch}/alerts/{id}", OneAsync);
    }

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
