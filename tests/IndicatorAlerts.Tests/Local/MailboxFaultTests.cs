using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using IndicatorAlerts.Local.Mails;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

public sealed class MailboxFaultTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddSeconds(1000));
    private readonly HttpClient http = new();
    private Mailbox mailbox = null!;

    private static CancellationToken Cancel => Limits.OneMinute;

    public async ValueTask InitializeAsync() =>
        mailbox = await Mailbox.StartAsync(
            new() { TimeProvider = time, RateLimitReset = TimeSpan.FromSeconds(7) },
            Cancel
        );

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await mailbox.DisposeAsync();
    }

    [Fact]
    public async Task Too_many_requests_says_when_to_come_back_and_then_passes()
    {
        mailbox.Faults.Enqueue(MailboxFault.TooManyRequests);

        var refused = await SendAsync();
        var second = await SendAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        Assert.Equal("1007", refused.Headers.GetValues("X-RateLimit-Reset").Single());
        Assert.True(
            int.Parse(refused.Headers.GetValues("X-RateLimit-Limit").Single(), CultureInfo.InvariantCulture) > 0
        );
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Single(mailbox.Mails);
        Assert.Equal(2, mailbox.Requests);
    }

    [Theory]
    [InlineData(MailboxFault.InternalServerError, HttpStatusCode.InternalServerError)]
    [InlineData(MailboxFault.ServiceUnavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task A_server_error_accepts_nothing(MailboxFault fault, HttpStatusCode status)
    {
        mailbox.Faults.Enqueue(fault);

        Assert.Equal(status, (await SendAsync()).StatusCode);
        Assert.Empty(mailbox.Mails);
    }

    [Fact]
    public async Task Accepted_then_cut_keeps_the_mail_though_the_sender_never_hears_of_it()
    {
        mailbox.Faults.Enqueue(MailboxFault.AcceptThenCut);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync());

        Assert.Single(mailbox.Mails);
    }

    [Fact]
    public async Task A_request_that_hangs_is_cut_once_released_and_holds_up_no_other()
    {
        mailbox.Faults.Enqueue(MailboxFault.Hang);
        var hanging = SendAsync();
        await mailbox.Faults.WaitUntilHangingAsync(Cancel);

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync()).StatusCode);
        Assert.False(hanging.IsCompleted);
        mailbox.Faults.Release();

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
        Assert.Single(mailbox.Mails);
    }

    [Fact]
    public async Task Faults_can_be_set_and_taken_back_over_HTTP()
    {
        var faults = new Uri(mailbox.Url, "faults");

        var set = await http.PostAsJsonAsync(faults, new { fault = "serviceUnavailable", times = 3 }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync()).StatusCode);
        await http.DeleteAsync(faults, Cancel);

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync()).StatusCode);
    }

    [Theory]
    [InlineData("""{"fault":"fire"}""")]
    [InlineData("""{"fault":"hang","times":0}""")]
    [InlineData("nonsense")]
    public async Task A_fault_that_does_not_exist_is_refused_with_the_list(string body)
    {
        using var json = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await http.PostAsync(new Uri(mailbox.Url, "faults"), json, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("acceptThenCut", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SendAsync() =>
        http.PostAsJsonAsync(
            new Uri(mailbox.Url, "v3/mail/send"),
            new
            {
                personalizations = new[] { new { to = new[] { new { email = "reader@example.com" } } } },
                from = new { email = "alerts@example.com" },
                subject = "Crossed",
                content = new[] { new { type = "text/plain", value = "plain" } },
            },
            Cancel
        );
}
