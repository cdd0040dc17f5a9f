using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IndicatorAlerts.Status;

/// <summary>What everybody may know: how the watches stand, and whether this service can work.</summary>
/// <remarks>Named results: the generator of request delegates cannot see the JSON types, which are generated as well.</remarks>
public static class StatusEndpoints
{
    public static void AddStatus(this IServiceCollection services) =>
        services.AddSingleton<StatusReader>().AddSingleton<RecentStatus>();

    public static void MapStatus(this RouteGroupBuilder api)
    {
        api.MapGet("status", AllAsync)
            .Describe("getStatus", "All watches at their last evaluation, with their newest alerts.", "status")
            .Header("If-None-Match", "The ETag of an answer that is there already.")
            .Gives<ServiceStatus>()
            .GivesNothing(StatusCodes.Status304NotModified);
        api.MapGet("watches/{watch}", OneAsync)
            .Describe("getWatchStatus", "One watch at its last evaluation, with its newest alerts.", "status")
            .Gives<WatchStatus>()
            .Refuses(404);
    }

    /// <summary>Maps <c>/healthz</c> (the process lives) and <c>/readyz</c> (Storage is there to work with).</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", Live);
        app.MapGet("/readyz", ReadyAsync);
    }

    static async Task<IResult> AllAsync(HttpRequest request, RecentStatus recent, CancellationToken cancel)
    {
        var status = await recent.ReadAsync().WaitAsync(cancel);
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = status.Tag;
        headers.CacheControl = "no-cache";
        return request.Headers.IfNoneMatch.Contains(status.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(status.Json, "application/json; charset=utf-8");
    }

    static async Task<IResult> OneAsync(string watch, StatusReader status, CancellationToken cancel) =>
        await status.FindAsync(watch, cancel) is { } found
            ? TypedResults.Json(found, WatchJson.Default.WatchStatus)
            : Problems.NotFound($"There is no watch '{watch}'.");

    static JsonHttpResult<Health> Live() => TypedResults.Json(new("live"), WatchJson.Default.Health);

    static async Task<IResult> ReadyAsync(StorageSetup setup, CancellationToken cancel) =>
        await setup.CheckAsync(cancel) is { } reason
            ? TypedResults.Json(
                new("not ready", reason),
                WatchJson.Default.Health,
                statusCode: StatusCodes.Status503ServiceUnavailable
            )
            : TypedResults.Json(new("ready"), WatchJson.Default.Health);
}
