using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Tests.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Long work, asked for and waited for as an admin does.</summary>
sealed class JobLab(TestService service)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="path">Under <c>/api/</c>.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="idempotency">For <c>Idempotency-Key</c>; null for none.</param>
    /// <returns>The answer, whose body is read.</returns>
    public async Task<HttpResponseMessage> AskAsync(
        string path,
        string body,
        string type = "application/json",
        string? idempotency = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/" + path);
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        request.Headers.Add("Prefer", "respond-async");
        if (idempotency is not null)
            request.Headers.Add("Idempotency-Key", idempotency);
        request.Content = new StringContent(body, Encoding.UTF8, type);
        return await service.Http.SendAsync(request, Cancel);
    }

    /// <summary>The same when it is begun: the job's id.</summary>
    public async Task<string> StartAsync(
        string path,
        string body,
        string type = "application/json",
        string? idempotency = null
    )
    {
        using var answer = await AskAsync(path, body, type, idempotency);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        var id = (string?)JsonNode.Parse(text)!["id"];
        Assert.Equal($"/api/jobs/{id}", answer.Headers.Location!.ToString());
        return id!;
    }

    public async Task<JsonNode> WaitAsync(string job, Func<JsonNode, bool> expected)
    {
        var admin = new AdminClient(service.Http);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(2); )
        {
            await timer.WaitForNextTickAsync(Cancel);
            if ((await admin.GetAsync($"jobs/{job}")).Body is { } found && expected(found))
                return found;
        }
        throw new TimeoutException("The job never was as expected.");
    }

    /// <summary>Waits until it is done.</summary>
    /// <returns>What it found.</returns>
    public async Task<string> FinishAsync(string job)
    {
        var over = await WaitAsync(job, j => (string?)j["state"] is not ("queued" or "running"));
        Assert.Equal(
            ("done", 1.0, null),
            ((string?)over["state"], (double)over["progress"]!, (string?)over["problem"])
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, (string?)over["result"]);
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        using var answer = await service.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>Ends the process without a word, and starts it again.</summary>
    public async Task KillAsync()
    {
        service.Process.Signal(UnixSignal.Kill);
        await service.Process.Exited;
        await service.StopAsync();
        await service.StartAsync();
    }
}
