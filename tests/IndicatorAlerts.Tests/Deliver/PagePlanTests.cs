using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class PagePlanTests
{
    static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Subscription Plain = new() { Watches = [Made.Watch] };

    static readonly Gen<Subscription> Anybody = Gen.Select(
        Made.Any(Enum.GetValues<Severity>()),
        Made.Any(Enum.GetValues<NotificationKind>()).HashSet[0, 3],
        Made.Any(Enum.GetValues<Rhythm>()),
        Made.Any(null, new QuietHours { From = new(11, 0), To = new(14, 0) }),
        Made.Any<int?>(null, 1, 3),
        Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true))),
        (severity, kinds, rhythm, quiet, most, paused) =>
            new Subscription
            {
                Watches = [Made.Watch],
                LeastSeverity = severity,
                Kinds = [.. kinds],
                Rhythm = rhythm,
                Quiet = quiet,
                MostPerHour = most,
                Paused = paused,
            }
    );

    [Fact]
    public void Every_reader_and_alert_has_one_reason_and_exactly_those_that_are_sent_stand_in_one_send() =>
        Gen.Select(
                Gen.Select(Made.Any(Enum.GetValues<Severity>()), Made.Any(Enum.GetValues<NotificationKind>())).Array[
                    1,
                    8
                ],
                Gen.Select(Anybody, Gen.Int[0, 4]).Array[0, 200]
            )
            .Sample(
                (lines, people) =>
                {
                    var alerts = lines.Select((l, i) => Made.Alert($"l{i}", Noon, l.Item1, l.Item2)).ToArray();
                    var readers = people
                        .Select(
                            (p, i) =>
                                new Candidate(
                                    Made.Id(i),
                                    p.Item1,
                                    [.. Enumerable.Range(1, p.Item2).Select(m => Noon.AddMinutes(-m)).Order()]
                                )
                        )
                        .ToList();
                    Check(Made.Delivery(Noon, alerts), alerts, readers);
                }
            );

    static void Check(Delivery delivery, Alert[] alerts, List<Candidate> readers)
    {
        var plan = PagePlan.Of(delivery, alerts, readers);
        Assert.Equal(plan.Sends.Count, plan.Sends.Select(s => s.Id).Distinct().Count());
        Assert.InRange(plan.Sends.Count, 0, 90);
        var walked = plan.Why?.Readers ?? [];
        Assert.Equal(readers.Take(walked.Count).Select(r => r.Id), walked);
        var counts = PagePlan.Count(delivery, plan.Why);
        foreach (var reader in readers.Take(walked.Count))
        {
            var codes = plan.Why!.Of(reader.Id).ToArray().Select(c => (WhyCode)c).ToList();
            var now = alerts.Where((_, i) => codes[i] == WhyCode.Sent).Select(a => a.Id).ToList();
            var sends = plan.Sends.Where(s => s.Readers.Contains(reader.Id)).ToList();
            Assert.Equal(now.Count > 0 ? 1 : 0, sends.Count);
            Assert.Equal(now, sends.SelectMany(s => s.Content.Alerts).Select(a => a.Id));
            var later = alerts.Where((_, i) => codes[i] is WhyCode.QuietHours or WhyCode.RolledUp).Select(a => a.Id);
            Assert.Equal(
                later.Order(),
                plan.Holds.Where(h => h.Readers.Contains(reader.Id)).SelectMany(h => h.Alerts).Order()
            );
        }
        Assert.All(alerts, a => Assert.Equal(walked.Count, counts[a.Id].Values.Sum()));
    }

    [Fact]
    public void Readers_who_want_more_different_things_than_a_transaction_holds_are_left_for_the_next_page()
    {
        var alerts = Enum.GetValues<NotificationKind>()
            .Select(k => Made.Alert($"l{(int)k}", Noon, Severity.Critical, k))
            .ToArray();
        // Every set of the seven kinds: 127 different mails.
        var readers = Enumerable
            .Range(1, 127)
            .Select(set => new Candidate(
                Made.Id(set),
                Plain with
                {
                    Kinds = [.. Enum.GetValues<NotificationKind>().Where(k => (set & 1 << (int)k) != 0)],
                },
                []
            ))
            .ToList();
        var delivery = Made.Delivery(Noon, alerts);
        var first = PagePlan.Of(delivery, alerts, readers);
        Assert.Equal(90, first.Sends.Count);
        var rest = readers.Skip(first.Why!.Readers.Count).ToList();
        var second = PagePlan.Of(delivery with { Page = 2 }, alerts, rest);
        Assert.Equal(127, first.Sends.Concat(second.Sends).Sum(s => s.Readers.Count));
        Assert.Equal(127, first.Sends.Concat(second.Sends).Select(s => s.Id).Distinct().Count());
    }

    [Fact]
    public void Who_must_not_be_written_to_is_left_out_with_the_reason()
    {
        var alert = Made.Alert("l", Noon);
        var plan = PagePlan.Of(Made.Delivery(Noon, alert), [alert], [new(Made.Id(1), Plain, [], May: false)]);
        Assert.Empty(plan.Sends);
        Assert.Equal([(byte)WhyCode.Left], plan.Why!.Codes);
    }
}
