using System.Text.Json.Serialization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Deliver;

/// <summary>A page of deliveries, newest first.</summary>
/// <param name="Stopped">That the mail provider shuts us out; null when it does not.</param>
/// <param name="Deliveries">The page.</param>
/// <param name="Next">The address of the page after it; null on the last.</param>
public sealed record DeliveryList(ProviderStop? Stopped, IReadOnlyList<ListedDelivery> Deliveries, string? Next);

/// <summary>One delivery with its sends; names no reader.</summary>
public sealed record DeliveryDetail
{
    public required string Id { get; init; }
    public string? Watch { get; init; }
    public IReadOnlyList<string> Alerts { get; init; } = [];
    public DateTimeOffset At { get; init; }
    public DeliveryState State { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many readers were judged.</summary>
    public int Walked { get; init; }

    /// <summary>By alert: how many readers for each reason.</summary>
    public required IReadOnlyDictionary<string, Dictionary<WhyCode, int>> Counts { get; init; }
    public IReadOnlyList<SendSummary> Sends { get; init; } = [];
}

/// <summary>How many sends are tried again.</summary>
public sealed record Retried(int Sends);

/// <summary>Deliveries for operators: listed, looked into, tried again.</summary>
public static class DeliveryEndpoints
{
    const int MostListed = 200;

    public static void MapDeliveries(this RouteGroupBuilder api)
    {
        api.MapGet("deliveries", ListAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("listDeliveries", "Deliveries, newest first, page by page.", "deliveries")
            .Gives<DeliveryList>()
            .Refuses(400);
        api.MapGet("deliveries/{id}", FindAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("getDelivery", "One delivery with its sends; names no reader.", "deliveries")
            .Gives<DeliveryDetail>()
            .Refuses(404);
        api.MapPost("deliveries/{id}/retry", RetryAsync)
            .Require(Role.Admin, checksWatch: true)
            .Describe("retryDelivery", "Tries again what was given up.", "deliveries")
            .Gives<Retried>()
            .Refuses(404);
    }

    static async Task<IResult> ListAsync(
        HttpContext context,
        DeliveryIndex index,
        ProviderGate gate,
        CancellationToken cancel,
        string? watch = null,
        string? state = null,
        string? after = null,
        int limit = 50
    )
    {
        if (state is not (null or "open" or "done" or "givenUp"))
            return Problems.Invalid("The state is not known.", [new("state", "It is open, done or givenUp.")]);
        if (limit is < 1 or > MostListed)
            return Problems.Invalid("The limit is not possible.", [new("limit", $"It is from 1 to {MostListed}.")]);
        if (context.Caller().Watches is { } mine && (watch is null || !mine.Contains(watch)))
            return Problems.Forbidden("Name a watch that your key may see: watch=ID.");
        var (page, next) = await index.ListAsync(watch, state, after, limit, cancel);
        var more = next is null
            ? null
            : $"/api/deliveries?limit={limit}&after={Uri.EscapeDataString(next)}"
                + (watch is null ? "" : $"&watch={Uri.EscapeDataString(watch)}")
                + (state is null ? "" : $"&state={state}");
        return TypedResults.Json(
            new DeliveryList(await gate.StoppedAsync(cancel), page, more),
            DeliveryJson.Default.DeliveryList
        );
    }

    static async Task<IResult> FindAsync(
        string id,
        HttpContext context,
        Deliveries deliveries,
        SendTable sends,
        CancellationToken cancel
    )
    {
        if (await VisibleAsync(id, context, deliveries, cancel) is not { } found)
            return Unknown(id);
        return TypedResults.Json(
            new DeliveryDetail
            {
                Id = found.Id,
                Watch = found.Watch,
                Alerts = found.Alerts,
                At = found.At,
                State = found.State,
                FinishedAt = found.FinishedAt,
                Walked = found.Walked,
                Counts = found.Counts,
                Sends = await sends.SummariesAsync(id, cancel),
            },
            DeliveryJson.Default.DeliveryDetail
        );
    }

    static async Task<IResult> RetryAsync(
        string id,
        HttpContext context,
        Deliveries deliveries,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        if (await VisibleAsync(id, context, deliveries, cancel) is not { } found)
            return Unknown(id);
        await audit.AppendAsync(context.Caller(), "delivery.retry", id, null, cancel);
        var sends = await deliveries.RetryAsync(found, cancel);
        return TypedResults.Json(new Retried(sends), DeliveryJson.Default.Retried);
    }

    static async Task<Delivery?> VisibleAsync(
        string id,
        HttpContext context,
        Deliveries deliveries,
        CancellationToken cancel
    ) =>
        TableKey.IsValid(id)
        && await deliveries.FindAsync(id, cancel) is { } found
        && (context.Caller().Watches is not { } mine || found.Watch is { } watch && mine.Contains(watch))
            ? found
            : null;

    static IResult Unknown(string id) => Problems.NotFound($"There is no delivery '{id}'.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(Retried))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(WhyQuestion))]
[JsonSerializable(typeof(PoisonList))]
[JsonSerializable(typeof(Replayed))]
sealed partial class DeliveryJson : JsonSerializerContext;
