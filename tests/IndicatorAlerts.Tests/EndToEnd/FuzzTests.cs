using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Requests from the OpenAPI document, right and broken ones, as many as INDICATORALERTS_FUZZ says, 20,000 at least.</summary>
public class FuzzTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    const int Least = 20_000;
    const int AtOnce = 16;
    const ulong Seed = 20261126;

    // Beyond what any of them takes, also where the machine is busy: a hang.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<(string Operation, int Status), int> seen = new();
    readonly ConcurrentBag<string> wrong = [];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_hangs_or_breaks_the_service_and_every_refusal_is_problem_details()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.ApplyPackAsync();
        foreach (var limit in (string[])["ReadsPerMinute", "WritesPerMinute", "FailuresPerMinute"])
            service.Settings[$"Limits__{limit}"] = "100000000";
        service.Settings["Subscribe__RequestsPerHour"] = "100000000";
        using var webhook = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        service.Settings["Mail__WebhookKey"] = Convert.ToBase64String(webhook.ExportSubjectPublicKeyInfo());
        // As the Functions host runs it, but without its timers: nothing works beside the requests.
        var port = Ports.Next();
        service.Settings["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}";
        await using var process = App.Start(service.Settings);
        await process.WaitForUrlAsync(new($"http://127.0.0.1:{port}/healthz"), Cancel);
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            }
        )
        {
            BaseAddress = new($"http://127.0.0.1:{port}"),
            Timeout = Patience,
        };
        http.DefaultRequestHeaders.Add("X-Api-Key", TestService.AdminKey);

        var (document, operations) = await ApiOperation.ReadAllAsync(http, Cancel);
        var requests = FuzzRequests.From(document, operations);
        var count = int.TryParse(Environment.GetEnvironmentVariable("INDICATORALERTS_FUZZ"), out var more)
            ? more
            : Least;
        var from = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Math.Max(Least, count)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel },
            async (number, cancel) =>
                await AskAsync(http, number, requests.Generate(new PCG((uint)number, Seed), null, out _))
        );
        Tell(TimeProvider.System.GetElapsedTime(from));

        var faults = process.Lines.Where(l => l.Contains("failed unexpectedly", StringComparison.Ordinal));
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(10).Concat(faults.Take(5))));
        foreach (var path in (string[])["/healthz", "/readyz", "/api/status"])
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path, Cancel)).StatusCode);
        Assert.False(process.Exited.IsCompleted);
        // Only requests that get somewhere try anything.
        Assert.All(operations, o => Assert.Contains(seen.Keys, s => s.Operation == $"{o}"));
        Assert.True(seen.Where(s => s.Key.Status < 300).Sum(s => s.Value) > count / 50);
    }

    async Task AskAsync(HttpClient http, int number, FuzzRequest request)
    {
        using var message = new HttpRequestMessage(new(request.Method), request.Address);
        if (request.Body.Length > 0 || request.ContentType.Length > 0 && request.Method is not "GET")
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var answer = await http.SendAsync(message, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            var status = (int)answer.StatusCode;
            seen.AddOrUpdate(($"{request.Operation}", status), 1, (_, n) => n + 1);
            if (
                status is >= 500 or 429
                || status >= 400 && !IsProblem(answer.Content.Headers.ContentType, text, status)
            )
                wrong.Add($"number {number}: {request}\n-> {status} {text}");
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !Cancel.IsCancellationRequested)
        {
            wrong.Add($"number {number}: {request}\n-> {e.Message}");
        }
    }

    static bool IsProblem(MediaTypeHeaderValue? type, string text, int status) =>
        type?.MediaType == "application/problem+json"
        && text.Contains(string.Create(CultureInfo.InvariantCulture, $"\"status\":{status}"), StringComparison.Ordinal);

    void Tell(TimeSpan took)
    {
        output.WriteLine($"{seen.Values.Sum()} requests in {took.TotalSeconds:0.0} s");
        foreach (var operation in seen.GroupBy(s => s.Key.Operation).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.WriteLine(
                $"{operation.Key}: {string.Join(", ", operation.OrderBy(s => s.Key.Status).Select(s => $"{s.Key.Status} x {s.Value}"))}"
            );
    }
}
