using System.Security.Cryptography;
using IndicatorAlerts.Access;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>Editors silence watches, red lines and labels; readers see who did and why.</summary>
static class SilenceEndpoints
{
    // They are read with every evaluation.
    const int MostOpen = 100;
    const int MostKept = 300;

    public static void MapSilences(this RouteGroupBuilder api)
    {
        const string path = "watches/{watch}/silences";
        api.MapGet(path, ListAsync)
            .Require(Role.Reader)
            .Describe("listSilences", "Silences of a watch: coming, active, and past for 30 days.", "silences")
            .Gives<SilenceList>()
            .Refuses(404);
        api.MapGet(path + "/{id}", OneAsync)
            .Require(Role.Reader)
            .Describe("getSilence", "One silence.", "silences")
            .Gives<SilenceAnswer>()
            .Refuses(404);
        api.MapPost(path, AddAsync)
            .Require(Role.Editor)
            .Describe("createSilence", "For a time, nobody is told of a red line, a label or the watch.", "silences")
            .Takes<SilenceRequest>()
            .Gives<SilenceAnswer>(StatusCodes.Status201Created)
            .Refuses(400, 404, 409, 413);
        api.MapDelete(path + "/{id}", EndAsync)
            .Require(Role.Editor)
            .Describe("endSilence", "Ends a silence now; it stays on record.", "silences")
            .Gives<SilenceAnswer>()
            .Refuses(404);
    }

    static async Task<IResult> ListAsync(string watch, WatchTable watches, TimeProvider time, CancellationToken cancel)
    {
        if (!AlertFinder.CanBeId(watch) || await watches.ReadAsync(watch, cancel) is not { } stored)
            return AlertFinder.NoWatch(watch);
        var now = time.GetUtcNow();
        var newest = stored.Effects.Silences.OrderByDescending(s => s.End).Select(s => SilenceAnswer.Of(watch, s, now));
        return TypedResults.Json(new([.. newest]), SilenceJson.Default.SilenceList);
    }

    static async Task<IResult> OneAsync(
        string watch,
        string id,
        EffectTable effects,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        CanBe(watch, id) && await effects.FindAsync(watch, id, cancel) is var (silence, _)
            ? Answer(watch, silence, time.GetUtcNow(), StatusCodes.Status200OK)
            : NoSilence(watch, id);

    static async Task<IResult> AddAsync(
        string watch,
        HttpContext context,
        WatchTable watches,
        EffectTable effects,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var (asked, problem) = await JsonBody.ReadAsync(context.Request, SilenceJson.Default.SilenceRequest, cancel);
        if (asked is null)
            return problem!;
        if (!AlertFinder.CanBeId(watch) || await watches.ReadAsync(watch, cancel) is not { } stored)
            return AlertFinder.NoWatch(watch);
        var now = time.GetUtcNow();
        if (asked.Check(stored.Definition, now).ToList() is { Count: > 0 } wrong)
            return Problems.Invalid("The silence cannot be made.", wrong);
        var kept = stored.Effects.Silences;
        if (kept.Count(s => s.End > now) >= MostOpen || kept.Count >= MostKept)
            return Problems.Conflict(
                $"The watch has {kept.Count} silences: end some that are coming or active, or wait until past ones are 30 days old."
            );
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var silence = asked.ToSilence(id, context.Caller().Name, now);
        await effects.AddAsync(watch, silence, cancel);
        await audit.AppendAsync(
            context.Caller(),
            "silence.create",
            $"{watch}/{Scope(silence)}",
            silence.Reason,
            cancel
        );
        context.Response.Headers.Location = $"/api/watches/{watch}/silences/{id}";
        return Answer(watch, silence, now, StatusCodes.Status201Created);
    }

    static async Task<IResult> EndAsync(
        string watch,
        string id,
        HttpContext context,
        EffectTable effects,
        AuditLog audit,
        QueueSender queue,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        while (CanBe(watch, id) && await effects.FindAsync(watch, id, cancel) is var (silence, tag))
        {
            var now = time.GetUtcNow();
            if (silence.End <= now)
                return Answer(watch, silence, now, StatusCodes.Status200OK);
            var ended = silence with { End = now, EndedBy = context.Caller().Name };
            if (!await effects.TryReplaceAsync(watch, ended, tag, cancel))
                continue;
            await audit.AppendAsync(
                context.Caller(),
                "silence.end",
                $"{watch}/{Scope(silence)}",
                silence.Reason,
                cancel
            );
            // What is still crossed is told now, and not at the next minute.
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(watch), cancel);
            return Answer(watch, ended, now, StatusCodes.Status200OK);
        }
        return NoSilence(watch, id);
    }

    static JsonHttpResult<SilenceAnswer> Answer(string watch, Silence silence, DateTimeOffset now, int status) =>
        TypedResults.Json(SilenceAnswer.Of(watch, silence, now), SilenceJson.Default.SilenceAnswer, statusCode: status);

    static IResult NoSilence(string watch, string id) =>
        Problems.NotFound($"The watch '{watch}' has no silence '{id}', or it was over for 30 days.");

    static string Scope(Silence silence) =>
        silence.RedLine ?? (silence.Label is { } label ? $"label {label}" : "all lines");

    static bool CanBe(string watch, string id) => AlertFinder.CanBeId(watch) && AlertFinder.CanBeId(id);
}
