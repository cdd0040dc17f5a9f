using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Subscribe;

/// <summary>Subscriptions by program: asking with an address, and all else with the token of a link from a mail.</summary>
public static class SubscriptionEndpoints
{
    const string OneClick = "List-Unsubscribe";
    const string Tag = "subscriptions";

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
        MapPreferences(all);
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
            .Takes<string>(SubscriptionBody.Form)
            .Gives<Accepted>()
            .Refuses(400, 404);
    }

    static void MapPreferences(RouteGroupBuilder all)
    {
        all.MapGet("subscriptions/{token}", ReadAsync)
            .Describe("getSubscription", "What the reader of a link wants, and how it stands.", Tag)
            .Gives<ReaderView>()
            .Refuses(404);
        all.MapPut("subscriptions/{token}", ChooseAsync)
            .Describe("putSubscription", "Sets what the reader of a link wants; also for one who had left.", Tag)
            .Takes<SubscriptionInput>()
            .Gives<ReaderView>()
            .Refuses(400, 404, 413, 415);
        all.MapDelete("subscriptions/{token}", EraseAsync)
            .Describe("eraseSubscription", "Erases all that is kept of the reader of a link.", Tag)
            .GivesNothing()
            .Refuses(404);
        all.MapPost("subscriptions/{token}/pause", PauseAsync)
            .Describe("pauseSubscription", "Stops mail until it is resumed.", Tag)
            .Gives<ReaderView>()
            .Refuses(404);
        all.MapPost("subscriptions/{token}/resume", ResumeAsync)
            .Describe("resumeSubscription", "Goes on after a pause.", Tag)
            .Gives<ReaderView>()
            .Refuses(404);
        all.MapGet("subscriptions/{token}/export", ExportAsync)
            .Describe("exportSubscription", "All that is kept of the reader of a link.", Tag)
            .Gives<ReaderExport>()
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

    static async Task<IResult> ReadAsync(string token, ReaderDesk desk, CancellationToken cancel) =>
        View(await desk.FindAsync(token, cancel));

    static async Task<IResult> ChooseAsync(
        string token,
        HttpRequest request,
        WatchChoices watches,
        ReaderDesk desk,
        CancellationToken cancel
    )
    {
        // Before the body is looked at: who has no link learns nothing of what would be wrong with it.
        if (await desk.FindAsync(token, cancel) is null)
            return NoReader();
        var (input, refusal) = await SubscriptionBody.JsonAsync(
            request,
            SubscriptionInputJson.Default.SubscriptionInput,
            cancel
        );
        if (input is null)
            return refusal!;
        var (wishes, problems) = WishesCheck.Read(input, await watches.IdsAsync(cancel));
        if (input.Address is not null)
            problems = [new("address", "It cannot be changed: subscribe with the other one."), .. problems];
        return problems.Count > 0
            ? Problems.Invalid("These wishes cannot be met.", problems)
            : View(await desk.ChooseAsync(token, wishes!, cancel));
    }

    static async Task<IResult> PauseAsync(string token, ReaderDesk desk, CancellationToken cancel) =>
        View(await desk.PauseAsync(token, true, cancel));

    static async Task<IResult> ResumeAsync(string token, ReaderDesk desk, CancellationToken cancel) =>
        View(await desk.PauseAsync(token, false, cancel));

    static async Task<IResult> ExportAsync(
        string token,
        HttpResponse response,
        ReaderDesk desk,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (await desk.FindAsync(token, cancel) is not { } reader)
            return NoReader();
        response.Headers.ContentDisposition = "attachment; filename=\"indicator-alerts-data.json\"";
        return TypedResults.Json(ReaderExport.Of(reader, time.GetUtcNow()), SubscribeJson.Default.ReaderExport);
    }

    static async Task<IResult> EraseAsync(string token, ReaderDesk desk, CancellationToken cancel) =>
        await desk.EraseAsync(token, cancel) ? TypedResults.NoContent() : NoReader();

    // RFC 8058: mail programs send this by themselves, without cookies, and perhaps more than once.
    static async Task<IResult> UnsubscribeAsync(
        string token,
        HttpRequest request,
        ReaderDesk desk,
        CancellationToken cancel
    )
    {
        var form = await SubscriptionBody.FormAsync(request, cancel);
        if (form is null || form[OneClick] != "One-Click")
            return Problems.Invalid("Send the form List-Unsubscribe=One-Click (RFC 8058).", []);
        return await desk.UnsubscribeAsync(token, "unsubscribed by one click in a mail", cancel)
            ? TypedResults.Json(new("No more mail goes to this address."), SubscribeJson.Default.Accepted)
            : NoReader();
    }

    static IResult View(ReaderRecord? reader) =>
        reader is null ? NoReader() : TypedResults.Json(ReaderView.Of(reader), SubscribeJson.Default.ReaderView);

    static IResult NoReader() =>
        Problems.NotFound(
            "This link is not good, is too old, or its reader is forgotten. POST the address to /api/subscriptions/link for a new one."
        );

    static IResult Accepted(string message) =>
        TypedResults.Json(new(message), SubscribeJson.Default.Accepted, statusCode: StatusCodes.Status202Accepted);

    static IResult TooMany(HttpContext context, TimeSpan wait) =>
        Problems.TooMany(
            "So much mail has been asked for from here that no more is sent for a while.",
            context,
            (int)Math.Ceiling(wait.TotalSeconds)
        );
}
