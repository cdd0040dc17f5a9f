using IndicatorAlerts.History.Page;
using IndicatorAlerts.Local;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Replay;
using Xunit;

namespace IndicatorAlerts.Tests.History;

/// <summary>What a replay may rest on, and that its page is its own.</summary>
public class KoreanReplayTests
{
    [Fact]
    public void What_became_known_later_changes_nothing_before()
    {
        var end = Rows.Instant("2022-10-06")!.Value;
        var known = KoreanHistory
            .Observations()
            .Where(r =>
                r.StartsWith("indicator,", StringComparison.Ordinal)
                || r.StartsWith("read:", StringComparison.Ordinal)
                || Rows.Instant(r.Split(',')[3]) <= end
            );
        Assert.Equal(
            KoreanHistory.Replay().Transitions.Where(t => t.At <= end).Select(Line),
            KoreanHistory.Walk(known, end).Select(Line)
        );
    }

    [Fact]
    public void The_page_and_its_charts_are_what_the_command_writes_byte_for_byte()
    {
        var (page, charts) = new ReplayPage(
            KoreanHistory.Replay(),
            KoreanHistory.Pretended(),
            KoreanHistory.Expectations,
            KoreanHistory.Events
        ).Make();
        var docs = Path.Combine(Repository.Root, "docs/replay-korean-peninsula");
        Assert.Equal(File.ReadAllText(docs + ".md"), page);
        Assert.All(charts, c => Assert.Equal(File.ReadAllText(Path.Combine(docs, c.Key)), c.Value));
    }

    static string Line(Transition t) => $"{t.At:O} {t.RedLine} {t.From} {t.To} {t.Tell} {t.Reason}";
}
