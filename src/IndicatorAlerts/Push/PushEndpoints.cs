using IndicatorAlerts.Access;
using IndicatorAlerts.Indicators;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Http.Features;

namespace IndicatorAlerts.Push;

/// <summary>Admins bring observations: measured elsewhere, judged by an analyst, or history.</summary>
public static class PushEndpoints
{
    const long MostBytes = 10 * 1024 * 1024;
    const long MostLater = 100 * 1024 * 1024;
    const string KeyHeader = "Idempotency-Key";
    const int LongestKey = 255;

    public static void AddPush(this IServiceCollection services)
    {
        services.AddSingleton<ObservationPush>();
        services.AddSingleton<ObservationImport>();
        services.AddSingleton<PushKeys>();
        services.AddSingleton<PushRequests>();
        services.AddJobWork<ImportWork>();
    }

    public static void MapPush(this RouteGroupBuilder api)
    {
        Describe(
            api.MapPost("watches/{watch}/indicators/{id}/observations", PostAsync).Require(Role.Editor),
            "pushObservationsOfWatch"
        );
        Describe(
            api.MapPost("indicators/{id}/observations", PostAsync).Require(Role.Editor, checksWatch: true),
            "pushObservations"
        );
    }

    static void Describe(RouteHandlerBuilder endpoint, string id) =>
        endpoint
            .Describe(id, "Stores observations; what is stored already changes nothing.", "observations")
            .Takes<List<PushedObservation>>("application/json", "application/x-ndjson", "text/csv")
            .Query(
                "lag",
                "How long after its time a value became known where it does not say so, such as 3d; when it is stored, when left out."
            )
            .Header(KeyHeader, "The same key and body again gets the same answer for two days.")
            .Header("Prefer", "respond-async to be given a job, for up to 100 MB.")
            .Gives<PushAnswer>()
            .Gives<PushAnswer>(StatusCodes.Status207MultiStatus)
            .Gives<Job>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 413, 415, 422);

    static async Task<IResult> PostAsync(
        HttpRequest request,
        IndicatorFinder finder,
        PushRequests pushes,
        CancellationToken cancel
    )
    {
        if (PushReader.FormatOf(request.ContentType) is not { } format)
            return Problems.Unsupported("Send application/json, application/x-ndjson or text/csv as the Content-Type.");
        var isLater = request.PrefersJob();
        var most = isLater ? MostLater : MostBytes;
        if (request.ContentLength > most)
            return TooLarge(most);
        var key = (string?)request.Headers[KeyHeader];
        if (key is not null && (key.Length is 0 or > LongestKey || key.Any(c => c is < '!' or > '~')))
            return Problems.Invalid(
                "The key of idempotency is no key.",
                [new(KeyHeader, $"It has at most {LongestKey} visible ASCII characters.")]
            );
        var lag = TimeSpan.Zero;
        var isLagGiven = request.Query.TryGetValue("lag", out var lags);
        if (isLagGiven && (lags.Count > 1 || !Duration.TryParse(lags[0], out lag)))
            return Problems.Invalid("The lag is none.", [new("lag", "A duration was expected, such as 3d.")]);
        var (found, problem) = await finder.FindAsync(request, cancel);
        if (found is null)
            return problem!;
        if (!request.HttpContext.Caller().MayTouch(found.Watch))
            return Problems.Forbidden($"You may not touch the watch '{found.Watch}'.");
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = most;
        var order = new ImportOrder(found.Watch, found.Definition, format, isLagGiven ? lag : null);
        try
        {
            return await pushes.AnswerAsync(request.HttpContext, order, key, isLater, cancel);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(most);
        }
    }

    static IResult TooLarge(long most) =>
        Problems.TooLarge(
            $"Such a push has at most {most} bytes: send several, ask for a job by 'Prefer: respond-async', or use 'IndicatorAlerts indicator push'."
        );
}
