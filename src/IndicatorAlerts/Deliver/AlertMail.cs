using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Charts;
using IndicatorAlerts.Mails;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Why alerts are mailed when they are.</summary>
public enum MailOccasion
{
    /// <summary>They have just been decided.</summary>
    AtOnce,

    /// <summary>They were held over the reader's quiet hours.</summary>
    AfterQuiet,

    /// <summary>They were more than the reader wants in an hour, and come as one.</summary>
    RolledUp,
}

/// <summary>Writes the mail of alerts.</summary>
public sealed class AlertMail(DossierArchive dossiers, IOptions<SiteOptions> site, IOptions<MailOptions> options)
{
    // A mail program cuts, and a server distrusts, what is much larger.
    const int MostImageBytes = 42_000;

    /// <summary>One mail on one or more alerts, the worst first.</summary>
    /// <param name="alerts">Of one watch when told at once; at least one.</param>
    /// <param name="occasion">Why now.</param>
    /// <param name="cancel">Stops the reading of dossiers.</param>
    public async Task<Mail> BuildAsync(
        IReadOnlyList<Alert> alerts,
        MailOccasion occasion,
        CancellationToken cancel = default
    )
    {
        var ordered = AlertStories.InOrder(alerts);
        var found = await Task.WhenAll(
            ordered.Take(AlertStories.MostStories).Select(a => dossiers.ReadAsync(a, cancel))
        );
        return await WriteAsync(
            ordered,
            [.. found.OfType<Dossier>()],
            occasion,
            new(site.Value.PublicUrl.TrimEnd('/') + "/"),
            options.Value.FromName
        );
    }

    /// <param name="alerts">In order.</param>
    /// <param name="dossiers">As far as they are known.</param>
    /// <param name="occasion">Why now.</param>
    /// <param name="home">The public address, with a slash at its end.</param>
    /// <param name="sender">The sender's name.</param>
    internal static async Task<Mail> WriteAsync(
        IReadOnlyList<Alert> alerts,
        IReadOnlyList<Dossier> dossiers,
        MailOccasion occasion,
        Uri home,
        string sender
    )
    {
        var stories = new AlertStories(home, sender);
        var byAlert = dossiers.ToDictionary(d => (d.Alert.Watch, d.Alert.Id));
        var (content, images) = Draw(stories.Tell(alerts, byAlert, occasion));
        var isThread = alerts.Count == 1 || occasion == MailOccasion.AtOnce;
        return new()
        {
            Subject = isThread
                ? MailThread.Subject(alerts[0])
                : MailThread.Cut($"{content.Frame.Title}, worst: {Plain.Line(alerts[0].RedLine.Title, 60)}"),
            Html = await MailHtml.RenderAsync(Slices.AlertMailPage.Create(content)),
            Text = AlertText.Of(content),
            Images = images,
            Instants = stories.Instants,
            Headers = isThread
                ? MailThread.Headers(alerts[0], home)
                : new Dictionary<string, string> { ["List-Id"] = MailThread.ListId(null, home) },
        };
    }

    // A chart that would make the mail too large is left out; its numbers stand in the text.
    static (AlertContent, IReadOnlyList<MailImage>) Draw(AlertContent content)
    {
        var images = new List<MailImage>();
        var stories = new List<AlertStory>();
        foreach (var story in content.Stories)
        {
            var png = story.Chart is { } chart ? ChartDrawing.Png(chart.Chart) : [];
            var fits = images.Sum(i => i.Png.Length) + png.Length <= MostImageBytes;
            if (story.Chart is not null && fits)
                images.Add(new(story.Chart.Name, png));
            stories.Add(fits ? story : story with { Chart = null });
        }
        return (content with { Stories = stories }, images);
    }
}
