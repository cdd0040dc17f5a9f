using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace IndicatorAlerts.Local;

/// <summary>A web server on 127.0.0.1 that reads no configuration, so that nothing around a test run can change it.</summary>
internal static partial class LoopbackServer
{
    /// <summary>Starts a server on a port, or on a free one for 0; its address is in <see cref="Url"/>.</summary>
    /// <exception cref="LocalStackException">The port is in use.</exception>
    public static async Task<WebApplication> StartAsync(
        string name,
        int port,
        long maxBodyBytes,
        Action<WebApplication> map,
        CancellationToken cancel
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        // A connection that hangs on purpose must not hold up the end.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        // Kestrel takes the faults that are set on purpose for errors; our own are told below.
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.None);

        var app = builder.Build();
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
                {
                    LogFailure(app.Logger, name, context.Request.Path, e);
                    throw;
                }
            }
        );
        map(app);
        try
        {
            await app.StartAsync(cancel);
            return app;
        }
        catch (IOException busy)
            when (busy.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            await app.DisposeAsync();
            throw new LocalStackException($"{name} cannot listen on port {port}: it is in use.", busy);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Server} failed at {Path}")]
    private static partial void LogFailure(ILogger logger, string server, PathString path, Exception exception);

    public static Uri Url(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
