using IndicatorAlerts.History;
using IndicatorAlerts.History.Importers;
using IndicatorAlerts.History.Record;
using IndicatorAlerts.Local;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;

namespace IndicatorAlerts.Tests.History;

/// <summary>The Korean pack on the real histories, walked once for all tests.</summary>
static class KoreanHistory
{
    static readonly string Packs = Path.Combine(Repository.Root, "packs");
    static readonly Lazy<HistoryReplay> AsKnown = new(() => HistoryReplay.Run(SharedData.Folder(), Pack));
    static readonly Lazy<HistoryReplay> AtOnce = new(() => HistoryReplay.Run(SharedData.Folder(), Pack, lags: false));

    public static string Pack => Path.Combine(Packs, "korean-peninsula.yaml");

    public static IReadOnlyList<EventOfRecord> Events { get; } =
        EventOfRecord.Read(Path.Combine(Packs, "events/korean-peninsula.csv"));

    public static IReadOnlyList<Expectation> Expectations { get; } =
        Expectation.Read(Path.Combine(Packs, "events/korean-peninsula.lines.csv"));

    /// <summary>With the lags at which things became known; skips the test without the histories.</summary>
    public static HistoryReplay Replay()
    {
        SharedData.Folder();
        return AsKnown.Value;
    }

    /// <summary>As if everything had been known when it happened.</summary>
    public static HistoryReplay Pretended()
    {
        SharedData.Folder();
        return AtOnce.Value;
    }

    /// <summary>The rows of the histories, as replay reads them; skips the test without them.</summary>
    public static List<string> Observations()
    {
        using var text = new StringWriter();
        Histories.Read(SharedData.Folder(), WatchFile.Read(Pack)).Write(text);
        return [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The pack on other rows, from the same first day.</summary>
    public static IReadOnlyList<Transition> Walk(IEnumerable<string> rows, DateTimeOffset to)
    {
        var watch = CompiledWatch.Compile(Replay().Watch, out _)!;
        var series = Rows.Observations(new StringReader(string.Join('\n', rows)), watch, out _)!;
        return Replayer.Run(watch, series, HistoryReplay.From, to, json: false, TextWriter.Null);
    }
}
