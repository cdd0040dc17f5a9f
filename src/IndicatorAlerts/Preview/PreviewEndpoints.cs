using System.Text.Json.Nodes;
using IndicatorAlerts.Access;
using IndicatorAlerts.Admin;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Preview;

/// <summary>Red lines are tried before they go live.</summary>
static class PreviewEndpoints
{
    public static void AddPreview(this IServiceCollection services)
    {
        services.AddSingleton<Previews>();
        services.AddSingleton<PreviewAnswers>();
        services.AddJobWork<PreviewWork>();
        services.AddJobWork<ReplayWork>();
    }

    public static void MapPreview(this RouteGroupBuilder api)
    {
        const string tag = "red lines";
        api.MapPost("red-lines:validate", ValidateAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("validateRedLine", "What is wrong with a red line that is being written; nothing is kept.", tag)
            .Takes<ValidateBody>()
            .Gives<ValidateAnswer>()
            .Refuses(400, 404, 413);
        api.MapPost("red-lines:preview", PreviewAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("previewRedLine", "What a red line would do now, and would have done over stored history.", tag)
            .Query("at", "An instant at which it is looked at, with its tree; several times for more.", "date-time")
            .Header("Prefer", "respond-async to be given a job at once.")
            .Takes<PreviewBody>()
            .Gives<PreviewAnswer>()
            .Gives<Job>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 413);
        ReplayEndpoint.Map(api);
    }

    static async Task<IResult> ValidateAsync(
        HttpRequest request,
        WatchTable watches,
        DefinitionCheck check,
        CancellationToken cancel
    )
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, PreviewInputJson.Default.ValidateBody, cancel);
        if (body is null)
            return refusal!;
        (var found, refusal) = await ReadAsync(request, body.Watch, body.RedLine, watches, cancel);
        if (found is not var (watch, line))
            return refusal!;
        var draft = Part.RedLine.Put(watch, line);
        var errors = LineInput.Local(await check.FindAsync(draft, cancel), draft, line.Id);
        return TypedResults.Json(
            new(errors.Count == 0, errors, LineInput.Canonical(line.When), LineInput.Canonical(line.ClearWhen)),
            PreviewJson.Default.ValidateAnswer
        );
    }

    static async Task<IResult> PreviewAsync(
        HttpRequest request,
        WatchTable watches,
        DefinitionCheck check,
        PreviewAnswers answers,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, PreviewInputJson.Default.PreviewBody, cancel);
        if (body is null)
            return refusal!;
        (var found, refusal) = await ReadAsync(request, body.Watch, body.RedLine, watches, cancel);
        if (found is not var (watch, line))
            return refusal!;
        var input = new SpanInput(time);
        var span = input.Span(body);
        var every = input.Every(body.Every, watch.Every, span);
        var at = input.At(request.Query, span);
        if (input.Errors.Count > 0)
            return Problems.Invalid("So it cannot be tried.", input.Errors);
        var draft = Part.RedLine.Put(watch, line);
        if (await check.FindAsync(draft, cancel) is { Count: > 0 } errors)
            return Problems.Invalid("So a red line cannot be.", LineInput.Local(errors, draft, line.Id));
        var order = new PreviewOrder
        {
            Draft = draft,
            Current = Part.RedLine.Find(watch, line.Id) is null ? null : watch,
            RedLines = [line.Id],
            Span = span,
            Every = every,
            At = at,
        };
        return await answers.AnswerAsync(request, order, cancel);
    }

    /// <summary>The watch as it is, and the line as it would be; else the refusal.</summary>
    static async Task<((Watch Watch, RedLine Line)? Found, IResult? Refusal)> ReadAsync(
        HttpRequest request,
        string id,
        JsonObject given,
        WatchTable watches,
        CancellationToken cancel
    )
    {
        if (!request.HttpContext.Caller().MayTouch(id))
            return (null, Problems.Forbidden($"You may not touch the watch '{id}'."));
        if (await watches.ReadDefinitionAsync(id, cancel) is not { } stored)
            return (null, Problems.NotFound($"There is no watch '{id}'."));
        var (line, refusal) = LineInput.Read(given, stored.Watch);
        return line is null ? (null, refusal) : ((stored.Watch, line), null);
    }
}
