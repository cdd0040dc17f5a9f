using System.Text;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Mails;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Subscribe;

/// <summary>What a mail to one reader says.</summary>
/// <param name="Title">What it is about; also the subject.</param>
/// <param name="Opening">Paragraphs before the wishes.</param>
/// <param name="Wishes">What is asked for; empty when nothing is.</param>
/// <param name="Button">What the link does.</param>
/// <param name="Link">The one thing to do.</param>
/// <param name="Closing">Paragraphs after the link.</param>
public sealed record ReaderMailModel(
    string Title,
    IReadOnlyList<string> Opening,
    IReadOnlyList<WishLine> Wishes,
    string Button,
    Uri Link,
    IReadOnlyList<string> Closing
)
{
    /// <summary>What stands around it.</summary>
    public required MailFrame Frame { get; init; }

    /// <summary>A second thing that the reader may do instead; null when there is none.</summary>
    public (string Text, Uri Link)? Second { get; init; }
}

/// <summary>Writes the mail that a request leads to. Nothing in it was written by whoever made the request.</summary>
public sealed class WelcomeLetters(
    ReaderLinks links,
    WatchChoices watches,
    IOptions<MailOptions> mail,
    IOptions<SiteOptions> site
)
{
    const string Why = "You get this mail because somebody gave this address to a form of ours.";
    const string NotYou = "If you did not ask for this, do nothing: without your yes nothing changes.";
    const string Lasts = "The link works for two days.";

    public async Task<(Letter Letter, Mail Mail)> WriteAsync(WelcomeDecision decision, CancellationToken cancel)
    {
        var reader = decision.Reader!;
        var wishes = reader.Pending.FirstOrDefault(p => p.Mark == decision.Mark)?.Wishes;
        var lines = wishes is null ? [] : WishesText.Of(wishes, await watches.TitlesAsync(cancel));
        var model = decision.Mail switch
        {
            WelcomeMail.Confirm => Confirm(reader.Id, decision.Mark, lines),
            WelcomeMail.ConfirmChange => ConfirmChange(reader.Id, decision.Mark, lines),
            WelcomeMail.Preferences => Preferences(reader.Id),
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Mail, "There is no such mail."),
        };
        var wants = wishes ?? reader.Subscription ?? new Subscription { Watches = [] };
        return (
            new(
                new(reader.Id, reader.Address, wants),
                links.Manage(reader.Id),
                links.Unsubscribe(reader.Id),
                links.OneClick(reader.Id)
            ),
            new()
            {
                Subject = model.Title,
                Html = await MailHtml.RenderAsync(Slices.ReaderMail.Create(model)),
                Text = Text(model),
            }
        );
    }

    ReaderMailModel Confirm(string reader, string mark, IReadOnlyList<WishLine> wishes) =>
        new(
            "Confirm your alerts",
            ["Somebody, we hope you, asked for alerts by mail to this address. They begin when you confirm."],
            wishes,
            "Confirm",
            links.Confirm(reader, mark),
            [Lasts, NotYou]
        )
        {
            Frame = Frame("Confirm your alerts", "They begin when you confirm."),
            Second = ("No, forget this request", links.Unsubscribe(reader)),
        };

    ReaderMailModel ConfirmChange(string reader, string mark, IReadOnlyList<WishLine> wishes) =>
        new(
            "You get alerts already: shall they change?",
            [
                "Somebody, we hope you, has filled in the form for alerts with this address, which gets them already.",
                "If you confirm, this takes the place of what you get now:",
            ],
            wishes,
            "Confirm the change",
            links.Confirm(reader, mark),
            [Lasts, NotYou]
        )
        {
            Frame = Frame("You get alerts already", "Nothing changes unless you confirm."),
            Second = ("See and change what you get now", links.Manage(reader)),
        };

    ReaderMailModel Preferences(string reader) =>
        new(
            "Your link to your preferences",
            ["Somebody, we hope you, asked for a new link to what this address gets from us."],
            [],
            "Open your preferences",
            links.Manage(reader),
            [
                "The link works for 90 days. Who has it can change what you get: do not pass it on.",
                "If you did not ask for it, do nothing.",
            ]
        )
        {
            Frame = Frame("Your link to your preferences", "It works for 90 days."),
        };

    MailFrame Frame(string title, string preview) =>
        new()
        {
            Title = title,
            Preview = preview,
            Tone = MailTone.Notice,
            Why = Why,
            ToReaders = false,
            Sender = mail.Value.FromName,
            Home = new(site.Value.PublicUrl.TrimEnd('/') + "/ui/"),
        };

    static string Text(ReaderMailModel model)
    {
        var text = new StringBuilder().AppendLine(model.Title).AppendLine();
        foreach (var paragraph in model.Opening)
            text.AppendLine(paragraph).AppendLine();
        foreach (var line in model.Wishes)
            text.AppendLine($"  {line.Label}: {Plain.Untagged(line.Text)}");
        if (model.Wishes.Count > 0)
            text.AppendLine();
        text.AppendLine($"{model.Button}:").AppendLine(model.Link.AbsoluteUri).AppendLine();
        foreach (var paragraph in model.Closing)
            text.AppendLine(paragraph);
        if (model.Second is { } second)
            text.AppendLine().AppendLine($"{second.Text}:").AppendLine(second.Link.AbsoluteUri);
        return text.ToString().ReplaceLineEndings("\r\n");
    }
}
