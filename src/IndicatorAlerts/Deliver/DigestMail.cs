using IndicatorAlerts.Alerts;
using IndicatorAlerts.Charts;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Mails;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

/// <summary>Which digest: readers who want the same share one.</summary>
/// <param name="Rhythm">Daily or weekly.</param>
/// <param name="Watches">Ids.</param>
/// <param name="Least">Lines of a lesser severity are left out.</param>
/// <param name="Kinds">Of notifications; empty for all.</param>
/// <param name="From">Exclusive, UTC: up to where the digest before went.</param>
/// <param name="To">Inclusive, UTC.</param>
public sealed record DigestRequest(
    Rhythm Rhythm,
    IReadOnlyList<string> Watches,
    Severity Least,
    IReadOnlyList<NotificationKind> Kinds,
    DateTimeOffset From,
    DateTimeOffset To
);

/// <summary>Writes digests.</summary>
public sealed class DigestMail(
    WatchTable watches,
    WatchReferences references,
    CompiledWatches compiled,
    AlertRows alerts,
    ObservationTable observations,
    IOptions<SiteOptions> site,
    IOptions<MailOptions> options,
    TimeProvider time
)
{
    const int MostAlerts = 500;
    static readonly (int Rows, int Charts)[] Sizes = [(12, 8), (12, 3), (12, 0), (6, 0), (3, 0), (1, 0), (0, 0)];

    // An instant is evaluated some time after it: what is of the last minutes may not be decided yet, and is told the next time.
    internal static readonly TimeSpan Undecided = TimeSpan.FromMinutes(5);

    /// <summary>The digest; null when there is nothing to say and it is not the time to say so, see <see cref="DigestStories.Tell"/>.</summary>
    /// <param name="request">Which; alerts of the last five minutes are left to the next one.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Mail?> BuildAsync(DigestRequest request, CancellationToken cancel)
    {
        var read = await Task.WhenAll(request.Watches.Select(w => ReadAsync(w, request, cancel)));
        List<DigestSource> found = [.. read.OfType<DigestSource>()];
        var home = new Uri(site.Value.PublicUrl.TrimEnd('/') + "/");
        // A watch that is gone makes no digest of several.
        return await FitAsync(request with { Watches = [.. found.Select(s => s.Status.Id)] }, found, home);
    }

    // Less of each part, and its count, rather than a mail that is cut off before the way to unsubscribe.
    async Task<Mail?> FitAsync(DigestRequest request, IReadOnlyList<DigestSource> sources, Uri home)
    {
        Mail? mail = null;
        foreach (var (rows, charts) in Sizes)
        {
            var stories = new DigestStories(request, home, options.Value.FromName, rows, charts);
            if (stories.Tell(sources) is not { } content)
                return null;
            mail = await WriteAsync(request, content, home);
            if (MailSize.Fits(mail.Html, mail.Text, mail.Images))
                break;
        }
        return mail;
    }

    /// <summary>The mail of what a digest says.</summary>
    internal static async Task<Mail> WriteAsync(DigestRequest request, DigestContent content, Uri home)
    {
        var charts = content
            .Watches.SelectMany(w => w.Parts)
            .SelectMany(p => p.Rows)
            .Select(r => r.Chart)
            .OfType<MailChart>();
        return new()
        {
            Subject = MailThread.Cut(content.Frame.Title),
            Html = await MailHtml.RenderAsync(Slices.DigestMailPage.Create(content)),
            Text = DigestText.Of(content),
            Images = [.. charts.Select(c => new MailImage(c.Name, ChartDrawing.Spark(c.Chart)))],
            Instants = content.Instants,
            Headers = new Dictionary<string, string>
            {
                ["List-Id"] = MailThread.ListId(request.Watches is [var only] ? only : null, home),
            },
        };
    }

    /// <summary>One watch; null when it is gone.</summary>
    async Task<DigestSource?> ReadAsync(string id, DigestRequest request, CancellationToken cancel)
    {
        if (await watches.ReadAsync(id, cancel) is not { } watch)
            return null;
        var told = await alerts.ToldBetweenAsync(
            id,
            request.From - Undecided,
            request.To - Undecided,
            MostAlerts,
            cancel
        );
        var status = watch.Status ?? StatusSummary.Unevaluated(watch.Definition);
        IReadOnlyList<Alert> inOrder = [.. told.Reverse()];
        var hidden = DigestHidden.Of(watch, time.GetUtcNow());
        if (watch.State is not { } state || compiled.Of(watch) is not { } ready)
            return new(status, hidden, inOrder, [], new Dictionary<string, Chart>());
        var series = await SeriesAsync(watch, ready, state, cancel);
        return new(status, hidden, inOrder, NearLines.Of(ready, state, series), Crossed(ready, state, series));
    }

    async Task<Dictionary<string, Series>> SeriesAsync(
        StoredWatch watch,
        CompiledWatch ready,
        WatchState state,
        CancellationToken cancel
    )
    {
        var loads = watch
            .Definition.Indicators.Where(i => ready.Lookback(i.Id) is not null)
            .Select(async i =>
            {
                var from = WatchEvaluator.ReadFrom(ready, i, state, state.EvaluatedTo);
                return (
                    i.Id,
                    Series: (await observations.ReadAsync(watch.Definition.Id, i.Id, from, cancel)).ToSeries(i)
                );
            });
        var series = (await Task.WhenAll(loads)).ToDictionary(l => l.Id, l => l.Series);
        foreach (var (id, level) in await references.LevelsAsync(ready, cancel))
            series[id] = level;
        return series;
    }

    static Dictionary<string, Chart> Crossed(CompiledWatch ready, WatchState state, Dictionary<string, Series> series)
    {
        var charts = new Dictionary<string, Chart>();
        foreach (
            var line in ready.Definition.RedLines.Where(l => state.Lines.GetValueOrDefault(l.Id) is { IsRed: true })
        )
            if (NearLines.ChartOf(ready, state, series, line.Id) is { } chart)
                charts[line.Id] = chart;
        return charts;
    }
}
