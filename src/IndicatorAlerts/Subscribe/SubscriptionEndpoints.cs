using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IndicatorAlerts.Subscribe;

/// <summary>Subscribing and unsubscribing by program.</summary>
public static class SubscriptionEndpoints
{
    internal const string Tag = "subscriptions";

    public static void MapSubscriptions(this RouteGroupBuilder api)
    {
        var all = api.MapGroup("");
        all.AddEndpointFilter(
            async (context, next) =>
            {
                SecretPages.Keep(context.HttpContext.Response.Headers);
                return await next(context);
            }
        );
        MapAsking(all);
        all.MapPreferences();
    }

    static void MapAsking(RouteGroupBuilder all)
    {
        all.MapPost("subscriptions", AskAsync)
            .Describe("subscribe", "Asks the owner of an address to confirm; answered the same for every address.", Tag)
            .Takes<SubscriptionInput>()
            .Gives<Accepted>(StatusCodes.Status202Accepted)
            .Refuses(400, 413, 415);
        all.MapPost("subscriptions/link", LinkAsync)
            .Describe(
                "sendLink",
                "Sends a reader a new link to its preferences; answered the same for every address.",
                Tag
            )
            .Takes<AddressInput>()
            .Gives<Accepted>(StatusCodes.Status202Accepted)
            .Refuses(400, 413, 415);
        all.MapPost("unsubscribe/{token}", UnsubscribeAsync)
            .Describe("unsubscribe", "Unsubscribes by one click (RFC 8058); harmless when repeated.", Tag)
            .Gives<Accepted>()
            .Refuses(404);
    }

    static async Task<IResult> AskAsync(
        HttpContext context,
        CallerLimit limit,
        WatchChoices watches,
        ReaderDesk desk,
        CancellationToken cancel
    )
    {
        if (await limit.CountAsync(context, cancel) is { } wait)
            return TooMany(context, wait);
        var (input, refusal) = await SubscriptionBody.JsonAsync(
            context.Request,
            SubscriptionInputJson.Default.SubscriptionInput,
            cancel
        );
        if (input is null)
            return refusal!;
        var (wishes, problems) = WishesCheck.Read(input, await watches.IdsAsync(cancel));
        if (ReaderAddress.Read(input.Address, out var address) is { } wrong)
            problems = [new("address", wrong), .. problems];
        if (problems.Count > 0)
            return Problems.Invalid("These wishes cannot be met.", problems);
        await desk.AskAsync(address!, wishes, cancel);
        return Accepted("If the address can be written to, a mail is on its way to it: follow its link to confirm.");
    }

    static async Task<IResult> LinkAsync(
        HttpContext context,
        CallerLimit limit,
        ReaderDesk desk,
        CancellationToken cancel
    )
    {
        if (await limit.CountAsync(context, cancel) is { } wait)
            return TooMany(context, wait);
        var (input, refusal) = await SubscriptionBody.JsonAsync(
            context.Request,
            SubscriptionInputJson.Default.AddressInput,
            cancel
        );
        if (input is null)
            return refusal!;
        if (ReaderAddress.Read(input.Address, out var address) is { } wrong)
            return Problems.Invalid("No link can be sent.", [new("address", wrong)]);
        await desk.AskAsync(address!, null, cancel);
        return Accepted(
            "If the address gets alerts or has asked for them, a mail with a new link is on its way to it."
        );
    }

    // RFC 8058: mail programs send this by themselves, without cookies, and perhaps more than once. The token gives the right; the form,
    // which they encode in two ways, says nothing more.
    static async Task<IResult> UnsubscribeAsync(string token, ReaderDesk desk, CancellationToken cancel) =>
        await desk.UnsubscribeAsync(token, "unsubscribed by one click in a mail", cancel)
            ? TypedResults.Json(new("No more mail goes to this address."), SubscribeJson.Default.Accepted)
            : PreferenceEndpoints.NoReader();

    static JsonHttpResult<Accepted> Accepted(string message) =>
        TypedResults.Json(new(message), SubscribeJson.Default.Accepted, statusCode: StatusCodes.Status202Accepted);

    static IResult TooMany(HttpContext context, TimeSpan wait) =>
        Problems.TooMany(
            "So much mail has been asked for from here that no more is sent for a while.",
            context,
            (int)Math.Ceiling(wait.TotalSeconds)
        );
}
