using IndicatorAlerts.History.Importers;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;

namespace IndicatorAlerts.History;

/// <summary>A time during which a red line was red.</summary>
/// <param name="RedLine">Its definition.</param>
/// <param name="From">The crossing, UTC.</param>
/// <param name="To">When it was calm again, UTC.</param>
/// <param name="Told">False when a worse line spoke for it.</param>
public sealed record Episode(RedLine RedLine, DateTimeOffset From, DateTimeOffset To, bool Told);

/// <summary>A watch walked over the histories.</summary>
public sealed class HistoryReplay
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    readonly CompiledWatch watch;
    readonly IReadOnlyDictionary<string, Series> series;

    /// <summary>The first day of the replay, UTC.</summary>
    public static DateTimeOffset From { get; } = Spans.Begin(2006);

    /// <summary>The day after its last, UTC.</summary>
    public static DateTimeOffset To => Spans.End;

    HistoryReplay(CompiledWatch watch, IReadOnlyDictionary<string, Series> series)
    {
        (this.watch, this.series) = (watch, series);
        Transitions = Replayer.Run(watch, series, From, To, json: false, TextWriter.Null);
        Episodes =
        [
            .. watch
                .Definition.RedLines.SelectMany(Of)
                .OrderBy(e => e.From)
                .ThenBy(e => e.RedLine.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>The pack, on a grid of hours: what arrives is judged at once on any grid.</summary>
    public Watch Watch => watch.Definition;

    /// <summary>In time order.</summary>
    public IReadOnlyList<Transition> Transitions { get; }

    /// <summary>By crossing.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <param name="folder">The histories.</param>
    /// <param name="pack">The pack's file.</param>
    /// <param name="lags">False: as if everything had been known when it happened.</param>
    public static HistoryReplay Run(string folder, string pack, bool lags = true)
    {
        var definition = WatchFile.Read(pack) with { Every = Hour };
        var watch = CompiledWatch.Compile(definition, out _)!;
        using var text = new StringWriter();
        Histories.Read(folder, definition, lags).Write(text);
        var series = Rows.Observations(new StringReader(text.ToString()), watch, out var wrong);
        return series is null ? throw new InvalidDataException(wrong!.Message) : new(watch, series);
    }

    /// <summary>What each line says at instants, sorted by time.</summary>
    public IEnumerable<IReadOnlyDictionary<string, LineState>> StatesAt(IEnumerable<DateTimeOffset> instants)
    {
        var state = watch.Start(From);
        foreach (var at in instants)
        {
            state = watch.Advance(state, series, at).State;
            yield return state.Lines;
        }
    }

    IEnumerable<Episode> Of(RedLine line)
    {
        var own = Transitions.Where(t => t.RedLine == line.Id).ToList();
        return Scorecard
            .Episodes(own, To)
            .Select(e => new Episode(
                line,
                e.From,
                e.To,
                own.Any(t =>
                    t.At >= e.From && t.At <= e.To && t.Tell is NotificationKind.Crossed or NotificationKind.Escalated
                )
            ));
    }
}
