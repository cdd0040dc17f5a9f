using System.Text.Json.Serialization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>What is sent to acknowledge an alert's episode.</summary>
public sealed record AcknowledgeRequest
{
    public string? Note { get; init; }
}

/// <summary>What only readers of the API may know of an alert.</summary>
/// <param name="Untold">Why nobody was told; null when people were.</param>
/// <param name="UntoldNote">Who wanted it so, and why.</param>
/// <param name="Acknowledged">Who has taken note of its episode; null when nobody has.</param>
public sealed record AlertNotes(string? Untold, string? UntoldNote, Acknowledgement? Acknowledged);

/// <summary>Editors acknowledge an episode: nobody is reminded of it any more.</summary>
static class AcknowledgeEndpoints
{
    const int MostNote = 500;

    public static void MapAcknowledgements(this RouteGroupBuilder api)
    {
        MapOne(api, "alerts/{id}", "");
        MapOne(api, "watches/{watch}/alerts/{id}", "OfWatch");
    }

    static void MapOne(RouteGroupBuilder api, string alert, string suffix)
    {
        api.MapGet(alert + "/notes", NotesAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("getAlertNotes" + suffix, "Who kept people from being told, or took note, and why.", "alerts")
            .Gives<AlertNotes>()
            .Refuses(404, 409);
        api.MapPost(alert + "/acknowledge", AddAsync)
            .Require(Role.Editor, checksWatch: true)
            .Describe("acknowledgeAlert" + suffix, "Nobody is reminded of the alert's episode any more.", "alerts")
            .Takes<AcknowledgeRequest>()
            .Gives<Acknowledgement>()
            .Refuses(400, 404, 409, 413, 422);
        api.MapDelete(alert + "/acknowledge", TakeBackAsync)
            .Require(Role.Editor, checksWatch: true)
            .Describe("unacknowledgeAlert" + suffix, "People are reminded of the alert's episode again.", "alerts")
            .GivesNothing()
            .Refuses(404, 409);
    }

    static async Task<IResult> NotesAsync(
        HttpContext context,
        AlertFinder finder,
        EffectTable effects,
        CancellationToken cancel
    )
    {
        var (alert, problem) = await FindAsync(context, finder, cancel);
        if (alert is null)
            return problem!;
        var acknowledged = alert.Episode is { } episode
            ? await effects.FindAsync(alert.Watch, alert.RedLine.Id, episode, cancel)
            : null;
        return TypedResults.Json(new(alert.Untold, alert.UntoldNote, acknowledged), AcknowledgeJson.Default.AlertNotes);
    }

    static async Task<IResult> AddAsync(
        HttpContext context,
        AlertFinder finder,
        EffectTable effects,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var (asked, wrong) = await JsonBody.ReadAsync(
            context.Request,
            AcknowledgeJson.Default.AcknowledgeRequest,
            cancel
        );
        if (asked is null)
            return wrong!;
        if (JsonBody.Check("note", asked.Note, MostNote) is { } error)
            return Problems.Invalid("The alert cannot be acknowledged.", [error]);
        var (alert, problem) = await FindAsync(context, finder, cancel);
        if (alert is null)
            return problem!;
        if (alert.Episode is not { } episode)
            return Problems.Unprocessable("The alert belongs to no episode, and so nobody is reminded of it.");
        var acknowledgement = new Acknowledgement
        {
            RedLine = alert.RedLine.Id,
            Episode = episode,
            By = context.Caller().Name,
            At = time.GetUtcNow(),
            Note = asked.Note!.Trim(),
        };
        await effects.AcknowledgeAsync(alert.Watch, acknowledgement, cancel);
        await audit.AppendAsync(context.Caller(), "alert.acknowledge", Target(alert), acknowledgement.Note, cancel);
        return TypedResults.Json(acknowledgement, AcknowledgeJson.Default.Acknowledgement);
    }

    static async Task<IResult> TakeBackAsync(
        HttpContext context,
        AlertFinder finder,
        EffectTable effects,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        var (alert, problem) = await FindAsync(context, finder, cancel);
        if (alert is null)
            return problem!;
        if (
            alert.Episode is not { } episode
            || await effects.FindAsync(alert.Watch, alert.RedLine.Id, episode, cancel) is not { } known
            || !await effects.TryTakeBackAsync(alert.Watch, known, cancel)
        )
            return Problems.NotFound("The alert's episode is not acknowledged.");
        await audit.AppendAsync(context.Caller(), "alert.unacknowledge", Target(alert), known.Note, cancel);
        return TypedResults.NoContent();
    }

    static async Task<(Alert? Found, IResult? Problem)> FindAsync(
        HttpContext context,
        AlertFinder finder,
        CancellationToken cancel
    )
    {
        var (alert, problem) = await finder.FindAsync(context.Request, cancel);
        // The short address names no watch that the rules of access could have looked at.
        return alert is not null && !context.Caller().MayTouch(alert.Watch)
            ? (null, Problems.Forbidden($"You may not touch the watch '{alert.Watch}'."))
            : (alert, problem);
    }

    static string Target(Alert alert) => $"{alert.Watch}/{alert.Id}";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(AcknowledgeRequest))]
[JsonSerializable(typeof(AlertNotes))]
[JsonSerializable(typeof(Acknowledgement))]
sealed partial class AcknowledgeJson : JsonSerializerContext;
