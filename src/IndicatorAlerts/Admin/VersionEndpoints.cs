using System.Globalization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Admin.Drafts;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>What a watch said before, who changed it and why; and the way back.</summary>
static class VersionEndpoints
{
    public static void MapVersions(this RouteGroupBuilder api)
    {
        const string versions = "watches/{watch}/versions";
        const string tag = "versions";
        api.MapGet(versions, AllAsync)
            .Require(Role.Reader)
            .Describe("listVersions", "Versions of a watch, newest first: who, when, why and what.", tag)
            .Pages()
            .Gives<VersionItems>()
            .Refuses(400, 404);
        api.MapGet(versions + "/{number}", OneAsync)
            .Require(Role.Reader)
            .Describe("getVersion", "A version of a watch with what it says.", tag)
            .Gives<VersionAnswer>()
            .Refuses(404);
        api.MapGet(versions + "/{from}..{to}", DiffAsync)
            .Require(Role.Reader)
            .Describe("diffVersions", "What differs between two versions, part by part and field by field.", tag)
            .Gives<VersionDiff>()
            .Refuses(404);
        api.MapPost(versions + "/{number}/restore", RestoreAsync)
            .Require(Role.Editor)
            .Describe("restoreVersion", "Makes what a version says the newest version.", tag)
            .Header("If-Match", "The ETag of the definition as it is.", isRequired: true)
            .Header(Notes.Header, Notes.Meaning)
            .Gives<DefinitionAnswer>()
            .Gives<Draft>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 412, 413, 428);
        api.MapGet("watches/{watch}/red-lines/{id}/versions", LineAsync)
            .Require(Role.Reader)
            .Describe("listRedLineVersions", "Versions in which a red line was changed, newest first.", tag)
            .Pages()
            .Gives<PartVersions>()
            .Refuses(400, 404);
    }

    static async Task<IResult> AllAsync(
        string watch,
        HttpRequest request,
        DefinitionRows rows,
        CancellationToken cancel
    )
    {
        var (page, below, refusal) = Page(request);
        if (page is null)
            return refusal!;
        var items = await rows.ListAsync(watch, below, page.Limit + 1, cancel);
        if (items.Count == 0 && below is null)
            return Problems.NotFound($"There never was a watch '{watch}'.");
        var next = items.Count > page.Limit ? Paging.Next(request, Tags.Number(items[page.Limit - 1].Number)) : null;
        return TypedResults.Json(new([.. items.Take(page.Limit)], next), AdminJson.Default.VersionItems);
    }

    static async Task<IResult> OneAsync(string watch, string number, DefinitionRows rows, CancellationToken cancel) =>
        await FindAsync(rows, watch, number, cancel) is var (version, definition)
            ? TypedResults.Json(new(version, definition), AdminJson.Default.VersionAnswer)
            : Missing(watch, number);

    static async Task<IResult> DiffAsync(
        string watch,
        string from,
        string to,
        DefinitionRows rows,
        CancellationToken cancel
    )
    {
        if (await FindAsync(rows, watch, from, cancel) is not var (before, then))
            return Missing(watch, from);
        if (await FindAsync(rows, watch, to, cancel) is not var (after, now))
            return Missing(watch, to);
        var changes = DefinitionDiff.Between(then, now);
        return TypedResults.Json(
            new(before, after, DefinitionDiff.Sentences(changes), changes),
            AdminJson.Default.VersionDiff
        );
    }

    static async Task<IResult> RestoreAsync(
        string watch,
        string number,
        HttpRequest request,
        DefinitionRows rows,
        DefinitionChanges changes,
        CancellationToken cancel
    )
    {
        if (await FindAsync(rows, watch, number, cancel) is not var (_, definition))
            return Missing(watch, number);
        if (definition is null)
            return Problems.Conflict("With this version the watch was removed: restore the one before it.");
        var (note, refusal) = Notes.Read(request, "watch.restore", $"{watch}/versions/{number}");
        if (note is null)
            return refusal!;
        var outcome = await changes.ChangeAsync(
            watch,
            before =>
                Tags.Refuse(request, before is null ? null : Tags.Of(before.Version), () => null) is { } refused
                    ? Decision.No(refused)
                    : definition,
            note,
            cancel
        );
        if (outcome.Draft is { } draft)
            return DraftEndpoints.Waiting(request, watch, draft);
        if (outcome is not { Stored: { } stored })
            return outcome.Refusal ?? Problems.Invalid("It can no longer be evaluated.", outcome.Errors!);
        request.HttpContext.Response.Headers.ETag = Tags.Of(stored.Version);
        return TypedResults.Json(new(stored.Latest, stored.Watch), AdminJson.Default.DefinitionAnswer);
    }

    // A page is of versions that were looked into; those that did not touch the line are not shown.
    static async Task<IResult> LineAsync(
        string watch,
        string id,
        HttpRequest request,
        DefinitionRows rows,
        CancellationToken cancel
    )
    {
        var (page, below, refusal) = Page(request);
        if (page is null)
            return refusal!;
        var versions = await rows.ListAsync(watch, below, page.Limit + 1, cancel);
        if (versions.Count == 0 && below is null)
            return Problems.NotFound($"There never was a watch '{watch}'.");
        var items = await LineVersions.FindAsync(rows, watch, id, versions, page.Limit, cancel);
        var next =
            versions.Count > page.Limit ? Paging.Next(request, Tags.Number(versions[page.Limit - 1].Number)) : null;
        return items.Count == 0 && below is null && next is null
            ? Problems.NotFound($"'{watch}' never had a red line '{id}'.")
            : TypedResults.Json(new(items, next), AdminJson.Default.PartVersions);
    }

    static (Paging? Page, int? Below, IResult? Refusal) Page(HttpRequest request)
    {
        var (page, refusal) = Paging.Read(request);
        if (page is not { After: { } mark })
            return (page, null, refusal);
        return int.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var below) && below > 0
            ? (page, below, null)
            : (
                null,
                null,
                Problems.Invalid("There is no such page.", [new("after", "The link to the next page sets it.")])
            );
    }

    static async Task<(DefinitionVersion Version, RedLines.Watch? Watch)?> FindAsync(
        DefinitionRows rows,
        string watch,
        string number,
        CancellationToken cancel
    ) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? await rows.FindAsync(watch, n, cancel)
            : null;

    static IResult Missing(string watch, string number) =>
        Problems.NotFound($"There is no version '{number}' of a watch '{watch}'.");
}
