using System.Globalization;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>
/// Broken answers do no worse to any source than to be refused. Each case is made from its number alone, so that a failure can be run
/// again. INDICATORALERTS_FUZZ raises the number of cases.
/// </summary>
public class FuzzTests
{
    static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(20);

    static int Cases =>
        int.TryParse(
            Environment.GetEnvironmentVariable("INDICATORALERTS_FUZZ"),
            CultureInfo.InvariantCulture,
            out var cases
        )
            ? cases
            : 110_000;

    [Fact]
    public async Task No_answer_whatever_its_bytes_does_worse_to_a_source_than_to_be_refused()
    {
        var samples = FuzzSamples.All;
        var each = (Cases + samples.Count - 1) / samples.Count;
        var refused = new int[samples.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, each * samples.Count),
            TestContext.Current.CancellationToken,
            async (number, cancel) =>
            {
                var sample = samples[number % samples.Count];
                if (await IsRefusedAsync(sample, number, cancel))
                    Interlocked.Increment(ref refused[number % samples.Count]);
            }
        );
        // Cases that all fail at the first byte, or never fail, would test nothing.
        Assert.All(refused, count => Assert.InRange(count, each / 10, each * 99 / 100));
    }

    [Fact]
    public async Task Every_sample_is_read_whole_when_it_is_not_broken()
    {
        foreach (var sample in FuzzSamples.All)
        {
            var reading = await Read.Answer(sample.Source, sample.Definition, sample.Pack(sample.Answer));
            Assert.Equal(0, reading.Errors);
            Assert.NotEmpty(reading.Points);
        }
    }

    static async Task<bool> IsRefusedAsync(FuzzSample sample, int number, CancellationToken cancel)
    {
        var answer = Mutation.Of(sample, number);
        var feed = Read.Feed(sample.Source, sample.Definition);
        try
        {
            // On another thread: a loop without an end would never come back to be timed.
            await Task.Run(() => feed.ReadAsync(new Dribble(answer, number), new FeedReading(), cancel), cancel)
                .WaitAsync(LongestCase, cancel);
            return false;
        }
        catch (FeedException e)
        {
            Assert.NotEmpty(e.Message);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"{sample.Source.Kind}, case {number}: {Convert.ToBase64String(answer)}",
                e
            );
        }
    }
}
