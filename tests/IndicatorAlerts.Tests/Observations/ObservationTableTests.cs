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
                new([], Answer, Day.AddMinutes(minute), health => health),
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
        var point = Gen.Select(instant, Gen.Double, instant, name, (o, v, k, a) => new StoredPoint(new(o, v, k), a));
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

    async Task<ObservationTable> NewTableAsync()
    {
        var settings = new Dictionary<string, string?> { [StorageAccount.Setting] = azurite.NewAccount() };
        var storage = new StorageAccount(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var setup = new StorageSetup(storage);
        await setup.EnsureAsync(Cancel);
        return new(storage, TimeProvider.System);
    }

    static async Task<int> RecordAsync(ObservationTable table, params Observation[] observations)
    {
        var series = await table.ReadAsync("w", "i", observations.Min(o => o.ObservedAt), Cancel);
        return await table.RecordAsync(series, new(observations, Answer, Day, health => health), Cancel);
    }
}
