using IndicatorAlerts.Deliver;
using IndicatorAlerts.Mails;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Operate;

/// <summary>A part of the mail.</summary>
/// <param name="Heading">What its problems have in common.</param>
/// <param name="Lines">One for each problem, with the instant since when.</param>
/// <param name="Left">How many more there are.</param>
public sealed record OperatorPart(string Heading, IReadOnlyList<string> Lines, int Left);

/// <summary>What the mail says.</summary>
/// <param name="Frame">What stands around it.</param>
/// <param name="Parts">Those with problems in them.</param>
/// <param name="Note">What else the operator should know; null for nothing.</param>
/// <param name="StatusPage">Where to look.</param>
public sealed record OperatorContent(MailFrame Frame, IReadOnlyList<OperatorPart> Parts, string? Note, Uri StatusPage);

/// <summary>Writes the mail to the operator.</summary>
public sealed class OperatorMail(IOptions<SiteOptions> site, IOptions<MailOptions> options)
{
    const int MostLines = 40;

    public async Task<Mail> BuildAsync(OperatorNews news)
    {
        var content = Content(news);
        return new()
        {
            Subject = MailThread.Cut(content.Frame.Title),
            Html = await MailHtml.RenderAsync(Slices.OperatorMailPage.Create(content)),
            Text = Text(content),
        };
    }

    OperatorContent Content(OperatorNews news)
    {
        var home = new Uri(site.Value.PublicUrl.TrimEnd('/') + "/");
        var first = news.New.Concat(news.Over).First();
        var title =
            news.New.Count > 0
                ? $"Operator: {MailWords.Count(news.New.Count, "problem")}. {first.Text}"
                : $"Operator: {MailWords.Count(news.Over.Count, "problem")} over. {first.Text}";
        return new(
            new()
            {
                Title = Plain.Line(title, 150),
                Preview = first.Text,
                Tone = news.New.Count > 0 ? MailTone.Warning : MailTone.Clear,
                Why = "You get this mail because you operate this service (Operator__Address).",
                ToReaders = false,
                Sender = options.Value.FromName,
                Home = home,
            },
            [
                .. new[]
                {
                    Part("New", news.New, p => p.Since),
                    Part("Not over yet", news.Still, p => p.Since),
                    Part("Over", news.Over, p => p.GoneSince ?? p.Since),
                }.Where(p => p.Lines.Count > 0),
            ],
            news.IsLast
                ? "There were many such mails in the last 24 hours: none follows for a while, whatever happens. Look at the status page."
                : null,
            new(home, "ui/")
        );
    }

    static OperatorPart Part(
        string heading,
        IReadOnlyList<KnownProblem> problems,
        Func<KnownProblem, DateTimeOffset> since
    ) =>
        new(
            heading,
            [.. problems.Take(MostLines).Select(p => $"{p.Text} (seen {ReaderTimes.Utc(since(p))})")],
            Math.Max(0, problems.Count - MostLines)
        );

    static string Text(OperatorContent content)
    {
        var text = new MailText().Line(content.Frame.Title);
        foreach (var part in content.Parts)
        {
            text.Heading(part.Heading);
            foreach (var line in part.Lines)
                text.Line("- " + line, "  ");
            if (part.Left > 0)
                text.Line($"And {part.Left} more.");
        }
        if (content.Note is { } note)
            text.Blank().Line(note);
        return text.Blank().Link("Status", content.StatusPage.AbsoluteUri).Foot(content.Frame);
    }
}
