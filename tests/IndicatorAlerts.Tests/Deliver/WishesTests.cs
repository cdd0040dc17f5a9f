using CsCheck;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class WishesTests
{
    static readonly string[] Zones = ["UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
    static readonly Subscription Plain = new() { Watches = ["w"] };

    // Every quarter of an hour of two years, with the switches of all zones in them.
    static readonly Gen<DateTimeOffset> Instants = Gen.Int[0, 2 * 366 * 96]
        .Select(quarters => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15 * quarters));
    static readonly Gen<TimeOnly> Clocks = Gen.Int[0, 95]
        .Select(quarters => new TimeOnly(quarters * 15L * 600_000_000));

    [Fact]
    public void A_reader_without_wishes_gets_everything_at_once() =>
        Assert.Equal(WhyCode.Sent, Decide(Plain, severity: Severity.Notice).Why);

    [Fact]
    public void The_first_reason_against_a_mail_is_the_one_that_is_told()
    {
        var wants = Plain with { LeastSeverity = Severity.Warning, Kinds = [NotificationKind.Crossed] };
        Assert.Equal(WhyCode.Severity, Decide(wants, severity: Severity.Watch).Why);
        Assert.Equal(WhyCode.Kind, Decide(wants, kind: NotificationKind.Reminder).Why);
        Assert.Equal(WhyCode.Sent, Decide(wants).Why);
        Assert.Equal(WhyCode.Digest, Decide(wants with { Rhythm = Rhythm.Weekly }).Why);
        Assert.Equal(WhyCode.Paused, Decide(wants with { Paused = true }, severity: Severity.Notice).Why);
    }

    [Theory]
    [InlineData("2026-07-01T23:59Z", "2026-07-02T07:00Z")] // over midnight
    [InlineData("2026-07-01T06:59Z", "2026-07-01T07:00Z")]
    [InlineData("2026-07-01T07:00Z", null)] // the end is not quiet
    [InlineData("2026-07-01T21:59Z", null)]
    [InlineData("2026-07-01T22:00Z", "2026-07-02T07:00Z")] // the beginning is
    public void Quiet_hours_hold_until_they_end(string now, string? until)
    {
        var wants = Plain with
        {
            Quiet = new() { From = new(22, 0), To = new(7, 0) },
        };
        var decision = Decide(wants, now: DateTimeOffset.Parse(now));
        Assert.Equal(until is null ? null : DateTimeOffset.Parse(until), decision.Until);
        Assert.Equal(until is null ? WhyCode.Sent : WhyCode.QuietHours, decision.Why);
    }

    [Theory]
    // 2:30 is skipped on 29 March 2026: what is held until then comes when the clock jumps to 3:00.
    [InlineData("Europe/Berlin", 22, 0, 2, 30, "2026-03-28T23:00Z", "2026-03-29T01:00Z")]
    // 2:30 is shown twice on 25 October 2026: the first of them ends the night.
    [InlineData("Europe/Berlin", 22, 0, 2, 30, "2026-10-24T22:00Z", "2026-10-25T00:30Z")]
    // At 2:10 of the second round the clock says quiet once more.
    [InlineData("Europe/Berlin", 22, 0, 2, 30, "2026-10-25T01:10Z", "2026-10-25T01:30Z")]
    // An end that is skipped, and the next quiet hours begin where the clock lands: a day more.
    [InlineData("Europe/Berlin", 3, 0, 2, 30, "2026-03-28T12:00Z", "2026-03-30T00:30Z")]
    [InlineData("Asia/Seoul", 23, 0, 6, 0, "2026-07-01T20:59Z", "2026-07-01T21:00Z")]
    public void Quiet_hours_end_by_the_reader_s_clock(
        string zone,
        int fromHour,
        int fromMinute,
        int toHour,
        int toMinute,
        string now,
        string until
    )
    {
        var quiet = new QuietHours { From = new(fromHour, fromMinute), To = new(toHour, toMinute) };
        var decision = Decide(Plain with { Zone = zone, Quiet = quiet }, now: DateTimeOffset.Parse(now));
        Assert.Equal((WhyCode.QuietHours, DateTimeOffset.Parse(until)), (decision.Why, decision.Until));
    }

    [Fact]
    public void A_critical_alert_breaks_through_quiet_hours_only_if_the_reader_allows_it()
    {
        var night = DateTimeOffset.Parse("2026-07-01T02:00Z");
        var quiet = new QuietHours { From = new(22, 0), To = new(7, 0) };
        Assert.Equal(WhyCode.Sent, Decide(Plain with { Quiet = quiet }, severity: Severity.Critical, now: night).Why);
        quiet = quiet with { ExceptCritical = false };
        Assert.Equal(
            WhyCode.QuietHours,
            Decide(Plain with { Quiet = quiet }, severity: Severity.Critical, now: night).Why
        );
    }

    [Fact]
    public void What_is_held_in_any_zone_is_sent_within_a_day_and_never_in_quiet_hours() =>
        Gen.Select(Instants, Clocks, Clocks, Made.Any(Zones), Made.Any(Enum.GetValues<Severity>()), Gen.Bool)
            .Sample(
                (now, from, to, zone, severity, exceptCritical) =>
                {
                    var quiet = new QuietHours
                    {
                        From = from,
                        To = to,
                        ExceptCritical = exceptCritical,
                    };
                    var wants = Plain with { Zone = zone, Quiet = quiet };
                    var decision = Decide(wants, severity: severity, now: now);
                    if (decision.Why == WhyCode.Sent)
                        return;
                    Assert.Equal(WhyCode.QuietHours, decision.Why);
                    Assert.InRange(decision.Until!.Value, now.AddTicks(1), now.AddHours(49));
                    Assert.Equal(WhyCode.Sent, Decide(wants, severity: severity, now: decision.Until.Value).Why);
                    var clock = TimeZoneInfo.ConvertTime(
                        decision.Until.Value,
                        TimeZoneInfo.FindSystemTimeZoneById(zone)
                    );
                    // The reader's own time, unless the clock jumped over it.
                    var late = clock.TimeOfDay - to.ToTimeSpan();
                    Assert.InRange(late, TimeSpan.Zero, TimeSpan.FromHours(1));
                }
            );

    [Fact]
    public void No_hour_brings_more_mails_than_the_reader_wants_and_what_is_rolled_up_comes_within_an_hour() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 40].Array[1, 60])
            .Sample(
                (most, gaps) =>
                {
                    var wants = Plain with { MostPerHour = most };
                    var now = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
                    var sent = new List<DateTimeOffset>();
                    var rolled = new SortedSet<DateTimeOffset>();
                    foreach (var gap in gaps)
                    {
                        now = now.AddMinutes(gap);
                        // One mail for all that was rolled up, as if by the timer.
                        foreach (var due in rolled.Where(d => d <= now).ToList())
                        {
                            sent.Add(due);
                            rolled.Remove(due);
                        }
                        sent.Sort();
                        var recent = sent.Where(at => at > now - TimeSpan.FromHours(1)).ToList();
                        var decision = Decide(wants, now: now, sent: recent);
                        if (decision.Why == WhyCode.Sent)
                            sent.Add(now);
                        else
                        {
                            Assert.Equal(WhyCode.RolledUp, decision.Why);
                            Assert.InRange(decision.Until!.Value, now.AddTicks(1), now.AddHours(1));
                            rolled.Add(decision.Until.Value);
                        }
                    }
                    foreach (var at in sent)
                        Assert.InRange(sent.Count(s => s > at.AddHours(-1) && s <= at), 1, most);
                }
            );

    [Fact]
    public void What_is_rolled_up_into_quiet_hours_waits_for_their_end()
    {
        var wants = Plain with
        {
            MostPerHour = 1,
            Quiet = new() { From = new(22, 0), To = new(7, 0) },
        };
        var now = DateTimeOffset.Parse("2026-07-01T21:50Z");
        var decision = Decide(wants, now: now, sent: [now.AddMinutes(-5)]);
        Assert.Equal((WhyCode.RolledUp, DateTimeOffset.Parse("2026-07-02T07:00Z")), (decision.Why, decision.Until));
    }

    static Decision Decide(
        Subscription wants,
        NotificationKind kind = NotificationKind.Crossed,
        Severity severity = Severity.Warning,
        DateTimeOffset? now = null,
        IReadOnlyList<DateTimeOffset>? sent = null
    ) => Wishes.Decide(wants, kind, severity, now ?? DateTimeOffset.Parse("2026-07-01T12:00Z"), sent ?? []);
}
