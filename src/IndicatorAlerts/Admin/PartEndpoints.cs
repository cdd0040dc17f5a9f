using IndicatorAlerts.Access;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Indicators' and red lines' definitions, each under an ETag of its own.</summary>
static class PartEndpoints
{
    public static void MapParts(this RouteGroupBuilder api)
    {
        const string lines = "watches/{watch}/red-lines";
        api.MapGet(lines, LinesAsync).Require(Role.Reader);
        api.MapGet(lines + "/{id}", LineAsync).Require(Role.Reader);
        api.MapPut(lines + "/{id}", PutLineAsync).Require(Role.Editor);
        api.MapPatch(lines + "/{id}", PatchLineAsync).Require(Role.Editor);
        api.MapDelete(lines + "/{id}", DeleteLineAsync).Require(Role.Editor);
        // Without the last word, the address is that of the indicator as everybody may see it.
        const string indicators = "watches/{watch}/indicators";
        api.MapGet(indicators, IndicatorsAsync).Require(Role.Reader);
        api.MapGet(indicators + "/{id}/definition", IndicatorAsync).Require(Role.Reader);
        api.MapPut(indicators + "/{id}/definition", PutIndicatorAsync).Require(Role.Editor);
        api.MapPatch(indicators + "/{id}/definition", PatchIndicatorAsync).Require(Role.Editor);
        api.MapDelete(indicators + "/{id}/definition", DeleteIndicatorAsync).Require(Role.Editor);
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
