using static IndicatorAlerts.Subscribe.SubscribePages;

namespace IndicatorAlerts.Subscribe;

/// <summary>What the confirming page shows.</summary>
/// <param name="Wishes">What would be confirmed.</param>
public sealed record ConfirmModel(IReadOnlyList<WishLine> Wishes);

/// <summary>The pages behind links from mails: a GET never changes anything, for programs that look for harm follow every link.</summary>
public static class ReaderPages
{
    public static void MapReaderPages(this RouteGroupBuilder forms)
    {
        forms.MapGet("confirm/{token}", AskToConfirmAsync);
        forms.MapPost("confirm/{token}", ConfirmAsync);
        forms.MapGet("unsubscribe/{token}", AskToLeave);
        forms.MapPost("unsubscribe/{token}", LeaveAsync);
        forms.MapPreferencesPage();
    }

    static async Task<IResult> AskToConfirmAsync(
        string token,
        ReaderDesk desk,
        ReaderLinks links,
        WatchChoices watches,
        CancellationToken cancel
    ) =>
        await desk.PendingAsync(token, cancel) switch
        {
            null => NothingToConfirm(links, token),
            (var wishes, false) => Results.RazorSlice<Slices.ConfirmPage, ConfirmModel>(
                new(WishesText.Of(wishes, await watches.TitlesAsync(cancel)))
            ),
            (_, true) => Say(
                new("You have confirmed this already", "Alerts go to your address as you have asked.") { Good = true }
            ),
        };

    static async Task<IResult> ConfirmAsync(string token, ReaderDesk desk, ReaderLinks links, CancellationToken cancel)
    {
        if (await desk.ConfirmAsync(token, cancel) is not { } reader)
            return NothingToConfirm(links, token);
        var next = reader.Subscription!.Rhythm switch
        {
            Rhythm.Immediate => "A mail comes as soon as a red line of your watches is crossed.",
            Rhythm.Daily => "A digest comes each day at the hour that you have chosen.",
            _ => "A digest comes each Monday at the hour that you have chosen.",
        };
        return Say(
            new(
                "You are subscribed",
                next,
                "Every mail has links to change what you get and to unsubscribe. You can also do that now."
            )
            {
                Good = true,
                Links = [("Your preferences", links.Manage(reader.Id).PathAndQuery), ("Status of all watches", "/ui/")],
            }
        );
    }

    static IResult AskToLeave(string token, ReaderLinks links) =>
        links.ReaderOf(LinkUse.Unsubscribe, token) is null
            ? NoLink(
                "It may have been cut in two on its way. Ask for a new one, and unsubscribe on the page it leads to:"
            )
            : Results.RazorSlice<Slices.UnsubscribePage>();

    static async Task<IResult> LeaveAsync(string token, ReaderDesk desk, CancellationToken cancel) =>
        await desk.UnsubscribeAsync(token, "unsubscribed by the link in a mail", cancel)
            ? Say(
                new(
                    "You are unsubscribed",
                    "No more alerts go to your address. A mail that has left already may still come.",
                    "Your address is forgotten after 90 days. You can subscribe again whenever you like."
                )
                {
                    Good = true,
                    Links = [("Subscribe again", "/ui/subscribe"), ("Status of all watches", "/ui/")],
                }
            )
            : NoLink(
                "It may have been cut in two on its way. Ask for a new one, and unsubscribe on the page it leads to:"
            );

    internal static IResult NoLink(string more) => Say(Notice.BadLink(more), StatusCodes.Status404NotFound);

    static IResult NothingToConfirm(ReaderLinks links, string token) =>
        NoLink(
            links.Open(LinkUse.Confirm, token) switch
            {
                { Expired: true } =>
                    "A link to confirm works for two days, and these are over. Subscribe again, or ask for a new one:",
                { } =>
                    "What it would confirm is not there any more: something else was confirmed since, or it was taken back. Ask for a link to see what holds now:",
                null => "It may have been cut in two on its way. Ask for a new one:",
            }
        );
}
