using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Indicators' and red lines' definitions, each under an ETag of its own.</summary>
static class PartEndpoints
{
    public static void MapParts(this RouteGroupBuilder api)
    {
        const string lines = "watches/{watch}/red-lines";
        const string tag = "red lines";
        api.MapGet(lines, LinesAsync)
            .Require(Role.Reader)
            .Describe("listRedLines", "A watch's red lines with their ETags, page by page.", tag)
            .Query("severity", "Only those of it.")
            .Query("ladder", "Only its steps.")
            .Query("label", "Only those that bear it.")
            .Query("shadow", "Only those in shadow, or only the others.", "boolean")
            .Query("q", "Only those with this text in id, title or condition.")
            .Pages()
            .Gives<PartItems>()
            .Refuses(400, 404);
        api.MapGet(lines + "/{id}", LineAsync)
            .Require(Role.Reader)
            .Describe("getRedLine", "A red line.", tag)
            .Tagged<RedLine>();
        api.MapPut(lines + "/{id}", PutLineAsync)
            .Require(Role.Editor)
            .Describe("putRedLine", "Puts a red line in the place of the one of its id, or at the end.", tag)
            .Puts<RedLine>();
        api.MapPatch(lines + "/{id}", PatchLineAsync)
            .Require(Role.Editor)
            .Describe("patchRedLine", "Changes some fields of a red line.", tag)
            .Patches<RedLine>();
        api.MapDelete(lines + "/{id}", DeleteLineAsync)
            .Require(Role.Editor)
            .Describe("removeRedLine", "Removes a red line.", tag)
            .Removes();
        api.MapPost(lines + "/{id}/promote", PromoteAsync)
            .Require(Role.Editor)
            .Describe("promoteRedLine", "Takes a red line out of shadow: from now on people are told.", tag)
            .Header("If-Match", "The ETag of the line.", isRequired: true)
            .Header(Notes.Header, Notes.Meaning)
            .Gives<RedLine>()
            .Gives<Draft>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 412, 413, 428);
        MapIndicators(api);
    }

    static void MapIndicators(RouteGroupBuilder api)
    {
        // Without the last word, the address is that of the indicator as everybody may see it.
        const string indicators = "watches/{watch}/indicators";
        const string one = indicators + "/{id}/definition";
        const string tag = "indicators";
        api.MapGet(indicators, IndicatorsAsync)
            .Require(Role.Reader)
            .Describe("listIndicatorDefinitions", "A watch's indicators with their ETags, page by page.", tag)
            .Query("of", "levels or events.")
            .Query("kind", "Only those with a source of it.")
            .Query("q", "Only those with this text in id, title or unit.")
            .Pages()
            .Gives<PartItems>()
            .Refuses(400, 404);
        api.MapGet(one, IndicatorAsync)
            .Require(Role.Reader)
            .Describe("getIndicatorDefinition", "An indicator's definition.", tag)
            .Tagged<Indicator>();
        api.MapPut(one, PutIndicatorAsync)
            .Require(Role.Editor)
            .Describe("putIndicator", "Puts an indicator in the place of the one of its id, or at the end.", tag)
            .Puts<Indicator>();
        api.MapPatch(one, PatchIndicatorAsync)
            .Require(Role.Editor)
            .Describe("patchIndicator", "Changes some fields of an indicator.", tag)
            .Patches<Indicator>();
        api.MapDelete(one, DeleteIndicatorAsync)
            .Require(Role.Editor)
            .Describe("removeIndicator", "Removes an indicator that no red line reads; its observations stay.", tag)
            .Removes();
    }

    static Task<IResult> LinesAsync(string watch, HttpRequest request, WatchTable watches, CancellationToken cancel) =>
        PartLists.AllAsync(Part.RedLine, watch, request, watches, PartFilters.RedLine(request), cancel);

    static Task<IResult> LineAsync(
        string watch,
        string id,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    ) => PartLists.OneAsync(Part.RedLine, watch, id, request, watches, cancel);

    static Task<IResult> PutLineAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<RedLine>(Part.RedLine, changes).PutAsync(watch, id, request, null, cancel);

    static Task<IResult> PatchLineAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<RedLine>(Part.RedLine, changes).PatchAsync(watch, id, request, cancel);

    static Task<IResult> PromoteAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) =>
        new PartChanges<RedLine>(Part.RedLine, changes).ChangeAsync(
            watch,
            id,
            request,
            "promote",
            line => line with { Shadow = false },
            cancel
        );

    static Task<IResult> DeleteLineAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<RedLine>(Part.RedLine, changes).DeleteAsync(watch, id, request, cancel);

    static Task<IResult> IndicatorsAsync(
        string watch,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    ) => PartLists.AllAsync(Part.Indicator, watch, request, watches, PartFilters.Indicator(request), cancel);

    static Task<IResult> IndicatorAsync(
        string watch,
        string id,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    ) => PartLists.OneAsync(Part.Indicator, watch, id, request, watches, cancel);

    static Task<IResult> PutIndicatorAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<Indicator>(Part.Indicator, changes).PutAsync(watch, id, request, null, cancel);

    static Task<IResult> PatchIndicatorAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<Indicator>(Part.Indicator, changes).PatchAsync(watch, id, request, cancel);

    static Task<IResult> DeleteIndicatorAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<Indicator>(Part.Indicator, changes).DeleteAsync(watch, id, request, cancel);
}
