using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using IndicatorAlerts.Local.Feeds;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>What tests can make a feed do.</summary>
public sealed class SampleFeedFaultTests : IAsyncLifetime
{
    private const string Path = "feeds.example/one.json";

    private readonly HttpClient http = new();
    private SampleFeeds feeds = null!;

    private static CancellationToken Cancel => Limits.OneMinute;

    public async ValueTask InitializeAsync() => feeds = await SampleFeeds.StartAsync(new(), Cancel);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await feeds.DisposeAsync();
    }

    [Fact]
    public async Task Answers_follow_one_another_and_the_last_one_stays()
    {
        feeds.Set(Path, FeedAnswer.Error(503, retryAfterSeconds: 30), FeedAnswer.Json("[1]"));

        using var first = await GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), first.Headers.RetryAfter!.Delta);
        Assert.Equal("[1]", await http.GetStringAsync(Url, Cancel));
        Assert.Equal("[1]", await http.GetStringAsync(Url, Cancel));
    }

    [Fact]
    public async Task Nothing_new_is_304_by_tag_or_by_date()
    {
        feeds.Set(Path, FeedAnswer.Json("[1]") with { LastModified = DateTimeOffset.UnixEpoch });
        using var first = await GetAsync();
        Assert.Equal("application/json; charset=utf-8", first.Content.Headers.ContentType!.ToString());

        using var byTag = await GetAsync(r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        using var byDate = await GetAsync(r => r.Headers.IfModifiedSince = first.Content.Headers.LastModified);
        feeds.Set(Path, FeedAnswer.Json("[2]"));
        using var changed = await GetAsync(r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));

        Assert.Equal(HttpStatusCode.NotModified, byTag.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, byDate.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task A_body_is_compressed_for_who_asks()
    {
        feeds.Set(Path, FeedAnswer.Json("[1]"));
        using var answer = await GetAsync(r => r.Headers.AcceptEncoding.ParseAdd("gzip"));

        Assert.Equal("gzip", answer.Content.Headers.ContentEncoding.Single());
        await using var plain = new GZipStream(
            await answer.Content.ReadAsStreamAsync(Cancel),
            CompressionMode.Decompress
        );
        Assert.Equal("[1]", await new StreamReader(plain).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task A_slow_body_comes_a_byte_at_a_time()
    {
        feeds.Set(
            Path,
            FeedAnswer.Json("[123]") with
            {
                Fault = FeedFault.Drip,
                Pause = TimeSpan.FromMilliseconds(10),
            }
        );
        var began = Stopwatch.StartNew();

        Assert.Equal("[123]", await http.GetStringAsync(Url, Cancel));

        Assert.True(began.Elapsed >= TimeSpan.FromMilliseconds(40), $"Took {began.Elapsed}.");
    }

    [Fact]
    public async Task A_body_that_is_cut_fails_while_it_is_read()
    {
        feeds.Set(Path, FeedAnswer.Json("[1, 2, 3, 4]") with { Fault = FeedFault.Cut });
        using var answer = await http.GetAsync(Url, HttpCompletionOption.ResponseHeadersRead, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_endless_body_goes_on_past_any_bound(bool gzip)
    {
        feeds.Set(Path, FeedAnswer.Json("") with { Fault = FeedFault.Endless });
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        if (gzip)
            request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var raw = await answer.Content.ReadAsStreamAsync(Cancel);
        await using var body = gzip ? new GZipStream(raw, CompressionMode.Decompress) : raw;

        var read = 0L;
        var buffer = new byte[1 << 20];
        while (read < 100 << 20)
            read += await body.ReadAsync(buffer, Cancel);
    }

    [Fact]
    public async Task A_hang_never_answers_and_the_request_is_on_record()
    {
        feeds.Set(Path, FeedAnswer.Json("[]") with { Fault = FeedFault.Hang });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hanging = http.GetAsync(Url, patience.Token);

        var request = await feeds.WaitForRequestAsync(r => r.Path == "/" + Path, Cancel);
        await patience.CancelAsync();

        Assert.Equal("GET", request.Method);
        Assert.Equal(feeds.Url.Authority, request.Headers["host"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task Stopped_it_refuses_connections_and_listens_again_on_the_same_port()
    {
        feeds.Set(Path, FeedAnswer.Json("[1]"));

        await feeds.StopListeningAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(Url, Cancel));
        await feeds.ListenAsync(Cancel);

        Assert.Equal("[1]", await http.GetStringAsync(Url, Cancel));
    }

    [Fact]
    public async Task A_page_under_200_is_sent_as_it_is()
    {
        feeds.Set(Path, FeedAnswer.Html("<h1>Down for maintenance</h1>"));

        using var answer = await GetAsync();

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<h1>", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_path_is_not_found()
    {
        using var answer = await http.GetAsync(new Uri(feeds.Url, "elsewhere.example/x"), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private Uri Url => new(feeds.Url, Path);

    private async Task<HttpResponseMessage> GetAsync(Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        change?.Invoke(request);
        return await http.SendAsync(request, Cancel);
    }
}
