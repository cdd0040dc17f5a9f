using IndicatorAlerts.Alerts;
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

/// <summary>Finds the dossier of an alert; null when it has none.</summary>
/// <param name="watch">The watch's id.</param>
/// <param name="id">The alert's id.</param>
/// <param name="cancel">Stops the call.</param>
public delegate Task<Dossier?> FindDossier(string watch, string id, CancellationToken cancel);

/// <summary>Writes the mail of alerts.</summary>
public sealed class AlertMail(FindDossier find, IOptions<SiteOptions> site, IOptions<MailOptions> options)
{
    // A mail program cuts, and a server distrusts, what is much larger.
    const int MostImageBytes = 42_000;
    const int Read = 4;

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
        var home = new Uri(site.Value.PublicUrl.TrimEnd('/') + "/");
        var ordered = AlertStories.InOrder(alerts);
        var stories = new AlertStories(home, options.Value.FromName);
        var content = stories.Tell(ordered, await DossiersAsync(ordered, cancel), occasion);
        var (shown, images) = Draw(content);
        var isThread = ordered.Count == 1 || occasion == MailOccasion.AtOnce;
        return new()
        {
            Subject = isThread
                ? MailThread.Subject(ordered[0])
                : MailThread.Cut($"{content.Frame.Title}, worst: {Plain.Line(ordered[0].RedLine.Title, 60)}"),
            Html = await MailHtml.RenderAsync(Slices.AlertMailPage.Create(shown)),
            Text = AlertText.Of(shown),
            Images = images,
            Instants = stories.Instants,
            Headers = isThread
                ? MailThread.Headers(ordered[0], home)
                : new Dictionary<string, string> { ["List-Id"] = MailThread.ListId(null, home) },
        };
    }

    async Task<Dictionary<string, Dossier>> DossiersAsync(IReadOnlyList<Alert> alerts, CancellationToken cancel)
    {
        var found = await Task.WhenAll(alerts.Take(Read).Select(a => find(a.Watch, a.Id, cancel)));
        return found.OfType<Dossier>().DistinctBy(d => d.Alert.Id).ToDictionary(d => d.Alert.Id);
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
