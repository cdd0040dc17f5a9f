using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>When a killed process is hit: before a request of its reaches its goal, or after, before the answer reaches it.</summary>
public enum Moment
{
    Before,
    After,
}

/// <summary>A request of the program, unescaped.</summary>
sealed record SeenRequest(string Method, string Path, string Body)
{
    public bool Posts(string path, string body = "") =>
        Method == "POST"
        && Path.EndsWith(path, StringComparison.Ordinal)
        && Body.Contains(body, StringComparison.Ordinal);
}

/// <summary>Stands between the program and everything that it talks to, and kills it at one request.</summary>
sealed class KillSwitch : IAsyncDisposable
{
    static readonly HttpTransformer AsItCame = new RawPath();

    readonly WebApplication app;
    readonly Dictionary<int, Uri> goals = [];
    readonly HttpMessageInvoker client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        }
    );
    readonly TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Func<SeenRequest, bool> matches;
    readonly Moment moment;
    int used;

    KillSwitch(WebApplication app, Func<SeenRequest, bool> matches, Moment moment) =>
        (this.app, this.matches, this.moment) = (app, matches, moment);

    /// <summary>Kills the process; must be set before requests come.</summary>
    public Action Kill { get; set; } = () => { };

    /// <summary>Completes when the process was killed.</summary>
    public Task Struck => struck.Task;

    public static KillSwitch Create(Func<SeenRequest, bool> matches, Moment moment)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Limits.MaxRequestBodySize = null);
        builder.Services.AddRoutingCore().AddHttpForwarder();
        return new(builder.Build(), matches, moment);
    }

    /// <summary>A stand-in on an own port for the server of an address; call before <see cref="StartAsync"/>.</summary>
    public Uri StandInFor(Uri address)
    {
        var port = Ports.Next();
        goals[port] = new(address.GetLeftPart(UriPartial.Authority));
        app.Urls.Add($"http://127.0.0.1:{port}");
        return new UriBuilder(address) { Port = port }.Uri;
    }

    /// <summary>The same for each service of a Storage account.</summary>
    public string StandInForStorage(string connection) =>
        string.Join(
            ';',
            connection
                .Split(';')
                .Select(part => part.Split('=', 2))
                .Select(p =>
                    p is [var name, var value] && name.EndsWith("Endpoint", StringComparison.Ordinal)
                        ? $"{name}={StandInFor(new(value))}"
                        : string.Join('=', p)
                )
        );

    public Task StartAsync(CancellationToken cancel)
    {
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Run(context => ForwardAsync(forwarder, context));
        return app.StartAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    async Task ForwardAsync(IHttpForwarder forwarder, HttpContext context)
    {
        var strikes = matches(await SeeAsync(context.Request)) && Interlocked.Exchange(ref used, 1) == 0;
        if (strikes && moment == Moment.Before)
        {
            Strike(context);
            return;
        }
        if (strikes)
            context.Response.OnStarting(() =>
            {
                Strike(context);
                return Task.CompletedTask;
            });
        await forwarder.SendAsync(
            context,
            goals[context.Connection.LocalPort].ToString(),
            client,
            ForwarderRequestConfig.Empty,
            AsItCame
        );
    }

    static async Task<SeenRequest> SeeAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return new(request.Method, Uri.UnescapeDataString(request.Path.Value!), Uri.UnescapeDataString(body));
    }

    void Strike(HttpContext context)
    {
        Kill();
        struck.TrySetResult();
        context.Abort();
    }

    /// <summary>Requests to Storage are signed over the path as it was escaped.</summary>
    sealed class RawPath : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext context,
            HttpRequestMessage request,
            string destination,
            CancellationToken cancel
        )
        {
            await base.TransformRequestAsync(context, request, destination, cancel);
            request.RequestUri = new(
                destination.TrimEnd('/') + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget
            );
            request.Headers.Host = null;
        }
    }
}
