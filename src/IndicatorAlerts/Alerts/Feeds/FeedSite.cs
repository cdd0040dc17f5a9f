using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines.Evaluation;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>The addresses and words that all feeds share.</summary>
public sealed class FeedSite(IOptions<SiteOptions> options)
{
    readonly Uri root = new(options.Value.PublicUrl.TrimEnd('/') + "/");

    /// <summary>Who speaks: the host and port of this service's public address.</summary>
    public string Sender => root.Authority;

    /// <summary>An address of this service.</summary>
    /// <param name="path">From the root, with or without its slash.</param>
    public string Url(string path) => new Uri(root, path.TrimStart('/')).AbsoluteUri;

    /// <summary>Where people see how a watch stands.</summary>
    public string PageOf(string watch) => Url("ui/") + "#watch-" + watch;

    public string UrlOf(Alert alert) => Url($"api/watches/{alert.Watch}/alerts/{alert.Id}");

    public string CapOf(Alert alert) => Url(CapMessage.PathOf(alert));

    /// <summary>What happened, in a line.</summary>
    public static string TitleOf(Alert alert) =>
        PlainText.Of(
            $"{alert.RedLine.Severity.ToString().ToUpperInvariant()}: {alert.RedLine.Title}: {Word(alert.Kind)}"
        );

    /// <summary>What was found and why it matters.</summary>
    public static string TextOf(Alert alert) =>
        PlainText.Of(alert.RedLine.Because is { } because ? $"{alert.Sentence}. {because}" : $"{alert.Sentence}.");

    static string Word(NotificationKind kind) =>
        kind switch
        {
            NotificationKind.Crossed => "crossed",
            NotificationKind.Escalated => "crossed, which is worse than before",
            NotificationKind.Revised => "corrected",
            NotificationKind.Reminder => "still crossed",
            NotificationKind.Blind => "cannot see any more",
            NotificationKind.Sighted => "sees again",
            _ => "clear again",
        };
}
