using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Watches: their list, settings, whole definition, and their end.</summary>
static class WatchEndpoints
{
    public static void MapWatches(this RouteGroupBuilder api)
    {
        const string tag = "watches";
        api.MapGet("watches", AllAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("listWatches", "The watches that the caller may touch, page by page.", tag)
            .Pages()
            .Gives<WatchItems>()
            .Refuses(400);
        api.MapGet("watches/{watch}/definition", DefinitionAsync)
            .Require(Role.Reader)
            .Describe("getDefinition", "A watch's whole definition.", tag)
            .Tagged<DefinitionAnswer>();
        api.MapGet("watches/{watch}/settings", SettingsAsync)
            .Require(Role.Reader)
            .Describe("getSettings", "A watch's title and grid.", tag)
            .Tagged<WatchSettings>();
        api.MapPut("watches/{watch}/settings", PutSettingsAsync)
            .Require(Role.Editor)
            .Describe("putSettings", "Makes a watch, or changes its title and grid.", tag)
            .Puts<WatchSettings>();
        api.MapPatch("watches/{watch}/settings", PatchSettingsAsync)
            .Require(Role.Editor)
            .Describe("patchSettings", "Changes a watch's title or grid.", tag)
            .Patches<WatchSettings>();
        api.MapDelete("watches/{watch}", DeleteAsync)
            .Require(Role.Admin)
            .Describe("removeWatch", "Removes a watch; its versions, alerts and observations stay.", tag)
            .Query("confirm", "The watch's id once more.", isRequired: true)
            .Removes();
    }

    static async Task<IResult> AllAsync(HttpRequest request, WatchTable watches, CancellationToken cancel)
    {
        var (page, refusal) = Paging.Read(request);
        if (page is null)
            return refusal!;
        var caller = request.HttpContext.Caller();
        var ids = (await watches.ListAsync(cancel)).Where(id => caller.Watches?.Contains(id) ?? true);
        var (some, next) = page.Of(ids.Order(StringComparer.Ordinal), id => id, request);
        var found = await Task.WhenAll(some.Select(id => watches.ReadDefinitionAsync(id, cancel)));
        return TypedResults.Json(
            new([.. found.OfType<StoredDefinition>().Select(Item)], next),
            AdminJson.Default.WatchItems
        );
    }

    static WatchItem Item(StoredDefinition stored) =>
        new(
            stored.Watch.Id,
            stored.Watch.Title,
            stored.Version,
            stored.Watch.Indicators.Count,
            stored.Watch.RedLines.Count,
            stored.Latest.At,
            stored.Latest.Who
        );

    static async Task<IResult> DefinitionAsync(
        string watch,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    )
    {
        if (await watches.ReadDefinitionAsync(watch, cancel) is not { } stored)
            return Problems.NotFound($"There is no watch '{watch}'.");
        var tag = Tags.Of(stored.Version);
        request.HttpContext.Response.Headers.ETag = tag;
        return Tags.IsKnown(request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(new(stored.Latest, stored.Watch), AdminJson.Default.DefinitionAnswer);
    }

    static Task<IResult> SettingsAsync(
        string watch,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    ) => PartLists.OneAsync(Part.Settings, watch, watch, request, watches, cancel);

    static Task<IResult> PutSettingsAsync(
        string watch,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) =>
        new PartChanges<WatchSettings>(Part.Settings, changes).PutAsync(
            watch,
            watch,
            request,
            new() { Id = watch, Title = watch },
            cancel
        );

    static Task<IResult> PatchSettingsAsync(
        string watch,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    ) => new PartChanges<WatchSettings>(Part.Settings, changes).PatchAsync(watch, watch, request, cancel);

    static async Task<IResult> DeleteAsync(
        string watch,
        HttpRequest request,
        DefinitionChanges changes,
        CancellationToken cancel
    )
    {
        if (request.Query["confirm"] is not [{ } confirmed] || confirmed != watch)
            return Problems.Invalid(
                "A watch goes with all its indicators and red lines.",
                [new("confirm", $"Repeat its id to confirm: ?confirm={watch}")]
            );
        var (note, refusal) = Notes.Read(request, "watch.remove", watch);
        if (note is null)
            return refusal!;
        var outcome = await changes.RemoveAsync(
            watch,
            stored => Tags.Refuse(request, Tags.Of(stored.Version), () => null),
            note,
            cancel
        );
        return outcome.Refusal ?? TypedResults.NoContent();
    }
}
