using System.Globalization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Preview;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin.Packs;

/// <summary>Packs as code: what a file would change, the change itself, and the way back to a file.</summary>
static class PackEndpoints
{
    public static void MapPacks(this RouteGroupBuilder api)
    {
        api.MapPost("packs:plan", PlanAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("planPack", "What applying a pack would change.", "packs")
            .Query("prune", "Whether what the pack does not name is removed.", "boolean")
            .Query(
                "history",
                "How far back, such as 365d, its added and changed red lines are tried on stored history; not at all when left out."
            )
            .Header("Prefer", "respond-async to be given a job at once, where history is asked for.")
            .Takes<PackBody>(PackReader.Types)
            .Gives<PackPlan>()
            .Gives<Job>(StatusCodes.Status202Accepted)
            .Refuses(400, 409, 413, 415);
        api.MapPost("packs:apply", ApplyAsync)
            .Require(Role.Editor, checksWatch: true)
            .Describe("applyPack", "Puts a pack in the place of what is there of its watch, all or nothing.", "packs")
            .Query("base", "The version that the plan was made on; 0 where there was no watch.", "integer")
            .Query("force", "Whether it is applied on whatever is there.", "boolean")
            .Query("prune", "Whether what the pack does not name is removed.", "boolean")
            .Header(Notes.Header, Notes.Meaning)
            .Takes<PackBody>(PackReader.Types)
            .Gives<PackApplied>()
            .Gives<PackApplied>(StatusCodes.Status202Accepted)
            .Refuses(400, 409, 413, 415, 428);
        api.MapGet("watches/{watch}/pack", ExportAsync)
            .Require(Role.Reader)
            .Describe("exportPack", "A watch as a pack, without tests.", "packs")
            .Gives<string>(StatusCodes.Status200OK, "application/yaml")
            .Refuses(404, 422);
    }

    static async Task<IResult> PlanAsync(
        HttpRequest request,
        SourceCatalog sources,
        WatchTable watches,
        DefinitionCheck check,
        PreviewAnswers answers,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var (pack, refusal) = await ReadAsync(request, sources, cancel);
        if (pack is null)
            return refusal!;
        var current = await watches.ReadDefinitionAsync(pack.Id, cancel);
        var (plan, result) = PackPlan.Of(current, pack, Asks(request, "prune"));
        if (await check.FindAsync(result, cancel) is { Count: > 0 } errors)
            return Wrong(errors);
        if (request.Query["history"] is not [{ Length: > 0 } history])
            return TypedResults.Json(plan, AdminJson.Default.PackPlan);
        var input = new SpanInput(time);
        var order = input.Order(history, plan, result, current?.Watch);
        return input.Errors.Count > 0
            ? Problems.Invalid("So it cannot be tried.", input.Errors)
            : await answers.AnswerAsync(request, order, cancel);
    }

    static async Task<IResult> ApplyAsync(
        HttpRequest request,
        SourceCatalog sources,
        DefinitionChanges changes,
        CancellationToken cancel
    )
    {
        var (pack, refusal) = await ReadAsync(request, sources, cancel);
        if (pack is null)
            return refusal!;
        var on = PackBase.Read(request);
        var (note, wrong) = Notes.Read(request, "pack.apply", pack.Id);
        if (on is null || note is null)
            return wrong ?? PackBase.Missing();
        PackPlan? plan = null;
        var outcome = await changes.ChangeAsync(
            pack.Id,
            current =>
            {
                (plan, var result) = PackPlan.Of(current, pack, Asks(request, "prune"));
                return plan.Changes.Count > 0 && on.Refuse(current) is { } drifted ? Decision.No(drifted) : result;
            },
            note,
            cancel
        );
        if (outcome.Draft is { } draft)
            return TypedResults.Json(
                new(plan!.Base, plan, draft),
                AdminJson.Default.PackApplied,
                statusCode: StatusCodes.Status202Accepted
            );
        if (outcome is not { Stored: { } stored })
            return outcome.Refusal ?? Wrong(outcome.Errors!);
        request.HttpContext.Response.Headers.ETag = Tags.Of(stored.Version);
        return TypedResults.Json(new(stored.Version, plan!), AdminJson.Default.PackApplied);
    }

    static async Task<IResult> ExportAsync(
        string watch,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    )
    {
        if (await watches.ReadDefinitionAsync(watch, cancel) is not { } stored)
            return Problems.NotFound($"There is no watch '{watch}'.");
        var yaml = Pack.Write(stored.Watch);
        // A source may have been given keys that no pack can spell.
        if (DefinitionDiff.Between(Pack.Read(yaml, out _), stored.Watch) is { Count: > 0 } lost)
            return Problems.Unprocessable(
                $"A pack cannot say all of it: {string.Join("; ", DefinitionDiff.Sentences(lost))}."
            );
        request.HttpContext.Response.Headers.ETag = Tags.Of(stored.Version);
        return TypedResults.Text(yaml, "application/yaml; charset=utf-8");
    }

    static async Task<(Watch?, IResult?)> ReadAsync(
        HttpRequest request,
        SourceCatalog sources,
        CancellationToken cancel
    )
    {
        var (pack, refusal) = await PackReader.ReadAsync(request, sources, cancel);
        return pack is not null && !request.HttpContext.Caller().MayTouch(pack.Id)
            ? (null, Problems.Forbidden($"You may not touch the watch '{pack.Id}'."))
            : (pack, refusal);
    }

    static bool Asks(HttpRequest request, string name) => request.Query[name] is ["true"];

    static IResult Wrong(IReadOnlyList<FieldProblem> errors) => Problems.Invalid("So the watch cannot be.", errors);
}

/// <summary>The version that a plan was made on: what else was changed since must not be overwritten unseen.</summary>
sealed record PackBase(int? Version)
{
    /// <summary>From <c>base</c> or <c>force</c>; null when neither is given.</summary>
    public static PackBase? Read(HttpRequest request) =>
        request.Query["force"] is ["true"] ? new((int?)null)
        : int.TryParse(request.Query["base"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(version)
        : null;

    public static IResult Missing() =>
        Problems.PreconditionRequired(
            "Say on what version the pack was planned (?base=N, as packs:plan tells), or that it is to be applied on whatever is there (?force=true)."
        );

    /// <summary>Why the pack may not be applied on what is there; null when it may.</summary>
    public IResult? Refuse(StoredDefinition? current) => Drift(current) is { } drift ? Problems.Conflict(drift) : null;

    /// <summary>The same for people.</summary>
    public string? Drift(StoredDefinition? current) =>
        Version is not { } expected || expected == (current?.Version ?? 0) ? null
        : current is null ? "The watch that the plan was made on is not there any more: plan again."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The watch is at version {current.Version} by {current.Latest.Who} ({string.Join("; ", current.Latest.Changes)}), and the plan was made on {expected}: plan again."
        );
}
