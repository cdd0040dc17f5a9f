using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IndicatorAlerts.Local.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>
/// What a Functions host does with a custom handler, by its documented contract: it reads the function.json files, starts
/// the executable, waits until its port answers, invokes timers and queue messages over HTTP, and forwards the routes of HTTP
/// functions and no others. Its timers run every second.
/// </summary>
sealed class FunctionsHostFront : IFront
{
    const int MaxDequeueCount = 5;
    static readonly TimeSpan Visibility = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource stop = new();
    readonly HttpClient handler;
    readonly QueueServiceClient queues;
    readonly IReadOnlyList<FunctionFile> functions = FunctionFile.ReadAll();
    readonly List<Task> running = [];
    WebApplication? front;

    FunctionsHostFront(ChildProcess process, Uri handlerAddress, string storage)
    {
        Process = process;
        handler = new() { BaseAddress = handlerAddress, Timeout = TimeSpan.FromSeconds(100) };
        queues = new(
            storage,
            new QueueClientOptions(QueueClientOptions.ServiceVersion.V2026_06_06)
            {
                MessageEncoding = QueueMessageEncoding.Base64,
            }
        );
    }

    public Uri Address => new(front!.Urls.Single());

    public ChildProcess Process { get; }

    public static IFront Start(Dictionary<string, string?> settings)
    {
        var port = Ports.Next();
        var environment = new Dictionary<string, string?>(settings)
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}",
            // The host hands its whole environment down: this one names the host's own port.
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:1",
        };
        return new FunctionsHostFront(
            App.Start(environment),
            new($"http://127.0.0.1:{port}"),
            settings["AzureWebJobsStorage"]!
        );
    }

    public async Task WaitUntilReadyAsync(CancellationToken cancel)
    {
        await WaitForHandlerAsync(cancel);
        await ListenAsync(cancel);
        running.AddRange(functions.Where(f => f.Type == "timerTrigger").Select(RunTimerAsync));
        running.AddRange(functions.Where(f => f.Type == "queueTrigger").Select(RunQueueAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
        if (front is not null)
            await front.DisposeAsync();
        await Process.DisposeAsync();
        handler.Dispose();
        stop.Dispose();
    }

    async Task WaitForHandlerAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (await timer.WaitForNextTickAsync(cancel))
        {
            try
            {
                using var any = await handler.GetAsync("/", cancel);
                return;
            }
            catch (HttpRequestException) when (!Process.Exited.IsCompleted)
            {
                // Not listening yet.
            }
        }
    }

    async Task ListenAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        front = builder.Build();
        front.Run(ForwardAsync);
        front.Urls.Add("http://127.0.0.1:0");
        await front.StartAsync(cancel);
    }

    async Task ForwardAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimStart('/');
        var method = context.Request.Method;
        if (
            !functions.Any(f =>
                f.Type == "httpTrigger"
                && IsRoute(f.Route, path)
                && f.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)
            )
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(new(method), context.Request.Path + context.Request.QueryString);
        if (body.Length > 0)
            request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, [.. values]))
                request.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        using var answer = await handler.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (
            var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Transfer-Encoding")
        )
            context.Response.Headers[name] = values.ToArray();
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(context.RequestAborted));
    }

    static bool IsRoute(string route, string path) =>
        route.Split('{') is [var prefix, _]
            ? path.StartsWith(prefix, StringComparison.Ordinal) || path + "/" == prefix
            : path == route;

    async Task RunTimerAsync(FunctionFile function)
    {
        await ForEachTickAsync(
            Tick,
            async () =>
            {
                var data = new JsonObject
                {
                    [function.Binding] = new JsonObject
                    {
                        ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
                        ["ScheduleStatus"] = null,
                        ["IsPastDue"] = false,
                    },
                };
                await InvokeAsync(
                    function,
                    data,
                    new JsonObject { ["sys"] = new JsonObject { ["MethodName"] = function.Name } }
                );
            }
        );
    }

    async Task RunQueueAsync(FunctionFile function)
    {
        var queue = queues.GetQueueClient(function.Queue);
        await queue.CreateIfNotExistsAsync();
        await ForEachTickAsync(
            Poll,
            async () =>
            {
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(16, Visibility, stop.Token);
                await Task.WhenAll(messages.Select(m => HandleAsync(function, queue, m)));
            }
        );
    }

    async Task HandleAsync(FunctionFile function, QueueClient queue, QueueMessage message)
    {
        // As the host writes it: the text as JSON inside a JSON string.
        var data = new JsonObject
        {
            [function.Binding] = message.Body.ToString() is ['{', ..] text
                ? text
                : JsonSerializer.Serialize(message.Body.ToString()),
        };
        var metadata = new JsonObject
        {
            ["DequeueCount"] = $"{message.DequeueCount}",
            ["Id"] = $"\"{message.MessageId}\"",
        };
        if (await InvokeAsync(function, data, metadata))
            await DeleteAsync(queue, message);
        else if (message.DequeueCount >= MaxDequeueCount)
        {
            var poison = queues.GetQueueClient(function.Queue + "-poison");
            await poison.CreateIfNotExistsAsync();
            await poison.SendMessageAsync(message.Body, cancellationToken: stop.Token);
            await DeleteAsync(queue, message);
        }
    }

    async Task DeleteAsync(QueueClient queue, QueueMessage message)
    {
        try
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop.Token);
        }
        catch (Azure.RequestFailedException e) when (e.Status is 400 or 404)
        {
            // On a slow machine it has become visible and was received again meanwhile.
        }
    }

    async Task<bool> InvokeAsync(FunctionFile function, JsonObject data, JsonObject metadata)
    {
        var body = new JsonObject { ["Data"] = data, ["Metadata"] = metadata }.ToJsonString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + function.Name);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = true;
        using var answer = await handler.SendAsync(request, stop.Token);
        if (answer.StatusCode != HttpStatusCode.OK)
            return false;
        // An empty answer would hang the invocation; what is not an object fails it.
        var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync(stop.Token))!.AsObject();
        return result.ContainsKey("Outputs") && result.ContainsKey("Logs") && result.ContainsKey("ReturnValue");
    }

    async Task ForEachTickAsync(TimeSpan tick, Func<Task> act)
    {
        using var timer = new PeriodicTimer(tick);
        try
        {
            do await act();
            while (await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
