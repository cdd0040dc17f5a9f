using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IndicatorAlerts.Collect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

/// <summary>Alone, so that what others allocate is not counted.</summary>
[CollectionDefinition(nameof(LimitTests), DisableParallelization = true)]
[Collection(nameof(LimitTests))]
public class LimitTests
{
    const int Large = 100_000_000;
    const string TooLarge = "larger than the limit of 16777216 bytes (Feeds__MaxBytes)";

    [Fact]
    public async Task A_body_without_end_is_refused_at_the_limit_and_is_never_in_memory()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var (error, sent) = await FailAsync("Content-Type: text/csv\r\n\r\n", more: Large);
        Assert.Contains(TooLarge, error.Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8_000_000);
        // What was on its way in the system's buffers is lost.
        Assert.InRange(sent, 16_000_000, 60_000_000);
    }

    [Fact]
    public async Task A_length_above_the_limit_is_refused_before_the_body_is_read()
    {
        var (error, sent) = await FailAsync($"Content-Length: {Large}\r\n\r\n", more: Large);
        Assert.Contains(TooLarge, error.Message);
        Assert.InRange(sent, 0, 16_000_000);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_unpacks_to_more_than_the_limit_is_refused(string encoding)
    {
        var bomb = new MemoryStream();
        await using (Stream packing = Pack(encoding, bomb))
        {
            var zeros = new byte[1_000_000];
            for (var i = 0; i < Large / zeros.Length; i++)
                await packing.WriteAsync(zeros, TestContext.Current.CancellationToken);
        }
        Assert.InRange(bomb.Length, 1, 500_000);
        await using var lab = await FetchLab.StartAsync(
            async (context, _) =>
            {
                context.Response.Headers.ContentEncoding = encoding;
                await context.Response.Body.WriteAsync(bomb.ToArray());
            }
        );
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains(TooLarge, (await lab.FailAsync()).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8_000_000);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_after_20_seconds_each_time()
    {
        var time = new FakeTimeProvider();
        await using var lab = await FetchLab.StartAsync(
            (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            time: time,
            settings: ("TimeoutSeconds", "240")
        );
        var error = await FetchLab.LiveAsync(time, lab.FailAsync(), stepSeconds: 0.2);
        Assert.Contains("did not begin to answer within 20 s", error.Message);
        Assert.Equal(3, lab.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up_when_the_time_is_over()
    {
        var time = new FakeTimeProvider();
        await using var lab = await FetchLab.StartAsync(
            async (context, _) =>
            {
                await context.Response.WriteAsync("{");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            },
            time: time
        );
        var error = await FetchLab.LiveAsync(time, lab.FailAsync());
        Assert.Contains("gave no whole answer within 30 s", error.Message);
        Assert.Single(lab.Requests);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1000\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    [InlineData("Content-Length: 1000\r\n\r\nabc")]
    public async Task A_body_that_is_cut_off_is_no_answer(string answer)
    {
        var (error, _) = await FailAsync(answer);
        Assert.Contains("broke off", error.Message);
    }

    [Fact]
    public async Task A_body_that_is_not_packed_as_it_says_is_no_answer()
    {
        await using var lab = await FetchLab.StartAsync(
            async (context, _) =>
            {
                context.Response.Headers.ContentEncoding = "gzip";
                await context.Response.WriteAsync("plain");
            }
        );
        Assert.Contains("broke off", (await lab.FailAsync()).Message);
    }

    static Stream Pack(string encoding, Stream to) =>
        encoding switch
        {
            "gzip" => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
        };

    // By a plain socket, which knows at once when nobody reads any more.
    static async Task<(FeedException Error, long Sent)> FailAsync(string answer, long more = 0)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var lab = await FetchLab.StartAsync("", ("AllowedHosts__0", listener.LocalEndpoint.ToString()!));
        var failing = lab.FailAsync(new FeedRequest(new($"http://{listener.LocalEndpoint}/")));
        var sent = 0;
        using (var client = await listener.AcceptTcpClientAsync(cancel))
        {
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[10_000], 20, cancellationToken: cancel);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{answer}"), cancel);
            var block = new byte[100_000];
            try
            {
                for (; sent < more; sent += block.Length)
                    await stream.WriteAsync(block, cancel);
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
        return (await failing, sent);
    }
}
