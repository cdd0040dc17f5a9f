using System.Security.Cryptography;
using CsCheck;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IndicatorAlerts.Tests.Observations;

public class ObservationTableTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Day = new(2024, 6, 19, 12, 0, 0, TimeSpan.Zero);
    static readonly string Answer = Convert.ToHexStringLower(SHA256.HashData("answer"u8));
    static readonly Indicator Indicator = new()
    {
        Id = "i",
        Title = "I",
        StaleAfter = TimeSpan.FromHours(1),
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reading_the_same_answer_again_changes_nothing_and_a_corrected_value_is_a_revision()
    {
        var table = await NewTableAsync();
        Assert.Equal(1, await RecordAsync(table, new Observation(Day, 6.2, Day)));
        Assert.Equal(0, await RecordAsync(table, new Observation(Day, 6.2, Day.AddMinutes(1))));
        Assert.Equal(1, await RecordAsync(table, new Observation(Day, 6.3, Day.AddMinutes(2))));
        var series = (await table.ReadAsync("w", "i", Day, Cancel)).ToSeries(Indicator);
        Assert.Equal([new(Day, 6.2, Day), new(Day, 6.3, Day.AddMinutes(2))], series.Observations);
    }

    [Fact]
    public async Task Two_values_of_one_instant_do_not_correct_each_other_for_ever()
    {
        var table = await NewTableAsync();
        Observation[] twice = [new(Day, 4.2, Day), new(Day, 3.9, Day)];
        Assert.Equal(1, await RecordAsync(table, twice));
        Assert.Equal(0, await RecordAsync(table, twice));
        Assert.Equal(0, await RecordAsync(table, [twice[1], twice[0]]));
    }

    [Fact]
    public async Task Late_points_of_another_day_are_welcome()
    {
        var table = await NewTableAsync();
        await RecordAsync(table, new Observation(Day, 1, Day), new Observation(Day.AddDays(-40), 2, Day));
        var series = (await table.ReadAsync("w", "i", Day.AddDays(-90), Cancel)).ToSeries(Indicator);
        Assert.Equal([2.0, 1.0], series.Observations.Select(o => o.Value));
        var recent = (await table.ReadAsync("w", "i", Day.AddDays(-1), Cancel)).ToSeries(Indicator);
        Assert.Equal([1.0], recent.Observations.Select(o => o.Value));
    }

    [Fact]
    public async Task Eight_writers_at_once_lose_nothing()
    {
        var table = await NewTableAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(w =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 5; i++)
                            await RecordAsync(table, new Observation(Day.AddMinutes(w * 5 + i), w, Day));
                    })
                )
        );
        var series = (await table.ReadAsync("w", "i", Day, Cancel)).ToSeries(Indicator);
        Assert.Equal(40, series.Observations.Count);
    }

    [Fact]
    public async Task Reads_of_every_minute_are_one_run_and_an_outage_parts_them()
    {
        var table = await NewTableAsync();
        foreach (var minute in (int[])[0, 1, 2, 60, 61])
            await table.RecordAsync(
                await table.ReadAsync("w", "i", Day, Cancel),
                new([], null, Day.AddMinutes(minute), health => health),
                Cancel
            );
        var series = (await table.ReadAsync("w", "i", Day, Cancel)).ToSeries(Indicator);
        Assert.Equal([new(Day, Day.AddMinutes(2)), new(Day.AddMinutes(60), Day.AddMinutes(61))], series.Reads);
    }

    [Fact]
    public void What_is_packed_into_a_day_is_unpacked_from_it()
    {
        var instant = Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);
        var name = Gen.Byte.Array[32].Select(Convert.ToHexStringLower);
        var point = Gen.Select(instant, Gen.Double, instant, Gen.Null(name))
            .Select((o, v, k, a) => new StoredPoint(new(o, v, k), a));
        Gen.Select(point.Array[0, 50], Gen.Select(instant, instant, (a, b) => new ReadRun(a, b)).Array[0, 50])
            .Sample(
                (points, reads) =>
                {
                    var (packed, answers) = DayPoints.Pack(points);
                    return points.SequenceEqual(DayPoints.Unpack(packed, answers))
                        && reads.SequenceEqual(DayPoints.UnpackReads(DayPoints.PackReads(reads)));
                }
            );
    }

    [Fact]
    public async Task A_corrected_time_corrects_the_event_also_across_midnight()
    {
        var table = await NewTableAsync();
        var late = new DateTimeOffset(2024, 6, 19, 23, 59, 59, 400, TimeSpan.Zero);
        var quake = new NewPoint(late, 6.2, late) { Id = "us7000", Title = "M 6.2" };
        Assert.Equal(1, await RecordAsync(table, quake));
        Assert.Equal(
            0,
            await RecordAsync(table, quake with { ObservedAt = late.AddSeconds(3), KnownAt = Day.AddDays(1) })
        );
        var corrected = quake with { ObservedAt = late.AddSeconds(3), Value = 6.3, KnownAt = Day.AddDays(1) };
        Assert.Equal(1, await RecordAsync(table, corrected));
        var series = (await table.ReadAsync("w", "i", Day, Cancel)).ToSeries(Indicator);
        Assert.Equal([new(late, 6.2, late), new(late, 6.3, Day.AddDays(1))], series.Observations);
    }

    [Fact]
    public async Task Two_events_of_one_millisecond_are_two_and_stay_two()
    {
        var table = await NewTableAsync();
        NewPoint[] three = [.. "cab".Select(c => new NewPoint(Day, c, Day) { Id = $"{c}" })];
        Assert.Equal(3, await RecordAsync(table, three));
        Assert.Equal(0, await RecordAsync(table, three));
        Assert.Equal(0, await RecordAsync(table, [three[1], three[2], three[0]]));
        var series = (await table.ReadAsync("w", "i", Day, Cancel)).ToSeries(Indicator);
        Assert.Equal(
            [(Day, 'a'), (Day.AddMilliseconds(1), 'b'), (Day.AddMilliseconds(2), 'c')],
            series.Observations.Select(o => (o.ObservedAt, (char)o.Value))
        );
    }

    [Fact]
    public async Task History_that_is_imported_was_known_before_what_was_collected()
    {
        var table = await NewTableAsync();
        var known = Day.AddDays(400);
        await RecordAsync(table, new NewPoint(Day, 6.2, known));
        NewPoint[] history = [new(Day, 6.2, Day.AddDays(1)), new(Day, 6.1, Day.AddHours(1))];
        Assert.Equal(2, await RecordAsync(table, history));
        Assert.Equal(0, await RecordAsync(table, history));
        // Two writers at once whose clocks differ.
        Assert.Equal(0, await RecordAsync(table, new NewPoint(Day, 6.1, Day.AddMinutes(59))));
        var series = (await table.ReadAsync("w", "i", Day, Cancel)).ToSeries(Indicator);
        Assert.Equal([6.1, 6.2, 6.2], series.Observations.Select(o => o.Value));
    }

    [Fact]
    public async Task Instants_are_compared_as_they_are_stored()
    {
        var table = await NewTableAsync();
        var uneven = Day.AddTicks(1234);
        Assert.Equal(1, await RecordAsync(table, new NewPoint(uneven, 1, uneven)));
        Assert.Equal(0, await RecordAsync(table, new NewPoint(uneven, 1, uneven.AddMinutes(1))));
    }

    [Fact]
    public async Task A_day_that_is_full_says_so_and_still_takes_its_reads()
    {
        var table = await NewTableAsync();
        const int fits = StoredDay.MostPointBytes / DayPoints.PointSize;
        var many = Enumerable
            .Range(0, fits + 7)
            .Select(i => new NewPoint(Day.AddMilliseconds(i), i, Day) { Id = $"id-{i:D20}", Title = new('핵', 100) })
            .ToList();
        var series = await table.ReadAsync("w", "i", Day, Cancel);
        var recorded = await table.RecordAsync(series, new(many, null, Day, h => h with { LastSuccess = Day }), Cancel);
        Assert.Equal((fits, 7), (recorded.Added, recorded.Lost.Count));
        series = await table.ReadAsync("w", "i", Day, Cancel);
        Assert.Contains("2024-06-19 is full: 7 points", series.FeedHealth.Error);
        Assert.Equal(fits, series.ToSeries(Indicator).Observations.Count);
        recorded = await table.RecordAsync(
            series,
            new(many, Answer, Day.AddHours(1), h => h with { Error = null }),
            Cancel
        );
        Assert.Equal((0, 7), (recorded.Added, recorded.Lost.Count));
        series = await table.ReadAsync("w", "i", Day, Cancel);
        Assert.Contains("2024-06-19 is full: 7 points", series.FeedHealth.Error);
        Assert.Equal(2, series.ToSeries(Indicator).Reads.Count);
    }

    [Fact]
    public async Task More_days_than_a_transaction_takes_are_all_written_and_counted()
    {
        var table = await NewTableAsync();
        NewPoint[] days = [.. Enumerable.Range(0, 250).Select(i => new NewPoint(Day.AddDays(i), i, Day))];
        Assert.Equal(250, await RecordAsync(table, days));
        Assert.Equal(0, await RecordAsync(table, days));
    }

    async Task<ObservationTable> NewTableAsync()
    {
        var settings = new Dictionary<string, string?> { [StorageAccount.Setting] = azurite.NewAccount() };
        var storage = new StorageAccount(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var setup = new StorageSetup(storage);
        await setup.EnsureAsync(Cancel);
        return new(storage, TimeProvider.System);
    }

    static Task<int> RecordAsync(ObservationTable table, params Observation[] observations) =>
        RecordAsync(table, [.. observations.Select(o => new NewPoint(o.ObservedAt, o.Value, o.KnownAt))]);

    static async Task<int> RecordAsync(ObservationTable table, params NewPoint[] points)
    {
        var series = await table.ReadAsync("w", "i", Day, Cancel);
        series = await table.ReachAsync(series, points.Min(o => o.ObservedAt), Cancel);
        return (await table.RecordAsync(series, new(points, Answer, Day, health => health), Cancel)).Added;
    }
}
