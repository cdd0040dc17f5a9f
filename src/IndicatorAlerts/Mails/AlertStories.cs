using IndicatorAlerts.Alerts;
using IndicatorAlerts.Charts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Mails;

/// <summary>Decides what a mail on alerts says; draws and reads nothing.</summary>
/// <param name="site">The public address, with a slash at its end.</param>
/// <param name="sender">The sender's name.</param>
public sealed class AlertStories(Uri site, string sender)
{
    /// <summary>How many alerts are told in full.</summary>
    public const int MostStories = 4;

    const int MostOthers = 16;
    const int MostCharts = 3;
    const int ShortLength = 160;
    const int TitleLength = 120;

    readonly ReaderTimes times = new();

    /// <summary>The instants that <see cref="Tell"/> has named.</summary>
    public IReadOnlyList<DateTimeOffset> Instants => times.Instants;

    /// <summary>The worst first: what is crossed, then what is blind, then what is well again; then by severity and time.</summary>
    public static IReadOnlyList<Alert> InOrder(IEnumerable<Alert> alerts) =>
        [
            .. alerts
                .OrderByDescending(a =>
                    MailWords.ToneOf(a) is MailTone.Clear ? 0
                    : a.Kind == NotificationKind.Blind ? 1
                    : 2
                )
                .ThenByDescending(a => a.RedLine.Severity)
                .ThenBy(a => a.At)
                .ThenBy(a => a.Id, StringComparer.Ordinal),
        ];

    /// <param name="alerts">In order, at least one.</param>
    /// <param name="dossiers">By watch and alert id, as far as they are known.</param>
    /// <param name="occasion">Why now.</param>
    public AlertContent Tell(
        IReadOnlyList<Alert> alerts,
        IReadOnlyDictionary<(string Watch, string Id), Dossier> dossiers,
        MailOccasion occasion
    )
    {
        var stories = alerts
            .Take(MostStories)
            .Select((a, i) => Story(a, dossiers.GetValueOrDefault((a.Watch, a.Id)), i < MostCharts ? i : null))
            .ToList();
        var first = stories[0];
        var watches = alerts.Select(a => a.WatchTitle).Distinct().Select(t => Plain.Line(t, TitleLength)).ToList();
        var about =
            watches.Count == 1
                ? watches[0]
                : $"{watches[0]} and {MailWords.Count(watches.Count - 1, "more watch").Replace("watchs", "watches", StringComparison.Ordinal)}";
        return new()
        {
            Frame = new()
            {
                Title = alerts.Count == 1 ? first.Title : $"{MailWords.Count(alerts.Count, "alert")}: {about}",
                Preview =
                    $"{first.Words.Headline}. {first.Sentence}"
                    + (alerts.Count == 1 ? "" : $" And {alerts.Count - 1} more."),
                Tone = first.Tone,
                Why = $"You get this mail because you follow {about}.",
                Sender = sender,
                Home = site,
            },
            Heading = alerts.Count == 1 ? first.Title : $"{MailWords.Count(alerts.Count, "alert")} of {about}",
            Occasion = Said(occasion, alerts.Count),
            Stories = stories,
            Others = [.. alerts.Skip(MostStories).Take(MostOthers).Select(a => Story(a, null, null))],
            Left = Math.Max(0, alerts.Count - MostStories - MostOthers),
            StatusPage = new(site, "ui/"),
        };
    }

    AlertStory Story(Alert alert, Dossier? dossier, int? chart)
    {
        var (heading, next) = MailWords.Next(alert);
        return new()
        {
            Words = KindWords.Of(alert.Kind),
            Tone = MailWords.ToneOf(alert),
            Severity = MailWords.Of(alert.RedLine.Severity),
            Title = Plain.Line(alert.RedLine.Title, TitleLength),
            Watch = Plain.Line(alert.WatchTitle, TitleLength),
            Sentence = MailWords.Sentence(alert.Sentence),
            Brief = MailWords.Sentence(Plain.Line(alert.Sentence, ShortLength)),
            Times = Times(alert),
            Because = alert.RedLine.Because is { } because ? Plain.Line(because, 700) : null,
            Condition = Plain.Line(alert.RedLine.When),
            Parts = Evidence.Parts(alert.Explanation),
            Points = Evidence.Points(alert, dossier, site),
            NextHeading = heading,
            Next = next,
            Chart =
                chart is { } number && dossier is not null && AlertChart.Of(dossier) is { } drawn
                    ? new($"chart-{number}", drawn)
                    : null,
            Dossier = new(site, $"api/watches/{alert.Watch}/alerts/{alert.Id}"),
        };
    }

    List<MailTime> Times(Alert alert)
    {
        var own = times.Add(KindWords.Of(alert.Kind).Time, alert.At);
        return alert.Episode is { } episode && episode != alert.At ? [own, times.Add("Crossed", episode)] : [own];
    }

    static string? Said(MailOccasion occasion, int count) =>
        occasion switch
        {
            MailOccasion.AfterQuiet => $"{(count == 1 ? "This was" : "These were")} held over your quiet hours.",
            MailOccasion.RolledUp =>
                $"{(count == 1 ? "This comes" : "These come")} together and later, because you limit how many mails you get in an hour.",
            _ => null,
        };
}
