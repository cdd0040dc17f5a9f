using CsCheck;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

public class UsgsRequestTests
{
    const string Summary = "https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/";
    const string Site = "\"kind\":\"usgs\",\"latitude\":41.28,\"longitude\":129.08,\"radiusKm\":50";
    static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    static readonly UsgsSource Source = new();

    [Theory]
    [InlineData(null, "", "2.5_month")]
    [InlineData(null, ",\"history\":\"1d\"", "2.5_day")]
    [InlineData(0.02, "", "2.5_day")]
    [InlineData(18.0, "", "2.5_day")]
    [InlineData(18.1, "", "2.5_week")]
    [InlineData(5 * 24.0, "", "2.5_week")]
    [InlineData(6 * 24.0, "", "2.5_month")]
    [InlineData(22 * 24.0, "", "2.5_month")]
    [InlineData(0.02, ",\"merge\":\"24h\"", "2.5_week")]
    [InlineData(0.02, ",\"feed\":\"all_hour\"", "all_hour")]
    [InlineData(1.0, ",\"feed\":\"all_hour\"", "all_day")]
    public void The_feed_that_covers_the_time_since_the_last_read_is_asked(double? hours, string more, string feed) =>
        Assert.Equal($"{Summary}{feed}.geojson", Address(hours, more));

    [Theory]
    [InlineData(30 * 24.0, "", "&starttime=2026-10-18T03:00:00&orderby=time&nodata=404&minmagnitude=2.5")]
    [InlineData(30 * 24.0, ",\"minMagnitude\":4", "&minmagnitude=4")]
    [InlineData(30 * 24.0, ",\"merge\":\"24h\"", "&starttime=2026-10-17T03:00:00&")]
    [InlineData(30 * 24.0, ",\"feed\":\"significant_week\"", "&nodata=404&minsig=600")]
    [InlineData(null, ",\"history\":\"3650d\"", "&starttime=2016-11-26T03:00:00&")]
    public void After_a_longer_time_the_catalogue_is_asked_for_the_same_circle(
        double? hours,
        string more,
        string expected
    )
    {
        var address = Address(hours, more);
        Assert.StartsWith(
            "https://earthquake.usgs.gov/fdsnws/event/1/query?format=geojson&latitude=41.28&longitude=129.08&maxradiuskm=50&",
            address,
            StringComparison.Ordinal
        );
        Assert.Contains(expected, address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_burst_counts_as_one_its_strongest()
    {
        var reading = await MergedAsync(Now, (48, 4.0), (30, 4.1), (29.9, 6.3), (20, 4.5), (7, 4.5), (2, 5.0));
        Assert.Equal([4.0, 4.1, 6.3, 5.0], reading.Points.Select(p => p.Value));
    }

    [Fact]
    public async Task An_aftershock_stays_one_when_the_answer_has_lost_the_shock_before_it()
    {
        var hours = new[] { (7 * 24 + 1, 6.3), (7 * 24 - 2.0, 4.0), (30, 5.0) };
        Assert.Equal([5.0], (await MergedAsync(Now, hours[1..])).Points.Select(p => p.Value));
    }

    // However far the window has slid: what is said of an event is what was said of it before, or nothing any more.
    [Fact]
    public void Merging_says_the_same_of_an_event_at_each_read() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[20, 70])
            .Array[0, 30]
            .Sample(shocks =>
            {
                var all = shocks
                    .DistinctBy(s => s.Item1)
                    .Select(s => new FeedPoint(Now.AddHours(s.Item1), s.Item2 / 10.0))
                    .ToList();
                var merge = TimeSpan.FromHours(24);
                var whole = UsgsMerge.Strongest([.. all], merge, DateTimeOffset.MinValue).ToList();
                for (var hour = -24; hour < 400; hour += 7)
                {
                    var start = Now.AddHours(hour);
                    var seen = all.Where(p => p.ObservedAt >= start && p.ObservedAt <= start.AddDays(7)).ToList();
                    var said = UsgsMerge.Strongest(seen, merge, start).ToList();
                    Assert.Equal(
                        [.. whole.Where(p => p.ObservedAt >= start + merge && p.ObservedAt <= start.AddDays(7))],
                        said
                    );
                }
            });

    [Fact]
    public async Task Without_knowing_from_when_on_the_answer_holds_events_nothing_is_merged()
    {
        var refused = await Assert.ThrowsAsync<FeedException>(() =>
            Read.Answer(Source, $$"""{{{Site}},"merge":"24h"}""", """{"features":[]}""")
        );
        Assert.Contains("'metadata'", refused.Message, StringComparison.Ordinal);
    }

    static string Address(double? hours, string more) =>
        Assert
            .Single(
                Read.Feed(Source, $$"""{{{Site}}{{more}}}""").Requests(hours is { } h ? Now.AddHours(-h) : null, Now)
            )
            .Address.AbsoluteUri;

    static Task<FeedReading> MergedAsync(DateTimeOffset now, params (double HoursAgo, double Magnitude)[] shocks)
    {
        var features = shocks.Select(s =>
            FormattableString.Invariant(
                $$$"""{"properties":{"mag":{{{s.Magnitude}}},"time":{{{now.AddHours(-s.HoursAgo).ToUnixTimeMilliseconds()}}}},"geometry":{"coordinates":[129.08,41.28,0]}}"""
            )
        );
        return Read.Answer(
            Source,
            $$"""{{{Site}},"merge":"24h"}""",
            $$$"""{"features":[{{{string.Join(',', features.Reverse())}}}],"metadata":{"generated":{{{now.ToUnixTimeMilliseconds()}}},"url":"{{{Summary}}}2.5_week.geojson"}}"""
        );
    }
}
