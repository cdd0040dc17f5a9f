using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Deliver;

/// <summary>Messages that failed every time, for operators.</summary>
public static class PoisonEndpoints
{
    public static void MapPoison(this RouteGroupBuilder api)
    {
        api.MapGet("poison", ListAsync)
            .Require(Role.Reader)
            .Describe("listPoison", "Messages that failed every time, by queue.", "deliveries")
            .Gives<PoisonList>();
        api.MapPost("poison/{queue}/replay", ReplayAsync)
            .Require(Role.Admin)
            .Describe("replayPoison", "Puts the failed messages of a queue back into it.", "deliveries")
            .Gives<Replayed>()
            .Refuses(404);
    }

    static async Task<IResult> ListAsync(HttpContext context, PoisonQueues queues, CancellationToken cancel) =>
        context.Caller().Watches is null
            ? TypedResults.Json(await queues.ListAsync(cancel), DeliveryJson.Default.PoisonList)
            : Problems.Forbidden("Your key is for some watches only; these messages are of all.");

    static async Task<IResult> ReplayAsync(
        string queue,
        HttpContext context,
        PoisonQueues queues,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        if (!QueueNames.All.Contains(queue))
            return Problems.NotFound($"There is no queue '{queue}': {string.Join(", ", QueueNames.All)}.");
        if (context.Caller().Watches is not null)
            return Problems.Forbidden("Your key is for some watches only; these messages are of all.");
        await audit.AppendAsync(context.Caller(), "poison.replay", queue, null, cancel);
        return TypedResults.Json(new Replayed(await queues.ReplayAsync(queue, cancel)), DeliveryJson.Default.Replayed);
    }
}
