using IndicatorAlerts.Admin.Drafts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Answers requests that change one part of a definition.</summary>
sealed class PartChanges<T>(Part<T> part, DefinitionChanges changes)
    where T : class
{
    /// <summary>Puts a part in the place of the one of its id, or adds it.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="id">The part's id.</param>
    /// <param name="request">Its body is the whole part.</param>
    /// <param name="start">What a part is added to where the watch is not there yet; null: nothing is.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task<IResult> PutAsync(
        string watch,
        string id,
        HttpRequest request,
        Watch? start,
        CancellationToken cancel
    )
    {
        var (body, refusal) = await Bodies.ReadAsync(request, id, cancel);
        if (body is null)
            return refusal!;
        body["id"] = id;
        (var value, refusal) = Bodies.Deserialize(body, part.Input, part.Noun);
        if (value is null)
            return refusal!;
        return await ChangeAsync(
            watch,
            id,
            request,
            "put",
            before =>
            {
                if ((before?.Watch ?? start) is not { } current)
                    return Decision.No(NoWatch(watch));
                var existing = part.Find(before?.Watch, id);
                // Asked again for what was done already, as after an answer that was lost.
                if (existing is not null && part.TagOf(existing) == part.TagOf(value))
                    return current;
                return Refuse(request, existing) is { } refused ? Decision.No(refused) : part.Put(current, value);
            },
            cancel
        );
    }

    /// <summary>Changes fields of a part by a JSON merge patch.</summary>
    public async Task<IResult> PatchAsync(string watch, string id, HttpRequest request, CancellationToken cancel)
    {
        var (patch, refusal) = await Bodies.ReadAsync(request, id, cancel);
        if (patch is null)
            return refusal!;
        return await ChangeAsync(
            watch,
            id,
            request,
            "change",
            before =>
            {
                if (part.Find(before?.Watch, id) is not { } existing)
                    return Decision.No(Missing(watch, id, before));
                if (Refuse(request, existing) is { } refused)
                    return Decision.No(refused);
                var patched = MergePatch.Apply(part.Json(existing), patch)!.AsObject();
                patched["id"] = id;
                var (value, wrong) = Bodies.Deserialize(patched, part.Input, part.Noun);
                return value is null ? Decision.No(wrong!) : part.Put(before!.Watch, value);
            },
            cancel
        );
    }

    /// <summary>Takes a part out.</summary>
    public Task<IResult> DeleteAsync(string watch, string id, HttpRequest request, CancellationToken cancel) =>
        ChangeAsync(
            watch,
            id,
            request,
            "remove",
            before =>
            {
                if (part.Find(before?.Watch, id) is not { } existing)
                    return Decision.No(Missing(watch, id, before));
                return Refuse(request, existing) is { } refused ? Decision.No(refused) : part.Remove(before!.Watch, id);
            },
            cancel
        );

    /// <summary>Makes of a part another.</summary>
    public Task<IResult> ChangeAsync(
        string watch,
        string id,
        HttpRequest request,
        string action,
        Func<T, T> change,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            watch,
            id,
            request,
            action,
            before =>
            {
                if (part.Find(before?.Watch, id) is not { } existing)
                    return Decision.No(Missing(watch, id, before));
                return Refuse(request, existing) is { } refused
                    ? Decision.No(refused)
                    : part.Put(before!.Watch, change(existing));
            },
            cancel
        );

    async Task<IResult> ChangeAsync(
        string watch,
        string id,
        HttpRequest request,
        string action,
        Func<StoredDefinition?, Decision> decide,
        CancellationToken cancel
    )
    {
        var target = part.Field.Length == 0 ? watch : $"{watch}/{part.Name}s/{id}";
        var (note, refusal) = Notes.Read(request, $"{part.Name}.{action}", target);
        if (note is null)
            return refusal!;
        Watch? wanted = null;
        var outcome = await changes.ChangeAsync(
            watch,
            before =>
            {
                var decision = decide(before);
                wanted = decision.Watch;
                return decision;
            },
            note,
            cancel
        );
        if (outcome.Refusal is { } refused)
            return refused;
        if (outcome.Errors is { } errors)
            return Problems.Invalid(
                $"So {part.Noun} cannot be.",
                [.. errors.Select(e => e with { Field = part.Local(e.Field, wanted!, id) })]
            );
        return outcome.Draft is { } draft
            ? DraftEndpoints.Waiting(request, watch, draft)
            : Answer(request, outcome, id);
    }

    IResult Answer(HttpRequest request, ChangeOutcome outcome, string id)
    {
        var response = request.HttpContext.Response;
        response.Headers[Tags.VersionHeader] = Tags.Number(outcome.Stored!.Version);
        if (part.Find(outcome.Stored.Watch, id) is not { } now)
            return TypedResults.NoContent();
        response.Headers.ETag = part.TagOf(now);
        var isNew = outcome.Changes.Any(c => c.Part == part.Name && c.Id == id && c.Change == PartChangeKind.Added);
        return TypedResults.Json(
            now,
            part.Output,
            statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }

    IResult? Refuse(HttpRequest request, T? existing) =>
        Tags.Refuse(
            request,
            existing is null ? null : part.TagOf(existing),
            () => existing is null ? null : part.Json(existing)
        );

    IResult Missing(string watch, string id, StoredDefinition? before) =>
        before is null ? NoWatch(watch) : Problems.NotFound($"'{watch}' has no {part.Name} '{id}'.");

    static IResult NoWatch(string watch) => Problems.NotFound($"There is no watch '{watch}'.");
}
