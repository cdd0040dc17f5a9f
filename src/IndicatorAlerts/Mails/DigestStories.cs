using IndicatorAlerts.Alerts;
using IndicatorAlerts.Charts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Mails;

/// <summary>Decides what a digest says; draws and reads nothing.</summary>
/// <param name="request">Which digest.</param>
/// <param name="site">The public address, with a slash at its end.</param>
/// <param name="sender">The sender's name.</param>
/// <param name="mostRows">Of each part of a watch; half as many of what is near.</param>
/// <param name="mostCharts">Of them all.</param>
public sealed class DigestStories(DigestRequest request, Uri site, string sender, int mostRows = 12, int mostCharts = 8)
{
    const int TitleLength = 160;

    readonly ReaderTimes times = new();
    int charts;

    /// <summary>
    /// Null when nothing was told, nothing is crossed and nothing is blind: what is only near makes no mail. Then a weekly digest says
    /// all the same that the watch goes on, and of daily ones that of Monday (UTC).
    /// </summary>
    public DigestContent? Tell(IReadOnlyList<DigestSource> sources)
    {
        var isDue = request.Rhythm == Rhythm.Weekly || request.To.UtcDateTime.DayOfWeek == DayOfWeek.Monday;
        if (sources.Count == 0 || !isDue && sources.All(IsQuiet))
            return null;
        var (from, to) = (times.Add("From", request.From), times.Add("To", request.To));
        var watches = sources.OrderByDescending(s => s.Status.Level is { } l ? 1 + (int)l : 0).Select(Watch).ToList();
        var titles = string.Join(", ", sources.Select(s => Plain.Line(s.Status.Title, 60)).Take(3));
        var rhythm = request.Rhythm == Rhythm.Weekly ? "Weekly" : "Daily";
        var worst = sources.Max(s => s.Status.Level);
        return new()
        {
            Frame = new()
            {
                Title = $"{rhythm} digest: {titles}",
                Preview = string.Join(" ", watches.Select(w => $"{w.Title}: {w.Level.Text}. {Counts(w)}")),
                Tone = worst is { } level ? MailWords.ToneOf(level) : MailTone.Clear,
                Why = $"You get this mail because you follow {titles} by a {rhythm.ToLowerInvariant()} digest.",
                Sender = sender,
                Home = site,
            },
            Heading = $"{rhythm} digest",
            From = from,
            To = to,
            Watches = watches,
            StatusPage = new(site, "ui/"),
            Instants = times.Instants,
        };
    }

    bool IsQuiet(DigestSource source) =>
        new DigestStories(request, site, sender).Parts(source).All(p => p.Rows.Count == 0);

    static string Counts(DigestWatch watch) =>
        string.Join(", ", watch.Parts.Select(p => $"{p.Heading}: {p.Rows.Count + p.Left}"));

    DigestWatch Watch(DigestSource source)
    {
        var parts = Parts(source).Append(Near(source)).Where(p => p.Rows.Count + p.Left > 0).ToList();
        var level = source.Status.Level;
        return new(
            Plain.Line(source.Status.Title, TitleLength),
            level is { } crossed ? new("▲", $"Level: {MailWords.Of(crossed)}", MailWords.ToneOf(crossed))
                : source.Status.EvaluatedTo is null ? new("?", "Not evaluated yet", MailTone.Blind)
                : new("✓", "Level: calm", MailTone.Clear),
            parts,
            Pulse(source.Status)
        );
    }

    static string Pulse(WatchStatus status)
    {
        var read = status.Indicators.Select(i => i.Health.LastSuccess).Max();
        var indicators =
            $"{MailWords.Count(status.Indicators.Count(i => i.Health.LastSuccess is not null), "indicator")} of {status.Indicators.Count} read";
        var last = read is { } at ? $", last at {ReaderTimes.Utc(at)}" : "";
        var lines = status.EvaluatedTo is { } evaluated
            ? $"{MailWords.Count(status.RedLines.Count, "red line")} evaluated up to {ReaderTimes.Utc(evaluated)}"
            : "no red line evaluated yet";
        return $"Still watching: {indicators}{last}; {lines}.";
    }

    IEnumerable<DigestPart> Parts(DigestSource source) => [Crossed(source), Others(source), Blind(source)];

