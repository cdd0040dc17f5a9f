using CsCheck;
using IndicatorAlerts.Digests;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Tests.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.Digests;

public class DigestTimesTests
{
    static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    static readonly DateTimeOffset LongAgo = DateTimeOffset.MinValue;

    // Of those that jump at midnight, by half an hour, or over a day, there are few: they come up as often as all others together.
    static readonly string[] Odd =
    [
        "America/Havana",
        "America/Nuuk",
        "America/Caracas",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Asia/Pyongyang",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
    ];

    static readonly string[] All = [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)];

    static readonly Gen<(string Zone, int Hour, DateTimeOffset From)> Clocks = Gen.Select(
        Gen.OneOf(Made.Any(Odd), Made.Any(All)),
        Gen.Int[0, 23],
        Gen.Int[0, 33 * 365].Select(d => new DateTimeOffset(2004, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(d))
    );

    [Fact]
    public void Each_day_of_every_calendar_has_one_digest() =>
        Clocks.Sample(
            clock =>
            {
                var wants = Wants(Rhythm.Daily, clock.Hour, clock.Zone);
                Assert.Equal(Naive(clock.Zone, clock.Hour, clock.From, 10), Dues(wants, clock.From, 10));
            },
            iter: 300
        );

    [Theory]
    // Havana's clock jumps from 0:00 to 1:00.
    [InlineData("America/Havana", 0, "2025-03-08T12:00Z", "2025-03-09T05:00Z")]
    // And goes from 1:00 back to 0:00.
    [InlineData("America/Havana", 0, "2025-11-01T12:00Z", "2025-11-02T04:00Z")]
    // Nuuk's jumps from 23:00 to midnight.
    [InlineData("America/Nuuk", 23, "2024-03-30T12:00Z", "2024-03-31T01:00Z")]
    // Lord Howe's goes from 2:00 back to 1:30.
    [InlineData("Australia/Lord_Howe", 1, "2025-04-05T06:00Z", "2025-04-05T14:00Z")]
    // Samoa had no 30 December 2011.
    [InlineData("Pacific/Apia", 8, "2011-12-30T05:00Z", "2011-12-30T18:00Z")]
    public void A_clock_that_is_set_neither_loses_nor_doubles_a_digest(string zone, int hour, string from, string due)
    {
        var first = Dues(Wants(Rhythm.Daily, hour, zone), Utc(from), 2);
        Assert.Equal(Utc(due), first[0]);
        Assert.InRange(first[1] - first[0], TimeSpan.FromHours(22), TimeSpan.FromHours(26));
    }

    [Fact]
    public void A_weekly_digest_comes_on_each_Monday_of_the_calendar() =>
        Clocks.Sample(
            clock =>
            {
                var weekly = Dues(Wants(Rhythm.Weekly, clock.Hour, clock.Zone), clock.From, 30);
                var zone = TimeZoneInfo.FindSystemTimeZoneById(clock.Zone);
                var daily = Dues(Wants(Rhythm.Daily, clock.Hour, clock.Zone), clock.From, 30);
                Assert.Equal(
                    daily.Where(d =>
                        // A jump over midnight is still the day's own.
                        TimeZoneInfo.ConvertTime(d.AddTicks(-1), zone)
                            is var before
                        && TimeZoneInfo.ConvertTime(d, zone) is var local
                        && (local.Hour >= clock.Hour ? local : before).DayOfWeek == DayOfWeek.Monday
                    ),
                    weekly
                );
            },
            iter: 30
        );

    [Fact]
    public void Digests_of_any_runs_follow_each_other_without_a_gap_and_after_an_outage_one_tells_all() =>
        Gen.Select(Clocks, Gen.Int[1, 5 * 96].Array[2, 30], Gen.Bool)
            .Sample(
                (clock, waits, weekly) =>
                {
                    var wants = Wants(weekly ? Rhythm.Weekly : Rhythm.Daily, clock.Hour, clock.Zone);
                    var done = clock.From;
                    var told = DigestTimes.Latest(wants, done);
                    foreach (var wait in waits)
                    {
                        var now = done + wait * Quarter;
                        var span = DigestTimes.Due(wants, LongAgo, done, now);
                        Assert.Equal(DigestTimes.Latest(wants, now) == told, span is null);
                        if (span is not null)
                        {
                            Assert.Equal(told, span.From);
                            Assert.InRange(span.To, done.AddTicks(1), now);
                            told = span.To;
                        }
                        done = now;
                    }
                },
                iter: 200
            );

    [Fact]
    public void Wishes_that_were_changed_since_the_last_digest_are_told_of_the_week()
    {
        var wants = Wants(Rhythm.Daily, 8, "UTC");
        var (done, now) = (Utc("2026-11-24T08:00Z"), Utc("2026-11-25T08:00Z"));
        Assert.Equal(new(done, now), DigestTimes.Due(wants, Utc("2026-11-24T07:00Z"), done, now));
        Assert.Equal(new(Utc("2026-11-18T08:00Z"), now), DigestTimes.Due(wants, Utc("2026-11-24T09:00Z"), done, now));
    }

    [Fact]
    public void A_zone_that_this_machine_does_not_know_is_taken_for_UTC() =>
        Assert.Equal(
            Utc("2026-11-24T08:00Z"),
            DigestTimes.Latest(Wants(Rhythm.Daily, 8, "Moon/Base"), Utc("2026-11-24T09:00Z"))
        );

    static Subscription Wants(Rhythm rhythm, int hour, string zone) =>
        new()
        {
            Watches = ["one"],
            Rhythm = rhythm,
            Hour = hour,
            Zone = zone,
        };

    static List<DateTimeOffset> Dues(Subscription wants, DateTimeOffset from, int days)
    {
        var dues = new List<DateTimeOffset>();
        for (var at = from; at <= from.AddDays(days); at += Quarter)
            if (DigestTimes.Latest(wants, at) is var due && due > from && (dues.Count == 0 || due != dues[^1]))
                dues.Add(due);
        return dues;
    }

    // The clock is looked at every quarter of an hour: of each date that it shows, the first look at which the hour is reached.
    static List<DateTimeOffset> Naive(string id, int hour, DateTimeOffset from, int days)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var looks = Enumerable.Range(0, (days + 6) * 96).Select(i => from.AddDays(-3) + i * Quarter).ToList();
        var shown = looks.ConvertAll(at => TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return
        [
            .. shown
                .Select(DateOnly.FromDateTime)
                .Distinct()
                .Select(day => shown.FindIndex(s => s >= day.ToDateTime(new(hour, 0))))
                .Where(i => i > 0)
                .Select(i => looks[i])
                .Where(due => due > from && due <= from.AddDays(days))
                .Order(),
        ];
    }

    static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, null);
}
