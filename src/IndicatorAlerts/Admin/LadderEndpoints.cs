using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Ladders as their red lines make them.</summary>
static class LadderEndpoints
{
    public static void MapLadders(this RouteGroupBuilder api)
    {
        api.MapGet("watches/{watch}/ladders", AllAsync)
            .Require(Role.Reader)
            .Describe("listLadders", "A watch's ladders, each from its least step to its worst.", "ladders")
            .Gives<IReadOnlyList<Ladder>>()
            .Refuses(404);
        api.MapGet("watches/{watch}/ladders/{ladder}", OneAsync)
            .Require(Role.Reader)
            .Describe("getLadder", "One ladder, from its least step to its worst.", "ladders")
            .Gives<Ladder>()
            .Refuses(404);
    }

    static async Task<IResult> AllAsync(string watch, WatchTable watches, CancellationToken cancel) =>
        await watches.ReadDefinitionAsync(watch, cancel) is { } stored
            ? TypedResults.Json(Of(stored.Watch), AdminJson.Default.IReadOnlyListLadder)
            : Problems.NotFound($"There is no watch '{watch}'.");

    static async Task<IResult> OneAsync(string watch, string ladder, WatchTable watches, CancellationToken cancel)
    {
        if (await watches.ReadDefinitionAsync(watch, cancel) is not { } stored)
            return Problems.NotFound($"There is no watch '{watch}'.");
        return Of(stored.Watch).FirstOrDefault(l => l.Name == ladder) is { } found
            ? TypedResults.Json(found, AdminJson.Default.Ladder)
            : Problems.NotFound($"No red line of '{watch}' is on a ladder '{ladder}'.");
    }

    static IReadOnlyList<Ladder> Of(Watch watch) =>
        [
            .. watch
                .RedLines.Where(l => l.Ladder is not null)
                .GroupBy(l => l.Ladder!, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new Ladder(
                    g.Key,
                    [
                        .. g.OrderBy(l => l.Severity)
                            .Select(l => new LadderStep(l.Id, l.Title, l.Severity, l.Shadow, l.When)),
                    ]
                )),
        ];
}
