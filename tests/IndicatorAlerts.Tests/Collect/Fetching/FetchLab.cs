using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Fetching;

/// <summary>The feed client as the service builds it, and a server that answers as a test says.</summary>
sealed class FetchLab : IAsyncDisposable
{
    readonly WebApplication server;
    readonly ServiceProvider services;

    FetchLab(WebApplication server, ServiceProvider services, ConcurrentQueue<Asked> requests) =>
        (this.server, this.services, Requests) = (server, services, requests);

    /// <summary>What the server was asked.</summary>
    public ConcurrentQueue<Asked> Requests { get; }

    public Uri Url => LoopbackServer.Url(server);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="answer">Answers a request; told how many came before it.</param>
    /// <param name="names">What names resolve to, one answer after the other; when given, public addresses lead to the server.</param>
    /// <param name="time">The clock of the client.</param>
    /// <param name="connected">Told of each address that was connected to.</param>
    /// <param name="connect">Done before each connection.</param>
    /// <param name="settings">As in the environment, without <c>Feeds__</c>.</param>
    public static async Task<FetchLab> StartAsync(
        Func<HttpContext, int, Task> answer,
        Dictionary<string, string[]>? names = null,
        TimeProvider? time = null,
        List<IPEndPoint>? connected = null,
        Func<CancellationToken, Task>? connect = null,
        params (string Name, string Value)[] settings
    )
    {
        var requests = new ConcurrentQueue<Asked>();
        var server = await LoopbackServer.StartAsync(
            "The feed",
            0,
            1000,
            app =>
                app.Run(context =>
                {
                    var before = requests.Count;
                    requests.Enqueue(Asked.From(context.Request));
                    return answer(context, before);
                }),
            Cancel
        );
        var url = LoopbackServer.Url(server);
        var values = settings.ToDictionary(
            s => $"Feeds:{s.Name.Replace("__", ":", StringComparison.Ordinal)}",
            s => (string?)s.Value
        );
        if (names is null)
            values["Feeds:AllowedHosts:99"] = url.Authority;
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .AddSingleton(time ?? TimeProvider.System)
            .AddLogging();
        services.AddFetching();
        if (names is not null)
            services.Replace(ServiceDescriptor.Singleton(Network(names, url.Port, connected ?? [], connect)));
        return new(server, services.BuildServiceProvider(), requests);
    }

    /// <summary>A server with the same answer to everything.</summary>
    public static Task<FetchLab> StartAsync(string body, params (string Name, string Value)[] settings) =>
        StartAsync((context, _) => context.Response.WriteAsync(body), settings: settings);

    public Task<FeedAnswer> GetAsync(
        string path = "/",
        FeedValidators? known = null,
        WhenAbsent whenAbsent = default
    ) => GetAsync(new FeedRequest(new(Url, path)) { WhenAbsent = whenAbsent }, known);

    public Task<FeedAnswer> GetAsync(FeedRequest request, FeedValidators? known = null) =>
        services.GetRequiredService<FeedClient>().GetAsync(request, known, Cancel);

    public Task<FeedException> FailAsync(string path = "/") => Assert.ThrowsAsync<FeedException>(() => GetAsync(path));

    public Task<FeedException> FailAsync(FeedRequest request) =>
        Assert.ThrowsAsync<FeedException>(() => GetAsync(request));

    /// <summary>Lets the clock run, much faster than a real one, until something is done.</summary>
    public static async Task<T> LiveAsync<T>(FakeTimeProvider time, Task<T> task, double stepSeconds = 0.02)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(stepSeconds));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel));
        }
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await server.DisposeAsync();
    }

    static Network Network(
        Dictionary<string, string[]> names,
        int port,
        List<IPEndPoint> connected,
        Func<CancellationToken, Task>? connect
    )
    {
        var asked = new ConcurrentDictionary<string, int>();
        return new(
            (name, _) =>
            {
                if (!names.TryGetValue(name, out var answers))
                    throw new SocketException((int)SocketError.HostNotFound);
                var turn = asked.AddOrUpdate(name, 0, (_, last) => last + 1);
                return Task.FromResult<IPAddress[]>([
                    .. answers[Math.Min(turn, answers.Length - 1)].Split(' ').Select(IPAddress.Parse),
                ]);
            },
            async (address, cancel) =>
            {
                connected.Add(address);
                if (connect is not null)
                    await connect(cancel);
                return await IndicatorAlerts.Collect.Network.OfThisMachine.ConnectAsync(
                    new(IPAddress.Loopback, port),
                    cancel
                );
            }
        );
    }
}

/// <summary>A request as the server saw it.</summary>
sealed record Asked(string Host, string Address, Dictionary<string, string> Headers)
{
    public static Asked From(HttpRequest request) =>
        new(
            request.Host.Value!,
            $"{request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}",
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
}
