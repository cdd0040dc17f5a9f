namespace IndicatorAlerts.Subscribe;

/// <summary>The pages to subscribe and to ask for a new link; they need no script.</summary>
public static class SubscribePages
{
    const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    static readonly byte[] Style = ReadStyle();

    public static void MapSubscribePages(this RouteGroupBuilder pages)
    {
        pages.MapGet("forms.css", () => TypedResults.Bytes(Style, "text/css; charset=utf-8"));
        var forms = pages.MapGroup("");
        forms.AddEndpointFilter(
            async (context, next) =>
            {
                var headers = context.HttpContext.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                SecretPages.Keep(headers);
                return await next(context);
            }
        );
        forms.MapGet("subscribe", FormAsync);
        forms.MapPost("subscribe", AskAsync);
        forms.MapGet("subscribe/asked", Asked);
        forms.MapGet("link", LinkForm);
        forms.MapPost("link", LinkAsync);
        forms.MapGet("link/asked", LinkAsked);
        forms.MapReaderPages();
    }

    /// <summary>A page that says something.</summary>
    internal static IResult Say(Notice notice, int status = StatusCodes.Status200OK) =>
        Results.RazorSlice<Slices.NoticePage, Notice>(notice, status);

    /// <summary>Goes on to a page by GET, so that it can be loaded again without sending the form again.</summary>
    internal static IResult SeeOther(HttpResponse response, string path)
    {
        response.Headers.Location = path;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>What was sent is no form of these pages.</summary>
    internal static IResult NoForm() =>
        Say(new("This cannot be read", "Go back and send the form again."), StatusCodes.Status400BadRequest);

    static async Task<IResult> FormAsync(WatchChoices watches, CancellationToken cancel) =>
        Form(new(new(), await watches.TitlesAsync(cancel), []));

    static async Task<IResult> AskAsync(
        HttpContext context,
        CallerLimit limit,
        WatchChoices watches,
        ReaderDesk desk,
        CancellationToken cancel
    )
    {
        if (await limit.CountAsync(context, cancel) is { } wait)
            return TooMany(context.Response, wait);
        if (await SubscriptionBody.FormAsync(context.Request, cancel) is not { } form)
            return NoForm();
        var (input, problems) = WishesForm.Read(form);
        var titles = await watches.TitlesAsync(cancel);
        var (wishes, more) = WishesCheck.Read(input, [.. titles.Keys]);
        problems = [.. problems, .. more];
        if (ReaderAddress.Read(input.Address, out var address) is { } wrong)
            problems = [new("address", wrong), .. problems];
        if (problems.Count > 0)
            return Form(new(input, titles, WishesForm.InOrder(problems)));
        await desk.AskAsync(address!, wishes, cancel);
        return SeeOther(context.Response, "/ui/subscribe/asked");
    }

    static IResult Asked() =>
        Say(
            new(
                "Look into your mailbox",
                "If the address can be written to, a mail with a link is on its way. Alerts begin when you open the link and confirm.",
                "Nothing there after some minutes? Look into the folder for spam. For one address only a few such mails leave in a day."
            )
            {
                Good = true,
            }
        );

    // The status stands above.
    static readonly (string, string)[] Unsubscribed = [("Not subscribed yet? Choose your alerts", "/ui/subscribe")];

    static IResult LinkForm() =>
        Say(
            new("Get a new link", "Give the address that gets alerts: a link to its preferences goes there by mail.")
            {
                AsksForLink = true,
                Links = Unsubscribed,
            }
        );

    static async Task<IResult> LinkAsync(
        HttpContext context,
        CallerLimit limit,
        ReaderDesk desk,
        CancellationToken cancel
    )
    {
        if (await limit.CountAsync(context, cancel) is { } wait)
            return TooMany(context.Response, wait);
        if (await SubscriptionBody.FormAsync(context.Request, cancel) is not { } form)
            return NoForm();
        if (ReaderAddress.Read(form["address"], out var address) is { } wrong)
            return Say(
                new("Get a new link", wrong) { AsksForLink = true, Links = Unsubscribed },
                StatusCodes.Status400BadRequest
            );
        await desk.AskAsync(address!, null, cancel);
        return SeeOther(context.Response, "/ui/link/asked");
    }

    static IResult LinkAsked() =>
        Say(
            new(
                "Look into your mailbox",
                "If the address gets alerts or has asked for them, a mail with a new link is on its way.",
                "Nothing there after some minutes? Then it may never have subscribed, or has had enough of these mails for today."
            )
            {
                Good = true,
                Links = [("Subscribe", "/ui/subscribe"), ("Status of all watches", "/ui/")],
            }
        );

    static IResult Form(WishesForm form) =>
        Results.RazorSlice<Slices.SubscribePage, WishesForm>(
            form with
            {
                AsksAddress = true,
            },
            form.Problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );

    static IResult TooMany(HttpResponse response, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        response.Headers.RetryAfter = Words.Of(seconds);
        return Say(
            new(
                "Too much for now",
                "So much mail has been asked for from where you are that no more is sent for a while.",
                $"Come back in {Words.Of(Math.Max(1, seconds / 60))} minutes."
            ),
            StatusCodes.Status429TooManyRequests
        );
    }

    static byte[] ReadStyle()
    {
        using var resource = typeof(SubscribePages).Assembly.GetManifestResourceStream("forms.css")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
