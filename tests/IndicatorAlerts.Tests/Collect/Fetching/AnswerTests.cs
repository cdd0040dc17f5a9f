using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Collect;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

public class AnswerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public async Task A_whole_answer_is_the_bytes_that_were_sent_with_their_hash_and_can_be_read_twice(int length)
    {
        var sent = Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 23)))
        );
        await using var lab = await FetchLab.StartAsync(
            async (context, _) =>
            {
                context.Response.ContentType = "application/json; charset=utf-8";
                context.Response.Headers.ContentEncoding = "br";
                await using var packed = new BrotliStream(context.Response.Body, CompressionLevel.Fastest);
                await packed.WriteAsync(sent);
            }
        );
        await using var answer = await lab.GetAsync();
        Assert.Equal(FeedAnswerKind.Whole, answer.Kind);
        Assert.Equal(length, answer.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent)), answer.Sha256);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(0, answer.Content.Position);
            var read = new MemoryStream();
            await answer.Content.CopyToAsync(read, Cancel);
            Assert.Equal(sent, read.ToArray());
            answer.Content.Position = 0;
        }
    }

    [Fact]
    public async Task A_large_answer_leaves_no_file_behind()
    {
        await using var lab = await FetchLab.StartAsync(new string('x', 200_000));
        var answer = await lab.GetAsync();
        var file = Assert.IsType<FileStream>(answer.Content).Name;
        Assert.True(File.Exists(file));
        await answer.DisposeAsync();
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("\"abc\"", "Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("W/\"a b\"", null)]
    [InlineData("not-quoted", "yesterday")]
    [InlineData(null, "Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task What_names_a_version_comes_back_as_it_was_sent_and_the_answer_is_then_unchanged(
        string? tag,
        string? modified
    )
    {
        await using var lab = await FetchLab.StartAsync(
            (context, before) =>
            {
                context.Response.StatusCode = before == 0 ? 200 : 304;
                context.Response.Headers.ETag = tag;
                context.Response.Headers.LastModified = modified;
                return Task.CompletedTask;
            }
        );
        await using var first = await lab.GetAsync();
        Assert.Equal(new FeedValidators(tag, modified), first.Validators);
        await using var second = await lab.GetAsync(known: first.Validators);
        Assert.Equal(FeedAnswerKind.Unchanged, second.Kind);
        Assert.Equal(first.Validators, second.Validators);
        Assert.Equal(0, second.Bytes);
        Assert.False(lab.Requests.First().Headers.ContainsKey("If-None-Match"));
        Assert.Equal(tag, lab.Requests.Last().Headers.GetValueOrDefault("If-None-Match"));
        Assert.Equal(modified, lab.Requests.Last().Headers.GetValueOrDefault("If-Modified-Since"));
    }

    [Fact]
    public async Task What_could_not_be_sent_back_or_is_endless_is_not_kept()
    {
        await using var lab = await FetchLab.StartAsync(
            (context, _) =>
            {
                context.Response.Headers.ETag = new string('x', 1001);
                context.Response.Headers.LastModified = "a\tb";
                return Task.CompletedTask;
            }
        );
        await using var answer = await lab.GetAsync();
        Assert.Equal(new FeedValidators(null, null), answer.Validators);
    }

    [Fact]
    public async Task Unchanged_since_nothing_is_no_answer()
    {
        await using var lab = await FetchLab.StartAsync(Status(304));
        Assert.Contains("answered 304 Not Modified", (await lab.FailAsync()).Message);
    }

    [Fact]
    public async Task An_absent_answer_is_a_failure_only_where_the_request_says_so()
    {
        await using var lab = await FetchLab.StartAsync(Status(404));
        Assert.Contains("answered 404 Not Found", (await lab.FailAsync()).Message);
        foreach (var allowed in (WhenAbsent[])[WhenAbsent.Empty, WhenAbsent.NotYet])
            await using (var answer = await lab.GetAsync(whenAbsent: allowed))
                Assert.Equal(FeedAnswerKind.Absent, answer.Kind);
        Assert.Equal(3, lab.Requests.Count);
    }

    [Fact]
    public async Task The_client_says_who_it_is_unless_the_feed_wants_another_name()
    {
        await using var lab = await FetchLab.StartAsync("{}");
        await using var plain = await lab.GetAsync();
        var headers = new Dictionary<string, string> { ["User-Agent"] = "Mozilla/5.0", ["Accept"] = "text/csv" };
        await using var named = await lab.GetAsync(new FeedRequest(lab.Url) { Headers = headers });
        Assert.StartsWith("IndicatorAlerts/", lab.Requests.First().Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("Mozilla/5.0", lab.Requests.Last().Headers["User-Agent"]);
        Assert.Equal("text/csv", lab.Requests.Last().Headers["Accept"]);
    }

    [Fact]
    public async Task A_header_of_two_lines_is_refused()
    {
        await using var lab = await FetchLab.StartAsync("{}");
        var headers = new Dictionary<string, string> { ["X-Key"] = "a\r\nHost: elsewhere" };
        Assert.Contains("'X-Key'", (await lab.FailAsync(new FeedRequest(lab.Url) { Headers = headers })).Message);
        Assert.Empty(lab.Requests);
    }

    internal static Func<HttpContext, int, Task> Status(int status, string? retryAfter = null) =>
        (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
}
