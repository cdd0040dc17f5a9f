using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IndicatorAlerts.Status;

/// <summary>What everybody may know: how the watches stand, and whether this service can work.</summary>
/// <remarks>Named results: the generator of request delegates cannot see the JSON types, which are generated as well.</remarks>
public static class StatusEndpoints
{
    public static void AddStatus(this IServiceCollection services) => services.AddSingleton<StatusReader>();

    public static void MapStatus(this RouteGroupBuilder api)
    {
        api.MapGet("status", AllAsync)
            .Describe("getStatus", "All watches at their last evaluation, with their newest alerts.", "status")
            .Gives<ServiceStatus>();
        api.MapGet("watches/{id}", OneAsync)
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

    static async Task<IResult> AllAsync(StatusReader status, CancellationToken cancel) =>
        TypedResults.Json(await status.ReadAsync(cancel), WatchJson.Default.ServiceStatus);

    static async Task<IResult> OneAsync(string id, StatusReader status, CancellationToken cancel) =>
        await status.FindAsync(id, cancel) is { } watch
            ? TypedResults.Json(watch, WatchJson.Default.WatchStatus)
            : Problems.NotFound($"There is no watch '{id}'.");

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
