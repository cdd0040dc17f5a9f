namespace IndicatorAlerts.Mails;

/// <summary>A digest as plain text.</summary>
public static class DigestText
{
    public static string Of(DigestContent content)
    {
        var text = new MailText().Line(content.Heading);
        text.Own($"From {content.From.Tag}, {content.From.Utc}").Own($"to {content.To.Tag}, {content.To.Utc}");
        foreach (var watch in content.Watches)
            Watch(text, watch);
        return text.Blank().Link("All watches as they stand now", content.StatusPage.AbsoluteUri).Foot(content.Frame);
    }

    static void Watch(MailText text, DigestWatch watch)
    {
        text.Blank().Line(watch.Title.ToUpperInvariant()).Line(watch.Level.Text);
        if (watch.Parts.Count == 0)
            text.Line("Nothing happened.");
        foreach (var part in watch.Parts)
        {
            text.Blank().Line(part.Heading);
            foreach (var row in part.Rows)
            {
                text.Line($"[{row.Label.Text}] {row.Title}. {row.Sentence}", "  ");
                if (row.Time is { } time)
                    text.Own($"{time.Label}: {time.Tag}, {time.Utc}", "    ");
            }
            if (part.Left > 0)
                text.Line($"And {part.Left} more on the status page.", "  ");
        }
        text.Blank().Line(watch.Pulse);
    }
}
