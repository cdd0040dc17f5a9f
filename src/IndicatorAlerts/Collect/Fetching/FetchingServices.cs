using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace IndicatorAlerts.Collect;

public static class FetchingServices
{
    /// <summary>The feed client with its limits; its settings begin with <c>Feeds__</c>.</summary>
    public static void AddFetching(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<FeedOptions>, FeedOptionsCheck>();
        services.AddOptions<FeedOptions>().BindConfiguration("Feeds").ValidateOnStart();
        services.TryAddSingleton(Network.OfThisMachine);
        services.AddSingleton<NetworkGuard>();
        services.AddSingleton<HostTurns>();
        services.AddSingleton<FeedClient>();
        services.AddSingleton<SharedAnswers>();
        // A failure is told once, by the collector, in a sentence.
        services.AddLogging(l => l.AddFilter("Polly", LogLevel.None));

        // From the outside in: a host that is left alone takes no turn, and waiting for a turn is no slowness of the host.
        var client = services.AddHttpClient(FeedClient.Name, c => c.Timeout = Timeout.InfiniteTimeSpan);
        client
            .AddResilienceHandler(
                "host",
                (pipeline, context) => HostPatience.Add(pipeline, Time(context.ServiceProvider))
            )
            .SelectPipelineBy(_ => Asking.HostOf);
        client.AddHttpMessageHandler(s => new TurnHandler(s.GetRequiredService<HostTurns>()));
        client.AddResilienceHandler(
            "first byte",
            (pipeline, context) =>
            {
                pipeline.TimeProvider = Time(context.ServiceProvider);
                pipeline.AddTimeout(FeedClient.FirstByteTimeout);
            }
        );
        // The factory's own log shows addresses, and some feeds want their key in the path.
        client.RemoveAllLoggers();
        // Connections age by PooledConnectionLifetime instead.
        client.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        client.ConfigurePrimaryHttpMessageHandler(Connections);
    }

    static TimeProvider Time(IServiceProvider services) => services.GetRequiredService<TimeProvider>();

    static SocketsHttpHandler Connections(IServiceProvider services)
    {
        var proxy = services.GetRequiredService<IOptions<FeedOptions>>().Value.Proxy;
        return new()
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = FeedClient.ConnectTimeout,
            ConnectCallback = services.GetRequiredService<NetworkGuard>().ConnectAsync,
            // Each redirect is looked at by the client.
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy resolves names by itself, past the guard: only an operator may want that.
            UseProxy = proxy is not null,
            Proxy = proxy is null ? null : new WebProxy(proxy),
            // What is refused for its size is not read to its end.
            MaxResponseDrainSize = 0,
        };
    }
}
