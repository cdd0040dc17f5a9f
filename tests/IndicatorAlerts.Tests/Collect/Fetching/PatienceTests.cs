using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

public class PatienceTests
{
    static readonly (string, string) LongTime = ("TimeoutSeconds", "240");

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failure_that_may_pass_is_asked_again_twice(int status)
    {
        var time = new FakeTimeProvider();
        await using var lab = await FetchLab.StartAsync(AnswerTests.Status(status), time: time, settings: LongTime);
        Assert.Contains($"answered {status}", (await FetchLab.LiveAsync(time, lab.FailAsync())).Message);
        Assert.Equal(3, lab.Requests.Count);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_failure_that_stays_is_not_asked_again(int status)
    {
        await using var lab = await FetchLab.StartAsync(AnswerTests.Status(status));
        Assert.Contains($"answered {status}", (await lab.FailAsync()).Message);
        Assert.Single(lab.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_wait_that_a_server_asks_for_is_kept(bool asDate)
    {
        var time = new FakeTimeProvider(new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var asked = time.GetUtcNow();
        await using var lab = await FetchLab.StartAsync(
            (context, before) =>
            {
                if (before == 0)
                {
                    asked = time.GetUtcNow();
                    context.Response.StatusCode = 503;
                    context.Response.Headers.RetryAfter = asDate
                        ? asked.AddSeconds(8).ToString("R", CultureInfo.InvariantCulture)
                        : "7";
                }
                return Task.CompletedTask;
            },
            time: time,
            settings: LongTime
        );
        await using var answer = await FetchLab.LiveAsync(time, lab.GetAsync());
        // A date has whole seconds.
        Assert.InRange((time.GetUtcNow() - asked).TotalSeconds, 7, 60);
        Assert.Equal(2, lab.Requests.Count);
    }

    [Theory]
    [InlineData(429, "120", 120)]
    [InlineData(503, "11", 11)]
    [InlineData(403, "60", 60)]
    [InlineData(429, "99999999", 86400)]
    public async Task A_longer_wait_is_left_to_the_collector(int status, string header, int seconds)
    {
        await using var lab = await FetchLab.StartAsync(AnswerTests.Status(status, header));
        Assert.Equal(TimeSpan.FromSeconds(seconds), (await lab.FailAsync()).RetryAfter);
        Assert.Single(lab.Requests);
    }

    [Fact]
    public async Task No_wait_is_begun_that_the_time_left_does_not_allow()
    {
        await using var lab = await FetchLab.StartAsync(
            AnswerTests.Status(503, "5"),
            settings: ("TimeoutSeconds", "4")
        );
        var clock = Stopwatch.StartNew();
        Assert.Contains("answered 503 Service Unavailable", (await lab.FailAsync()).Message);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3.9);
    }

    [Fact]
    public async Task A_host_at_which_nothing_works_is_left_alone_for_half_a_minute()
    {
        var time = new FakeTimeProvider();
        var works = false;
        await using var lab = await FetchLab.StartAsync(
            (context, _) =>
            {
                context.Response.StatusCode = works ? 200 : 503;
                return Task.CompletedTask;
            },
            time: time,
            settings: LongTime
        );
        for (var i = 0; i < 3; i++)
            await FetchLab.LiveAsync(time, lab.FailAsync());
        Assert.Equal(8, lab.Requests.Count);
        works = true;
        var resting = await lab.FailAsync();
        Assert.Contains("127.0.0.1 is left alone for 30 s, because nearly all", resting.Message);
        Assert.Contains("The last one: 127.0.0.1 answered 503", resting.Message);
        Assert.Equal(TimeSpan.FromSeconds(30), resting.RetryAfter);
        Assert.Equal(8, lab.Requests.Count);

        time.Advance(TimeSpan.FromSeconds(30));
        await using var answer = await lab.GetAsync();
        await using var next = await lab.GetAsync();
        Assert.Equal(10, lab.Requests.Count);
    }

    [Fact]
    public async Task No_more_than_four_requests_to_a_host_are_under_way()
    {
        var (under, most) = (0, 0);
        await using var lab = await FetchLab.StartAsync(
            async (context, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref under));
                await context.Response.WriteAsync(new string('x', 300_000));
                await Task.Yield();
                Interlocked.Decrement(ref under);
            },
            settings: ("EachHost__SecondsBetween", "0")
        );
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => lab.GetAsync())))
            await answer.DisposeAsync();
        Assert.InRange(most, 2, 4);
        Assert.Equal(30, lab.Requests.Count);
    }

    [Fact]
    public async Task A_host_with_a_slow_pace_is_asked_no_faster_and_waiting_costs_no_time_of_the_answer()
    {
        await using var lab = await FetchLab.StartAsync(
            (_, _) => Task.CompletedTask,
            settings:
            [
                ("Hosts__127.0.0.1__SecondsBetween", "1.5"),
                ("Hosts__127.0.0.1__AtOnce", "1"),
                ("TimeoutSeconds", "2.5"),
            ]
        );
        var clock = Stopwatch.StartNew();
        foreach (var answer in await Task.WhenAll(lab.GetAsync(), lab.GetAsync(), lab.GetAsync()))
            await answer.DisposeAsync();
        // The library counts in steps of a tenth of a second.
        Assert.InRange(clock.Elapsed.TotalSeconds, 2.7, 30);
    }

    static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
