using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;
using static IndicatorAlerts.Subscribe.SubscriptionEndpoints;

namespace IndicatorAlerts.Subscribe;

/// <summary>What readers can see and change by program, with the token of a link to preferences.</summary>
public static class PreferenceEndpoints
{
    public static void MapPreferences(this RouteGroupBuilder all)
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

    static IResult View(ReaderRecord? reader) =>
        reader is null ? NoReader() : TypedResults.Json(ReaderView.Of(reader), SubscribeJson.Default.ReaderView);

    internal static IResult NoReader() =>
        Problems.NotFound(
            "This link is not good, is too old, or its reader is forgotten. POST the address to /api/subscriptions/link for a new one."
        );
}
