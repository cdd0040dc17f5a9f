using System.Globalization;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Mails;

/// <summary>Tells the explanation of an alert as lists.</summary>
public static class Evidence
{
    const int MostParts = 10;
    const int MostPoints = 6;

    /// <summary>The parts of a condition down to its windows, without constants and without the whole, which stands above them.</summary>
    public static IReadOnlyList<EvidencePart> Parts(Explanation explanation) =>
        explanation.Root is { } root
            ?
            [
                .. (root.Parts.Count > 0 ? Flat(root).Skip(1) : [root])
                    .Where(n => n.Window is not null || !IsConstant(n))
                    .DistinctBy(n => n.Text)
                    .Take(MostParts)
                    .Select(n => new EvidencePart(
                        Plain.Line(n.Text, 300),
                        Plain.Line(n.Value, 200),
                        n.Window is { } window ? Detail(window) : null
                    )),
            ]
            : [];

    /// <summary>The newest observations in the windows that were looked at, with what the dossier knows of them.</summary>
    public static IReadOnlyList<EvidencePoint> Points(Alert alert, Dossier? dossier, Uri site)
    {
        var windows = alert.Explanation.Root is { } root ? Flat(root).Select(n => n.Window).OfType<WindowFacts>() : [];
        var indicators = dossier?.Watch.Indicators.ToDictionary(i => i.Id) ?? [];
        return
        [
            .. windows
                .SelectMany(w => Seen(w, dossier).Select(p => (w.Indicator, Point: p)))
                .DistinctBy(p => (p.Indicator, p.Point.ObservedAt))
                .OrderByDescending(p => p.Point.ObservedAt)
                .Take(MostPoints)
                .Select(p => Tell(alert.Watch, p.Indicator, indicators.GetValueOrDefault(p.Indicator), p.Point, site)),
        ];
    }

    static IEnumerable<DossierPoint> Seen(WindowFacts window, Dossier? dossier) =>
        dossier?.Series.FirstOrDefault(s => s.Key == window.Indicator) is { } series
            ? series
                .Points.Where(p => p.ObservedAt > window.From && p.ObservedAt <= window.To)
                .GroupBy(p => p.ObservedAt)
                .Select(revisions => revisions.Last())
            : new[] { window.Last, window.Greatest, window.Least, window.First }
                .OfType<Observation>()
                .Distinct()
                .Select(o => new DossierPoint(o.ObservedAt, o.Value, o.KnownAt));

    static EvidencePoint Tell(string watch, string id, Indicator? indicator, DossierPoint point, Uri site) =>
        new(
            ReaderTimes.Utc(point.ObservedAt),
            $"{Number(point.Value)} {Plain.Line(indicator?.Unit ?? "", 40)}".TrimEnd(),
            Plain.Line(point.Title ?? indicator?.Title ?? id, 200),
            Plain.Link(point.Link),
            point.Answer is { } sha
                ? new Uri(site, $"api/watches/{watch}/indicators/{id}/archive/{sha}").AbsoluteUri
                : null
        );

    static string Detail(WindowFacts window)
    {
        var over = $"{ReaderTimes.Utc(window.From)} to {ReaderTimes.Utc(window.To)}";
        if (window.Count == 0)
            return $"no observation, {over}";
        var range =
            window is { Least: { } least, Greatest: { } greatest } && least.Value != greatest.Value
                ? $", {Number(least.Value)} to {Number(greatest.Value)}"
                : "";
        return $"{MailWords.Count(window.Count, "observation")}{range}, {over}";
    }

    static IEnumerable<ExplanationNode> Flat(ExplanationNode node) =>
        node.Parts.Select(p => AsWritten(p, node)).SelectMany(Flat).Prepend(node);

    // What is compared with 2% is shown in percent too, as the sentence of the alert says it.
    static ExplanationNode AsWritten(ExplanationNode part, ExplanationNode whole) =>
        whole.Parts is [var left, var right]
        && IsPercent(part == left ? right : left)
        && !IsConstant(part)
        && double.TryParse(part.Value, CultureInfo.InvariantCulture, out var share)
            ? part with
            {
                Value = Number(share * 100) + "%",
            }
            : part;

    static bool IsPercent(ExplanationNode node) => IsConstant(node) && node.Text.EndsWith('%');

    // A constant has the value that is written, if in other digits.
    static bool IsConstant(ExplanationNode node) =>
        node.Text.TrimStart('-') is [var first, ..] && char.IsAsciiDigit(first) && !node.Text.Contains(' ');

    static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 0.01 or 0 ? "0.###" : "G3", CultureInfo.InvariantCulture);
}
