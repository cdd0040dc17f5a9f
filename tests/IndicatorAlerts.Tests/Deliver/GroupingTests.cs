using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class GroupingTests
{
    static readonly DateTimeOffset Start = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Fact]
    public void Five_lines_that_cross_within_the_window_leave_together_when_it_is_over()
    {
        var outbox = Enumerable.Range(0, 5).Select(i => Entry($"a{i}", 2 * i)).ToList();
        Assert.Equal(TimeSpan.FromSeconds(2), Grouping.Of("a3", outbox, Start.AddSeconds(8), Window).Wait);
        var group = Grouping.Of("a3", outbox, Start.AddSeconds(10), Window);
        Assert.Equal((TimeSpan.Zero, 5), (group.Wait, group.Together.Count));
        Assert.Equal("a0", group.Together[0].Id);
    }

    [Fact]
    public void A_critical_line_goes_at_once_and_takes_those_along_that_wait()
    {
        OutboxEntry[] outbox =
        [
            Entry("a", 0),
            Entry("b", 1) with
            {
                Urgent = true,
            },
            Entry("c", 0) with
            {
                StartedAt = Start,
            },
        ];
        var group = Grouping.Of("b", outbox, Start.AddSeconds(1), Window);
        Assert.Equal(TimeSpan.Zero, group.Wait);
        Assert.Equal(["a", "b"], group.Together.Select(e => e.Id));
    }

    [Fact]
    public void Every_alert_leaves_in_one_group_within_the_window_and_no_mail_grows_beyond_reading() =>
        Gen.Select(Gen.Select(Gen.Int[0, 40], Gen.Int[1, 12], Gen.Bool).Array[1, 30], Gen.Int[0, 20])
            .Sample(
                (made, seconds) =>
                {
                    var window = TimeSpan.FromSeconds(seconds);
                    var outbox = made.Select((m, i) => Entry($"{i:D2}", m.Item1, m.Item2) with { Urgent = m.Item3 })
                        .ToList();
                    foreach (var entry in outbox)
                    {
                        var group = Grouping.Of(entry.Id, outbox, entry.CreatedAt, window);
                        Assert.Contains(entry, group.Together);
                        Assert.InRange(group.Wait, TimeSpan.Zero, window);
                        Assert.InRange(group.Together.Sum(e => e.Alerts.Count), 1, Grouping.MostAlerts);
                        Assert.InRange(
                            group.Together[^1].CreatedAt - group.Together[0].CreatedAt,
                            TimeSpan.Zero,
                            window
                        );
                        if (group.Together.Any(e => e.Urgent))
                            Assert.Equal(TimeSpan.Zero, group.Wait);
                        // Whoever of a group asks gets the same answer: two processes start the same delivery.
                        Assert.All(
                            group.Together,
                            other =>
                                Assert.Equal(
                                    group.Together,
                                    Grouping.Of(other.Id, outbox, entry.CreatedAt, window).Together
                                )
                        );
                    }
                }
            );

    static OutboxEntry Entry(string id, int seconds, int alerts = 1) =>
        new("w", id, [.. Enumerable.Range(0, alerts).Select(i => $"{id}-{i}")], Start.AddSeconds(seconds), false);
}
