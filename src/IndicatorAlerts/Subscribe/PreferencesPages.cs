using static IndicatorAlerts.Subscribe.SubscribePages;

namespace IndicatorAlerts.Subscribe;

/// <summary>What the page of preferences shows.</summary>
/// <param name="Reader">Who.</param>
/// <param name="Form">What it wants, or has typed.</param>
/// <param name="Export">Where its data can be had.</param>
/// <param name="Done">What was just done; null when nothing was.</param>
/// <param name="Wrong">What was not done, and why.</param>
public sealed record PreferencesModel(
    ReaderRecord Reader,
    WishesForm Form,
    string Export,
    string? Done,
    string? Wrong = null
)
{
    public bool GetsMail => Reader.State == ReaderState.Confirmed;

    public bool IsPaused => Reader is { State: ReaderState.Confirmed, Subscription.Paused: true };
}

/// <summary>The page on which readers see and change everything of theirs.</summary>
public static class PreferencesPages
{
    const string NoReader =
        "It may have been cut in two on its way, its reader may be erased, or it is older than 90 days. Ask for a new one:";

    public static void MapPreferencesPage(this RouteGroupBuilder forms)
    {
        forms.MapGet("preferences/{token}", ShowAsync);
        forms.MapPost("preferences/{token}", ActAsync);
    }

    static async Task<IResult> ShowAsync(
        string token,
        HttpRequest request,
        ReaderDesk desk,
        WatchChoices watches,
        CancellationToken cancel
    )
    {
        if (await desk.FindAsync(token, cancel) is not { } reader)
            return ReaderPages.NoLink(NoReader);
        var done = (string?)request.Query["done"] switch
        {
            "save" => "Saved. This holds from now on.",
            "pause" => "Paused. Nothing is sent until you go on.",
            "resume" => "Alerts go on.",
            "unsubscribe" => "You are unsubscribed. No more alerts go to your address.",
            _ => null,
        };
        var values = reader.Subscription is { } wants ? SubscriptionInput.Of(wants) : new();
        return Page(token, reader, new(values, await watches.TitlesAsync(cancel), []), done);
    }

    static async Task<IResult> ActAsync(
        string token,
        HttpContext context,
        ReaderDesk desk,
        WatchChoices watches,
        CancellationToken cancel
    )
    {
        if (await desk.FindAsync(token, cancel) is not { } reader)
            return ReaderPages.NoLink(NoReader);
        if (await SubscriptionBody.FormAsync(context.Request, cancel) is not { } form)
            return NoForm();
        var act = (string?)form["do"];
        switch (act)
        {
            case "save":
                if (await SaveAsync(token, reader, form, desk, watches, cancel) is { } refusal)
                    return refusal;
                break;
            case "pause" or "resume":
                await desk.PauseAsync(token, act == "pause", cancel);
                break;
            case "unsubscribe":
                await desk.LeaveAsync(token, cancel);
                break;
            case "erase":
                return await EraseAsync(token, reader, form, desk, watches, cancel);
            default:
                return NoForm();
        }
        return SeeOther(context.Response, $"/ui/preferences/{Uri.EscapeDataString(token)}?done={act}");
    }

    // Null when it is done.
    static async Task<IResult?> SaveAsync(
        string token,
        ReaderRecord reader,
        IFormCollection form,
        ReaderDesk desk,
        WatchChoices watches,
        CancellationToken cancel
    )
    {
        var titles = await watches.TitlesAsync(cancel);
        var (input, problems) = WishesForm.Read(form);
        var (wishes, more) = WishesCheck.Read(input, [.. titles.Keys]);
        problems = [.. problems, .. more];
        if (problems.Count > 0)
            return Page(token, reader, new(input, titles, WishesForm.InOrder(problems)), null);
        // A pause has buttons of its own, and who comes back wants mail.
        var paused = reader is { State: ReaderState.Confirmed, Subscription.Paused: true };
        await desk.ChooseAsync(token, wishes! with { Paused = paused }, cancel);
        return null;
    }

    static async Task<IResult> EraseAsync(
        string token,
        ReaderRecord reader,
        IFormCollection form,
        ReaderDesk desk,
        WatchChoices watches,
        CancellationToken cancel
    )
    {
        if (form["sure"] != "on")
        {
            var values = reader.Subscription is { } wants ? SubscriptionInput.Of(wants) : new();
            return Page(
                token,
                reader,
                new(values, await watches.TitlesAsync(cancel), []),
                null,
                "Nothing was erased: tick the box before the button to say that you are sure."
            );
        }
        await desk.EraseAsync(token, cancel);
        return Say(
            new(
                "Your data is erased",
                "Your address, your wishes and their history are gone, and no more alerts are sent to you.",
                "If mail to your address came back or was reported as spam, a code remains by which we will not write to it again; your address cannot be read from it."
            )
            {
                Good = true,
                Links = [("Subscribe again", "/ui/subscribe"), ("Status of all watches", "/ui/")],
            }
        );
    }

    static IResult Page(string token, ReaderRecord reader, WishesForm form, string? done, string? wrong = null) =>
        Results.RazorSlice<Slices.PreferencesPage, PreferencesModel>(
            new(reader, form, $"/api/subscriptions/{Uri.EscapeDataString(token)}/export", done, wrong),
            form.Problems.Count > 0 || wrong is not null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK
        );
}
