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
    // Pictures are sent in Base64. A mail program cuts, and a server distrusts, what is much larger.

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
        var (content, html, text, images) = await FitAsync(stories.Tell(alerts, byAlert, occasion));
        var isThread = alerts.Count == 1 || occasion == MailOccasion.AtOnce;
        return new()
        {
            Subject = isThread
                ? MailThread.Subject(alerts[0])
                : MailThread.Cut($"{content.Frame.Title}, worst: {Plain.Line(alerts[0].RedLine.Title, 60)}"),
            Html = html,
            Text = text,
            Images = images,
            Instants = stories.Instants,
            Headers = isThread
                ? MailThread.Headers(alerts[0], home)
                : new Dictionary<string, string> { ["List-Id"] = MailThread.ListId(null, home) },
        };
    }

    // The last chart is left out while the mail is too large; its numbers stand in the text.
    static async Task<(AlertContent, string Html, string Text, IReadOnlyList<MailImage>)> FitAsync(AlertContent content)
    {
        List<MailImage> images =
        [
            .. content
                .Stories.Select(s => s.Chart)
                .OfType<MailChart>()
                .Select(c => new MailImage(c.Name, ChartDrawing.Png(c.Chart))),
        ];
        while (true)
        {
            var html = await MailHtml.RenderAsync(Slices.AlertMailPage.Create(content));
            var text = AlertText.Of(content);
            if (MailSize.Fits(html, text, images) || images.Count == 0)
                return (content, html, text, images);
            content = Without(content, images[^1].Name);
            images.RemoveAt(images.Count - 1);
        }
    }

    static AlertContent Without(AlertContent content, string chart) =>
        content with
        {
            Stories = [.. content.Stories.Select(s => s.Chart?.Name == chart ? s with { Chart = null } : s)],
        };
}