    DigestPart Crossed(DigestSource source)
    {
        var told = source.Alerts.Where(a => Wanted(a) && IsCrossing(a)).ToLookup(a => a.RedLine.Id);
        var red = source
            .Status.RedLines.Where(l => l.Phase is Phase.Crossed or Phase.Clearing)
            .Where(l =>
                IsGrave(l.Severity) && IsKind(NotificationKind.Crossed) && !source.Hidden.Crossed.Contains(l.Id)
            )
            .OrderByDescending(l => l.Severity)
            .ToList();
        var rows = red.Select(l => Red(l, told[l.Id].LastOrDefault(), source.Charts.GetValueOrDefault(l.Id)))
            .Concat(told.Where(g => red.TrueForAll(l => l.Id != g.Key)).Select(g => Told(g.Last())));
        return Part("Crossed", rows, mostRows);
    }

    DigestRow Red(RedLineStatus line, Alert? news, Chart? chart) =>
        new(
            new(
                "▲",
                $"{(news is null ? "Still crossed" : "Crossed")}, {MailWords.Of(line.Severity)}",
                MailWords.ToneOf(line.Severity)
            ),
            Plain.Line(line.Title, TitleLength),
            MailWords.Sentence(news?.Sentence ?? line.Sentence),
            line.Since is { } since ? times.Add(news is null ? "Since" : "Crossed", news?.At ?? since) : null,
            Draw(chart)
        );

    DigestRow Told(Alert alert)
    {
        var words = KindWords.Of(alert.Kind);
        return new(
            new(words.Sign, $"{words.Label}, {MailWords.Of(alert.RedLine.Severity)}", MailWords.ToneOf(alert)),
            Plain.Line(alert.RedLine.Title, TitleLength),
            MailWords.Sentence(alert.Sentence),
            times.Add(words.Time, alert.At),
            null
        );
    }

    DigestPart Others(DigestSource source) =>
        Part(
            "Cleared and corrected",
            source
                .Alerts.Where(a =>
                    a.Kind is NotificationKind.Cleared or NotificationKind.Revised or NotificationKind.Sighted
                )
                .Where(Wanted)
                .Reverse()
                .Select(Told),
            mostRows
        );

    DigestPart Blind(DigestSource source) =>
        Part(
            "Blind",
            source
                .Status.RedLines.Where(l =>
                    l.BlindSince is not null
                    && IsGrave(l.Severity)
                    && !source.Hidden.Blind.Contains(l.Id)
                    && IsKind(NotificationKind.Blind)
                )
                .Select(l => new DigestRow(
                    new("?", $"Blind, {MailWords.Of(l.Severity)}", MailTone.Blind),
                    Plain.Line(l.Title, TitleLength),
                    MailWords.Sentence(l.Sentence),
                    times.Add("Blind since", l.BlindSince!.Value),
                    null
                )),
            mostRows
        );

    DigestPart Near(DigestSource source)
    {
        var near = source.Near.Where(n => IsGrave(n.RedLine.Severity)).ToList();
        var rows = near.Take((mostRows + 1) / 2)
            .Select(n => new DigestRow(
                new("→", $"Near, {MailWords.Of(n.RedLine.Severity)}", MailTone.Neutral),
                Plain.Line(n.RedLine.Title, TitleLength),
                MailWords.Sentence(n.Sentence),
                null,
                Draw(n.Chart)
            ));
        return new("Near its line", [.. rows], Math.Max(0, near.Count - (mostRows + 1) / 2));
    }

    MailChart? Draw(Chart? chart) => chart is not null && charts < mostCharts ? new($"spark-{charts++}", chart) : null;

    static DigestPart Part(string heading, IEnumerable<DigestRow> rows, int most)
    {
        var all = rows.Take(most + 200).ToList();
        return new(heading, [.. all.Take(most)], Math.Max(0, all.Count - most));
    }

    bool Wanted(Alert alert) => IsGrave(alert.RedLine.Severity) && IsKind(alert.Kind);

    bool IsKind(NotificationKind kind) => request.Kinds.Count == 0 || request.Kinds.Contains(kind);

    bool IsGrave(Severity severity) => severity >= request.Least;

    static bool IsCrossing(Alert alert) => alert.Kind is NotificationKind.Crossed or NotificationKind.Escalated;
}
