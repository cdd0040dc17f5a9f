using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin.Drafts;

/// <summary>A draft with what it would change.</summary>
public sealed record DraftAnswer(Draft Draft, IReadOnlyList<PartChange> Changes);

/// <summary>Changes that wait for a second person.</summary>
static class DraftEndpoints
{
    public static void MapDrafts(this RouteGroupBuilder api)
    {
        const string drafts = "watches/{watch}/drafts";
        const string tag = "drafts";
        api.MapGet(drafts, AllAsync)
            .Require(Role.Reader)
            .Describe("listDrafts", "Changes of critical red lines that wait for a second person, oldest first.", tag)
            .Gives<IReadOnlyList<Draft>>();
        api.MapGet(drafts + "/{id}", OneAsync)
            .Require(Role.Reader)
            .Describe("getDraft", "A draft with what it would change.", tag)
            .Gives<DraftAnswer>()
            .Refuses(404);
        api.MapPost(drafts + "/{id}/approve", ApproveAsync)
            .Require(Role.Approver)
            .Describe("approveDraft", "Makes the change; whoever drafted it cannot approve it.", tag)
            .Header(Notes.Header, Notes.Meaning)
            .Gives<DefinitionAnswer>()
            .Refuses(400, 404, 409, 413);
        api.MapDelete(drafts + "/{id}", DropAsync)
            .Require(Role.Editor)
            .Describe("dropDraft", "Drops a draft.", tag)
            .Header(Notes.Header, Notes.Meaning)
            .GivesNothing()
            .Refuses(400, 404);
    }

    /// <summary>The answer to a change that waits: 202 and where the draft is.</summary>
    public static IResult Waiting(HttpRequest request, string watch, Draft draft)
    {
        request.HttpContext.Response.Headers.Location = $"/api/watches/{watch}/drafts/{draft.Id}";
        return TypedResults.Json(draft, AdminJson.Default.Draft, statusCode: StatusCodes.Status202Accepted);
    }

    static async Task<IResult> AllAsync(string watch, DraftRows rows, CancellationToken cancel) =>
        TypedResults.Json(await rows.ListAsync(watch, cancel), AdminJson.Default.IReadOnlyListDraft);

    static async Task<IResult> OneAsync(
        string watch,
        string id,
        DraftRows rows,
        DefinitionRows definitions,
        CancellationToken cancel
    )
    {
        if (await rows.FindAsync(watch, id, cancel) is not var (draft, wanted))
            return Missing(id);
        var on = await definitions.FindAsync(watch, draft.Base, cancel);
        return TypedResults.Json(new(draft, DefinitionDiff.Between(on?.Watch, wanted)), AdminJson.Default.DraftAnswer);
    }

    static async Task<IResult> ApproveAsync(
        string watch,
        string id,
        HttpRequest request,
        DraftRows rows,
        DefinitionRows definitions,
        DefinitionChanges changes,
        CancellationToken cancel
    )
    {
        if (await rows.FindAsync(watch, id, cancel) is not var (draft, wanted))
            return Missing(id);
        if (draft.WhoId == request.HttpContext.Caller().Id)
            return Problems.Forbidden("You have drafted this: somebody else must approve it.");
        var (note, refusal) = Notes.Read(request, "draft.approve", $"{watch}/drafts/{id}");
        if (note is null)
            return refusal!;
        var on = await definitions.FindAsync(watch, draft.Base, cancel);
        var outcome = await changes.ChangeAsync(
            watch,
            current =>
                DraftMerge.Apply(on?.Watch, wanted, current?.Watch) is { } merged
                    ? merged
                    : Decision.No(Problems.Conflict("What the draft changes was changed meanwhile: draft it anew.")),
            note with
            {
                Note = string.Join(". ", new[] { $"Drafted by {draft.Who}", draft.Note, note.Note }.OfType<string>()),
            },
            cancel,
            isApproved: true
        );
        if (outcome is not { Stored: { } stored })
            return outcome.Refusal ?? Problems.Invalid("It can no longer be evaluated.", outcome.Errors!);
        await rows.RemoveAsync(watch, id, cancel);
        request.HttpContext.Response.Headers.ETag = Tags.Of(stored.Version);
        return TypedResults.Json(new(stored.Latest, stored.Watch), AdminJson.Default.DefinitionAnswer);
    }

    static async Task<IResult> DropAsync(
        string watch,
        string id,
        HttpRequest request,
        DraftRows rows,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        var (note, refusal) = Notes.Read(request, "draft.drop", $"{watch}/drafts/{id}");
        if (note is null)
            return refusal!;
        if (await rows.FindAsync(watch, id, cancel) is null)
            return Missing(id);
        await audit.AppendAsync(request.HttpContext.Caller(), note.Action, note.Target, note.Note, cancel);
        await rows.RemoveAsync(watch, id, cancel);
        return TypedResults.NoContent();
    }

    static IResult Missing(string id) => Problems.NotFound($"There is no draft '{id}'.");
}
