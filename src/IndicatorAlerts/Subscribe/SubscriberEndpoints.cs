using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Subscribe;

/// <summary>Admins count readers, find one by its exact address, forget one who asks for it, and lift suppressions.</summary>
public static class SubscriberEndpoints
{
    const string Tag = "subscribers";

    public static void MapSubscribers(this RouteGroupBuilder api)
    {
        var admin = api.MapGroup("subscribers").Require(Role.Admin);
        admin
            .MapGet("counts", CountAsync)
            .Describe("countSubscribers", "Readers by state, and those of each watch by rhythm and severity.", Tag)
            .Gives<ReaderCounts>();
        admin
            .MapPost("find", FindAsync)
            .Describe("findSubscriber", "The reader with exactly this address.", Tag)
            .Takes<AddressInput>()
            .Gives<FoundReader>()
            .Refuses(400, 404, 413, 415);
        admin
            .MapDelete("{id}", EraseAsync)
            .Describe("eraseSubscriber", "Erases all that is kept of a reader who asks for it.", Tag)
            .GivesNothing()
            .Refuses(404);
        admin
            .MapPost("{id}/lift", LiftAsync)
            .Describe("liftSuppression", "Lets an address be written to again, once its owner asks and confirms.", Tag)
            .GivesNothing()
            .Refuses(404);
    }

    static async Task<IResult> CountAsync(SubscriberCounts counts, CancellationToken cancel) =>
        TypedResults.Json(await counts.CountAsync(cancel), SubscribeJson.Default.ReaderCounts);

    // The address stands in the body: addresses of requests are logged on their way.
    static async Task<IResult> FindAsync(
        HttpContext context,
        ReaderSecrets secrets,
        ReaderTable table,
        Suppressions suppressions,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        var (input, refusal) = await SubscriptionBody.JsonAsync(
            context.Request,
            SubscriptionInputJson.Default.AddressInput,
            cancel
        );
        if (input is null)
            return refusal!;
        if (ReaderAddress.Read(input.Address, out var address) is { } wrong)
            return Problems.Invalid("Nobody can be found by it.", [new("address", wrong)]);
        var id = secrets.IdOf(address!);
        await audit.AppendAsync(context.Caller(), "subscriber.find", id, null, cancel);
        var reader = await table.FindAsync(id, cancel);
        var suppression = await suppressions.FindAsync(id, cancel);
        return reader is null && suppression is null
            ? Problems.NotFound("There is no reader with this address.")
            : TypedResults.Json(FoundReader.Of(id, reader, suppression), SubscribeJson.Default.FoundReader);
    }

    static async Task<IResult> EraseAsync(
        string id,
        HttpContext context,
        ReaderTable table,
        Readers readers,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        if (!ReaderSecrets.IsId(id) || await table.FindAsync(id, cancel) is null)
            return NoReader(id);
        await audit.AppendAsync(context.Caller(), "subscriber.erase", id, null, cancel);
        await readers.EraseAsync(id, _ => true, cancel);
        return TypedResults.NoContent();
    }

    static async Task<IResult> LiftAsync(
        string id,
        HttpContext context,
        Suppressions suppressions,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        if (!ReaderSecrets.IsId(id) || await suppressions.FindAsync(id, cancel) is null)
            return NoReader(id);
        await audit.AppendAsync(context.Caller(), "subscriber.lift", id, null, cancel);
        await suppressions.LiftAsync(id, cancel);
        return TypedResults.NoContent();
    }

    static IResult NoReader(string id) => Problems.NotFound($"There is no such reader as '{id}'.");
}
