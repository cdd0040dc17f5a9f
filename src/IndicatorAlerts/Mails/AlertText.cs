namespace IndicatorAlerts.Mails;

/// <summary>A mail on alerts as plain text: the same as the HTML says, chart included.</summary>
public static class AlertText
{
    public static string Of(AlertContent content)
    {
        var text = new MailText();
        if (content.Occasion is { } occasion)
            text.Line(occasion).Blank();
        if (!content.IsOne)
            Summary(text, content);
        foreach (var story in content.Stories)
        {
            if (!content.IsOne)
                text.Blank().Own(new string('-', 40));
            Story(text, story);
        }
        return text.Blank().Link("All watches as they stand now", content.StatusPage.AbsoluteUri).Foot(content.Frame);
    }

    static void Summary(MailText text, AlertContent content)
    {
        text.Line(content.Heading).Blank();
        foreach (var story in content.Stories.Concat(content.Others))
            text.Line($"{Tag(story)} {story.Title}. {story.Brief}", "  ");
        if (content.Left > 0)
            text.Line($"And {content.Left} more on the status page.", "  ");
    }

    static void Story(MailText text, AlertStory story)
    {
        text.Line($"{Tag(story)} {story.Title}").Line(story.Watch).Blank();
        text.Line($"{story.Words.Headline}. {story.Sentence}").Blank();
        foreach (var time in story.Times)
            text.Own($"{time.Label}: {time.Tag}, {time.Utc}");
        if (story.Chart is { } chart)
            text.Blank().Line(chart.Chart.Description);
        if (story.Because is { } because)
            text.Heading("Why it matters").Line(because);
        text.Heading("Evidence").Line($"Condition: {story.Condition}");
        foreach (var part in story.Parts)
            text.Line($"{part.Text} is {part.Value}{(part.Detail is null ? "" : $" ({part.Detail})")}", "  ");
        foreach (var point in story.Points)
            Point(text, point);
        text.Heading(story.NextHeading).Line(story.Next);
        text.Blank().Link("The whole evidence", story.Dossier.AbsoluteUri);
    }

    static void Point(MailText text, EvidencePoint point)
    {
        text.Line($"{point.Utc}: {point.Value}, {point.What}", "  ");
        if (point.Link is { } link)
            text.Link("    Report", link);
        if (point.Raw is { } raw)
            text.Link("    Raw answer", raw);
    }

    static string Tag(AlertStory story) => $"[{story.Words.Label.ToUpperInvariant()}, {story.Severity}]";
}
