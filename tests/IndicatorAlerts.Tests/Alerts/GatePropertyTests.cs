using CsCheck;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;
using static IndicatorAlerts.Tests.Alerts.GateLab;

namespace IndicatorAlerts.Tests.Alerts;

/// <summary>On any series, silences and cuts. Two hundred cases; INDICATORALERTS_CASES sets another number.</summary>
public class GatePropertyTests
{
    static readonly long Cases = long.TryParse(Environment.GetEnvironmentVariable("INDICATORALERTS_CASES"), out var n)
        ? n
        : 200;

    static readonly Gen<(IndicatorAlerts.RedLines.Series Series, Effects Effects)> Any =
        from series in AnySeries
        from silences in AnySilence.Array[0, 4]
        from note in Gen.Int[0, 60]
        select (series, new Effects(silences, [Note(note)], []));

    [Fact]
    public void Evaluating_often_or_rarely_tells_and_withholds_the_same() =>
        Gen.Select(Any, Gen.Int[0, 150].Array[0, 12], Gen.Int[1, 5])
            .Sample(
                (any, cuts, most) =>
                {
                    var once = new GateRun(Lab, any.Effects, any.Series).To(At(150));
                    var often = new GateRun(Lab, any.Effects, any.Series, most).To([
                        .. cuts.Order().Select(c => At(c)),
                        At(150),
                    ]);
                    Assert.Equal(once.Told.OrderBy(Key), often.Told.OrderBy(Key));
                    Assert.Equal(once.Found.Select(Text), often.Found.Select(Text));
                    Assert.Equal(once.Effects.Withheld, often.Effects.Withheld);
                },
                iter: Cases
            );

    [Fact]
    public void All_is_recorded_and_without_silences_all_but_acknowledged_reminders_are_told() =>
        Any.Sample(
            any =>
            {
                var silent = new GateRun(Lab, any.Effects, any.Series).To(At(150));
                var open = new GateRun(Lab, Effects.None, any.Series).To(At(150));
                Assert.Equal(
                    open.Found.Select(f => f.Transition.Reason),
                    silent.Found.Select(f => f.Transition.Reason)
                );
                Assert.All(open.Found, f => Assert.Null(f.Untold));
                Assert.Empty(open.Late);
                Assert.Empty(open.Effects.Withheld);
            },
            iter: Cases
        );

    [Fact]
    public void Nothing_is_told_of_a_line_while_a_silence_covers_it() =>
        Any.Sample(
            any =>
            {
                var run = new GateRun(Lab, any.Effects, any.Series).To(At(150));
                foreach (var told in run.Told)
                    Assert.Null(any.Effects.Covering(Lab.RedLines.Single(l => l.Id == told.Line), told.At));
            },
            iter: Cases
        );

    [Fact]
    public void Readers_hear_of_each_episode_at_most_once_and_of_its_end_only_after_it() =>
        Any.Sample(
            any =>
            {
                var told = new GateRun(Lab, any.Effects, any.Series).To(At(150)).Told;
                foreach (var episode in told.Where(t => t.Episode is not null).GroupBy(t => (t.Line, t.Episode)))
                {
                    var kinds = episode.Select(t => t.Kind).ToList();
                    Assert.InRange(kinds.Count(IsCrossing), 0, 1);
                    Assert.InRange(kinds.Count(k => k == NotificationKind.Cleared), 0, 1);
                    // Of a crossing that ended blindness, and that nobody heard of, people hear the end alone: the line sees.
                    if (kinds is [NotificationKind.Cleared])
                        Assert.Equal(
                            NotificationKind.Blind,
                            told.Last(t => t.Line == episode.Key.Line && t.At < episode.First().At).Kind
                        );
                    else if (kinds.Contains(NotificationKind.Cleared))
                        Assert.Equal(
                            (true, NotificationKind.Cleared),
                            (
                                IsCrossing(
                                    kinds.First(k => k != NotificationKind.Blind && k != NotificationKind.Sighted)
                                ),
                                kinds[^1]
                            )
                        );
                }
            },
            iter: Cases
        );

    [Fact]
    public void When_all_silences_are_over_readers_know_what_they_would_know_without_them() =>
        Any.Sample(
            any =>
            {
                // All silences end before minute 150.
                var silent = new GateRun(Lab, any.Effects, any.Series).To(At(155));
                var open = new GateRun(Lab, Effects.None, any.Series).To(At(155));
                foreach (var line in Lab.RedLines)
                    if (!(line.Ladder is not null && open.State.Lines["strong"].IsRed && line.Id == "weak"))
                    {
                        Assert.Equal(Known(open, line.Id), Known(silent, line.Id));
                        // A lesser line of a ladder may see by a crossing that a worse one keeps from being told.
                        if (line.Id != "weak" && Sight(open, line.Id))
                            Assert.NotEqual(
                                NotificationKind.Blind,
                                silent.Told.LastOrDefault(t => t.Line == line.Id).Kind
                            );
                        if (silent.State.Lines[line.Id] is { BlindSince: not null, BlindTold: true })
                            Assert.False(Sight(silent, line.Id), $"{line.Id} is blind, and nobody knows.");
                    }
            },
            iter: Cases
        );

    /// <summary>The episode that readers take to last; null when they take the line for calm.</summary>
    static DateTimeOffset? Known(GateRun run, string line) =>
        run.Told.LastOrDefault(t => t.Line == line && (IsCrossing(t.Kind) || t.Kind == NotificationKind.Cleared))
            is var last
        && IsCrossing(last.Kind)
        && last.Line is not null
            ? last.Episode
            : null;

    static bool Sight(GateRun run, string line) =>
        run.Told.LastOrDefault(t => t.Line == line && t.Kind is NotificationKind.Blind or NotificationKind.Sighted)
            is not { Line: not null, Kind: NotificationKind.Blind };

    static bool IsCrossing(NotificationKind kind) => kind is NotificationKind.Crossed or NotificationKind.Escalated;

    static string Key((DateTimeOffset At, NotificationKind Kind, string Line, DateTimeOffset?, bool) t) =>
        $"{t.At:O} {t.Line} {t.Kind} {t.Item5}";

    static string Text(Found f) =>
        $"{f.Transition.At:O} {f.Transition.RedLine} {f.Transition.Tell} {f.Untold} {f.Note}";

    static Acknowledgement Note(int minute) =>
        new()
        {
            RedLine = "weak",
            Episode = At(minute),
            By = "ann",
            At = At(minute),
            Note = "on it",
        };
}
